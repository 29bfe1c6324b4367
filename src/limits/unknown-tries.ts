import type { Subject } from './failure-store.ts';

/** Ids that are remembered. Whoever invents ids pushes out the oldest. */
export const maxTriedKeys = 4096;
/** Clients that are remembered of each: the newest. */
export const maxClientsPerKey = 8;

/** Who tried access keys that the panel did not list then. A key that was just made may be tried before the list has it. */
export class UnknownTries {
  readonly #keys = new Map<string, Map<string, readonly Subject[]>>();
  /** Those that `#lookedBy` has not been asked for. */
  readonly #fresh = new Set<string>();
  #lookedBy: ((key: string) => boolean) | undefined;

  get size(): number {
    return this.#keys.size;
  }

  /** @param counted whatever the try was counted for; the first of them tells clients apart */
  add(key: string, counted: readonly Subject[]): void {
    const [client] = counted;
    if (client === undefined) return;
    const clients = this.#keys.get(key) ?? new Map<string, readonly Subject[]>();
    if (clients.size === 0) makeRoom(this.#keys, maxTriedKeys);
    this.#keys.set(key, clients);
    clients.delete(client.text);
    makeRoom(clients, maxClientsPerKey);
    clients.set(client.text, counted);
    this.#fresh.add(key);
  }

  /**
   * Takes out the tries of the keys that are listed now: what each client's were counted for.
   *
   * @param isListed another function for another list: the same one is asked for each key once
   */
  take(isListed: (key: string) => boolean): readonly (readonly Subject[])[] {
    const keys = isListed === this.#lookedBy ? this.#fresh : this.#keys.keys();
    const listed = [...keys].filter((key) => isListed(key));
    const taken = listed.flatMap((key) => [...(this.#keys.get(key)?.values() ?? [])]);
    for (const key of listed) this.#keys.delete(key);
    this.#fresh.clear();
    this.#lookedBy = isListed;
    return taken;
  }
}

/** For one more. */
function makeRoom(of: Map<string, unknown>, max: number): void {
  if (of.size < max) return;
  for (const oldest of of.keys()) {
    of.delete(oldest);
    return;
  }
}
