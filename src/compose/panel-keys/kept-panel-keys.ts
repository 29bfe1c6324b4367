import type { DataFolder } from '../../disk/data/data-folder.ts';
import type { DataPart } from '../../disk/data/data-part.ts';
import { diskFault } from '../../disk/files/disk-fault.ts';
import { fileIdentity } from '../../disk/files/file-identity.ts';
import { fileVersion, readSnapshot } from '../../disk/journal/read-journaled.ts';
import { putAside } from '../../disk/journal/put-aside.ts';
import { replaceFile } from '../../disk/files/replace-file.ts';
import { fieldsOf } from '../../domain/text/json-fields.ts';
import type { Log } from '../../domain/log.ts';
import type { ShownKey, ShownKeyRecord } from '../../forward/trust/shown-key.ts';

export interface KeptPanelKeysOptions {
  /** Of each panel that is verified by its certificate file, by its name. */
  readonly shownKeys: ReadonlyMap<string, ShownKey>;
  readonly data: Pick<DataFolder, 'pathOf'>;
  readonly log: Log;
}

const mode = 0o600;

export interface KeptPanelKeys extends DataPart {
  /** Other panels are verified by their certificate files from now on; what was kept of those that are not is dropped. */
  readonly use: (shownKeys: ReadonlyMap<string, ShownKey>) => void;
}

/** The keys that panels showed last, in `panel-keys.json`. It changes when a certificate is renewed, and is written anew as a whole. */
export function createKeptPanelKeys({ shownKeys: first, data, log }: KeptPanelKeysOptions): KeptPanelKeys {
  let shownKeys = first;
  const path = data.pathOf('panel-keys.json');
  let isOwn = false;
  let isAhead = false;
  /** The file as it was read or written last; null while it is written. */
  let identity: string | undefined | null;
  let writing: Promise<void> = Promise.resolve();

  /** @returns true where memory and file are not the same now */
  function merge(isWriter: boolean): boolean {
    const content = readSnapshot(path);
    identity = fileIdentity(path);
    if (content === undefined && isWriter) {
      log.error(`${path} cannot be read, and is put aside as ${putAside(path)}: its content is ignored`);
    }
    const kept = Object.entries(fieldsOf(content?.['panels']));
    const taken = kept.filter(([name, fields]) => {
      const record = readRecord(fields);
      return record !== undefined && shownKeys.get(name)?.restore(record) === true;
    });
    const known = [...shownKeys.values()].filter(({ record }) => record !== undefined);
    return taken.length !== kept.length || known.length !== taken.length;
  }

  async function write(): Promise<void> {
    const panels = Object.fromEntries([...shownKeys].map(([name, { record }]) => [name, record]));
    try {
      isAhead = false;
      identity = null;
      await replaceFile(path, { content: `${JSON.stringify({ version: fileVersion, panels })}\n`, mode });
      identity = fileIdentity(path);
    } catch (error) {
      isAhead = true;
      log.error(`${path} cannot be written: ${diskFault(error)}`);
    }
  }

  const changed = (): void => {
    isAhead = true;
    if (isOwn) writing = writing.then(write);
  };
  for (const shownKey of shownKeys.values()) shownKey.changed = changed;

  function use(next: KeptPanelKeysOptions['shownKeys']): void {
    const isSame = next.size === shownKeys.size && [...next].every(([name, shownKey]) => shownKeys.get(name) === shownKey);
    if (isSame) return;
    for (const shownKey of shownKeys.values()) shownKey.changed = () => undefined;
    shownKeys = next;
    for (const shownKey of shownKeys.values()) shownKey.changed = changed;
    changed();
  }

  return {
    use,
    holds: 'keys that panels have shown',
    follow: () => void merge(false),
    own: () => {
      if (isOwn) return;
      isOwn = true;
      if (merge(true)) changed();
    },
    isIntact: () => !isOwn || identity === null || fileIdentity(path) === identity,
    suspend: async () => {
      if (!isOwn) return;
      isOwn = false;
      isAhead = true;
      await writing;
    },
    release: async () => {
      isOwn = false;
      await writing;
    },
    isAhead: () => isAhead,
  };
}

function readRecord(value: unknown): ShownKeyRecord | undefined {
  const { origin, certFile, shown, shownAtMs, changed } = fieldsOf(value);
  if (typeof origin !== 'string' || typeof certFile !== 'string' || typeof shown !== 'string') return undefined;
  if (typeof shownAtMs !== 'number') return undefined;
  const { key, atMs } = fieldsOf(changed);
  const change = typeof key === 'string' && typeof atMs === 'number' ? { key, atMs } : undefined;
  return { origin, certFile, shown, shownAtMs, changed: change };
}
