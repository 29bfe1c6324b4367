import { describeFailures } from './failures-contract.ts';
import { describeLimits } from './limits-contract.ts';
import type { OpenStore, StoreTests } from './open-store.ts';

/** What every store does. Time passes by itself in some stores: so the tests run together. */
export function describeStore(title: string, open: () => Promise<OpenStore>, secondMs = 1000): void {
  const withStore: StoreTests['withStore'] = (test) => async () => {
    const store = await open();
    try {
      await test(store);
    } finally {
      await store.close();
    }
  };
  describeLimits(title, { withStore, secondMs });
  describeFailures(title, { withStore, secondMs });
}
