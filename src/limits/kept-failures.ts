import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../domain/clock.ts';
import { fieldsOf, listOf } from '../domain/json-fields.ts';
import type { Log } from '../domain/log.ts';
import type { DataSettings } from '../domain/settings.ts';
import { DataFile } from './data-file.ts';
import { DataStartError } from './data-start-error.ts';
import { type Ban, subjectKinds } from './failure-store.ts';
import type { MemoryFailures } from './memory-failures.ts';

/** What is to outlive a restart, of each panel by its name. */
interface KeptPanel {
  readonly failures: MemoryFailures;
  /** How long after its end a ban still makes the next one longer. */
  readonly rememberedMs: number;
  /** The window of a key's failures. */
  readonly keyPerMs: number;
}

export interface KeptFailuresOptions {
  readonly data: DataSettings;
  readonly panels: ReadonlyMap<string, KeptPanel>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface KeptFailures {
  /** @throws DataStartError where a folder that the configuration names cannot be used */
  readonly start: () => void;
  readonly stop: () => Promise<void>;
}

const bansEveryMs = 1000;
/** The longest ban by hand. */
const maxManualMs = 365 * 86_400_000;
/** Known prefixes may be many, and there is less to lose. */
const prefixesEveryMs = 5000;

type Fields = Readonly<Record<string, unknown>>;

/** Bans, failures of keys and known prefixes in `bans.json` and `prefixes.json`, where they are kept in memory otherwise. */
export function createKeptFailures({ data, panels, clock, log }: KeptFailuresOptions): KeptFailures {
  const file = (name: string, everyMs: number, contentOf: (panel: MemoryFailures) => object): DataFile =>
    new DataFile({
      path: join(data.folder, name),
      everyMs,
      content: () => ({
        version: 1,
        panels: Object.fromEntries([...panels].map(([panel, { failures }]) => [panel, contentOf(failures)])),
      }),
      clock,
      log,
    });
  const bans = file('bans.json', bansEveryMs, (failures) => ({
    bans: failures.bans().map((ban) => banFields(ban, clock)),
    keys: failures.keyFailures().map(({ key, used, leftMs }) => ({ key, used, endsAt: clock.wallMs() + leftMs })),
  }));
  const prefixes = file('prefixes.json', prefixesEveryMs, (failures) => ({ known: failures.known.all() }));
  let isUsed = false;

  function restore(): void {
    const found = { bans: panelsIn(bans.read()), prefixes: panelsIn(prefixes.read()) };
    for (const [name, { failures, rememberedMs, keyPerMs }] of panels) {
      const restoring = { rememberedMs, keyPerMs, clock };
      const own = fieldsOf(found.bans[name]);
      for (const fields of listOf(own['bans'])) restoreBan(failures, fieldsOf(fields), restoring);
      for (const fields of listOf(own['keys'])) restoreKey(failures, fieldsOf(fields), restoring);
      for (const entry of listOf(fieldsOf(found.prefixes[name])['known'])) restorePrefix(failures, listOf(entry), clock);
      failures.changed = () => {
        bans.changed();
        prefixes.changed();
      };
    }
  }

  return {
    start: () => {
      const fault = faultOf(data.folder);
      if (fault !== undefined && data.isRequired) throw new DataStartError(`data: ${data.folder} ${fault}`);
      if (fault !== undefined) {
        return log.warn(`bans are forgotten at a restart: ${data.folder} ${fault}; or name another folder in data`);
      }
      isUsed = true;
      return restore();
    },
    stop: async () => {
      if (isUsed) await Promise.all([bans.flush(), prefixes.flush()]);
    },
  };
}

function faultOf(folder: string): string | undefined {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return 'is no folder; create it';
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return undefined;
  } catch {
    // Whatever the system says, it comes to this.
    return 'cannot be written by the user that the gateway runs as; change its owner or mode';
  }
}

function banFields({ subject, cause, leftMs, level }: Ban, clock: Clock): object {
  return { kind: subject.kind, text: subject.text, cause, level, until: clock.wallMs() + leftMs };
}

interface Restoring {
  readonly rememberedMs: number;
  readonly keyPerMs: number;
  readonly clock: Clock;
}

/** What does not read as a ban is none, and none lasts longer than one can: the clock may have been set meanwhile. */
function restoreBan({ banTable }: MemoryFailures, fields: Fields, { rememberedMs, clock }: Restoring): void {
  const { text, level, until } = fields;
  const kind = subjectKinds.find((each) => each === fields['kind']);
  const isManual = fields['cause'] === 'manual';
  if (kind === undefined || typeof text !== 'string' || !isCount(level) || typeof until !== 'number') return;
  const leftMs = Math.min(until - clock.wallMs(), isManual ? maxManualMs : rememberedMs);
  if (leftMs > 0) banTable.add({ subject: { kind, text }, cause: isManual ? 'manual' : kind, level, leftMs }, rememberedMs);
}

function restoreKey(failures: MemoryFailures, { key, used, endsAt }: Fields, { keyPerMs, clock }: Restoring): void {
  if (typeof key !== 'string' || !isCount(used) || typeof endsAt !== 'number') return;
  failures.restoreKeyFailures(key, used, Math.min(endsAt - clock.wallMs(), keyPerMs));
}

function restorePrefix({ known }: MemoryFailures, [key, prefix, atMs]: readonly unknown[], clock: Clock): void {
  if (typeof key !== 'string' || typeof prefix !== 'string' || typeof atMs !== 'number') return;
  known.add(key, prefix, Math.min(atMs, clock.wallMs()));
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 1;
}

function panelsIn(content: unknown): Fields {
  return fieldsOf(fieldsOf(content)['panels']);
}
