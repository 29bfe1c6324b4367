import { describeAdministration } from './administration-contract.ts';
import { describeLimits } from './limits-contract.ts';
import { describeNetworkBans } from './network-bans-contract.ts';
import { describeLogins } from './logins-contract.ts';
import type { LedgerWith } from '../support/ledger.ts';
import type { OpenStore, StoreTests } from './open-store.ts';
import { describeReportOnly } from './report-only-contract.ts';
import { describeReservations } from './reservations-contract.ts';

/** What every store does. Time passes by itself in some stores: so the tests run together. */
export function describeStore(title: string, open: (options: LedgerWith) => Promise<OpenStore>, secondMs = 1000): void {
  const withStore: StoreTests['withStore'] =
    (test, options = {}) =>
    async () => {
      const store = await open(options);
      try {
        await test(store);
      } finally {
        await store.close();
      }
    };
  describeLimits(title, { withStore, secondMs });
  describeLogins(title, { withStore, secondMs });
  describeReservations(title, { withStore, secondMs });
  describeAdministration(title, { withStore, secondMs });
  describeNetworkBans(title, { withStore, secondMs });
  describeReportOnly(title, { withStore, secondMs });
}
