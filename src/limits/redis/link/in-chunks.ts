/** Questions that are sent before answers are waited for. */
const atOnce = 200;

/** Runs something over parts of a list, one after the other. */
export async function inChunks<Item>(items: readonly Item[], run: (some: readonly Item[]) => Promise<unknown>): Promise<void> {
  for (let first = 0; first < items.length; first += atOnce) await run(items.slice(first, first + atOnce));
}
