import { describeFailures } from './failures-contract.ts';
import { describeLimits } from './limits-contract.ts';
import type { OpenStore, WithStore } from './open-store.ts';

/** What every store does. The shortest window is a second, and time passes by itself in some stores: so the tests run together. */
export function describeStore(title: string, open: () => Promise<OpenStore>): void {
  const withStore: WithStore = (test) => async () => {
    const store = await open();
    try {
      await test(store);
    } finally {
      await store.close();
    }
  };
  describeLimits(title, withStore);
  describeFailures(title, withStore);
}
