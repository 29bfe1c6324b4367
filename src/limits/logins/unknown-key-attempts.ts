import type { Clock } from '../../domain/clock.ts';
import type { Subject, CountedFailures } from './failure-store.ts';

/** Ids that are remembered. Further ids replace the oldest. */
export const maxUnknownKeys = 4096;
/** Ids that are remembered of each client: one that invents more pushes out its own. */
export const maxKeysPerClient = 64;
/** Clients that are remembered of each id: the newest. */
export const maxClientsPerKey = 8;

interface Client extends CountedFailures {
  /** Whom the share is counted for. */
  readonly name: string;
  readonly counted: readonly Subject[];
}

/** Who tried access keys that the panel did not list then. A key that was just made may be tried before the list has it. */
export class UnknownKeyAttempts {
  readonly #clock: Clock;
  readonly #keys = new Map<string, Map<string, Client>>();
  /** Keys by the name of the client, the oldest first. */
  readonly #shares = new Map<string, Set<string>>();
  /** Those that `#lookedBy` has not been asked for. */
  readonly #fresh = new Set<string>();
  #lookedBy: ((key: string) => boolean) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#keys.size;
  }

  /**
   * @param counted whatever the failure was counted for; the first of them tells clients of a key apart, the last one has a share of the places
   * @param perMs the window in which failures count: what was tried before it counts no longer
   */
  add(key: string, counted: readonly Subject[], perMs: number): void {
    const [first, last] = [counted.at(0), counted.at(-1)];
    if (first === undefined || last === undefined) return;
    const before = this.#keys.get(key)?.get(first.text);
    if (before === undefined) this.#makeRoom(key, last.text);
    const clients = this.#keys.get(key) ?? new Map<string, Client>();
    this.#keys.set(key, clients);
    const nowMs = this.#clock.monotonicMs();
    const isRunning = before !== undefined && nowMs - before.sinceMs < perMs;
    const failures = isRunning ? { count: before.count + 1, sinceMs: before.sinceMs } : { count: 1, sinceMs: nowMs };
    clients.delete(first.text);
    clients.set(first.text, { name: last.text, counted, ...failures });
    const share = this.#shares.get(last.text) ?? new Set();
    this.#shares.set(last.text, share.add(key));
    this.#fresh.add(key);
  }

  /** What was counted for the ids that a client tried. */
  countedOf(client: Subject): readonly (readonly Subject[])[] {
    return [...(this.#shares.get(client.text) ?? [])].flatMap((key) =>
      [...(this.#keys.get(key)?.values() ?? [])].filter(({ name }) => name === client.text).map(({ counted }) => counted),
    );
  }

  /**
   * Takes out the attempts of the keys that are listed now: what each client's were counted for, and how many.
   *
   * @param isListed another function for another list: the same one is asked for each key once
   */
  take(isListed: (key: string) => boolean): readonly (readonly (Subject & CountedFailures)[])[] {
    const keys = isListed === this.#lookedBy ? this.#fresh : this.#keys.keys();
    const listed = [...keys].filter((key) => isListed(key));
    const taken = listed.flatMap((key) =>
      [...(this.#keys.get(key)?.values() ?? [])].map(({ counted, count, sinceMs }) =>
        counted.map((subject) => ({ ...subject, count, sinceMs })),
      ),
    );
    for (const key of listed) this.#drop(key);
    this.#fresh.clear();
    this.#lookedBy = isListed;
    return taken;
  }

  /** For one more client of a key. */
  #makeRoom(key: string, name: string): void {
    const [oldestOwn = ''] = this.#shares.get(name) ?? [];
    if ((this.#shares.get(name)?.size ?? 0) >= maxKeysPerClient) this.#dropClient(oldestOwn, name);
    const clients = this.#keys.get(key);
    const [oldestKey = ''] = this.#keys.keys();
    if (clients === undefined && this.#keys.size >= maxUnknownKeys) this.#drop(oldestKey);
    const [oldestClient = ''] = clients?.keys() ?? [];
    if (clients !== undefined && clients.size >= maxClientsPerKey) this.#dropEach(key, [oldestClient]);
  }

  #drop(key: string): void {
    this.#dropEach(key, [...(this.#keys.get(key)?.keys() ?? [])]);
  }

  #dropClient(key: string, name: string): void {
    const own = [...(this.#keys.get(key) ?? [])].filter(([, client]) => client.name === name);
    this.#dropEach(
      key,
      own.map(([first]) => first),
    );
  }

  #dropEach(key: string, firsts: readonly string[]): void {
    const clients = this.#keys.get(key);
    if (clients === undefined) return;
    const names = new Set(firsts.flatMap((first) => clients.get(first)?.name ?? []));
    for (const first of firsts) clients.delete(first);
    for (const name of names) if (![...clients.values()].some((client) => client.name === name)) this.#takeFromShare(name, key);
    if (clients.size > 0) return;
    this.#keys.delete(key);
    this.#fresh.delete(key);
  }

  #takeFromShare(name: string, key: string): void {
    const share = this.#shares.get(name);
    share?.delete(key);
    if (share?.size === 0) this.#shares.delete(name);
  }
}
