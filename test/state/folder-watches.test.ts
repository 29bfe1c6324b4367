import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { FolderWatches, type WatchTarget } from '../../src/state/follow/folder-watches.ts';
import { asStranger } from '../support/as-stranger.ts';
import { aliceKey, followPanel } from './followed-panel.ts';
import { until } from '../support/until.ts';

let above = '';
let folder = '';
beforeEach(() => {
  above = mkdtempSync(join(tmpdir(), 'watches-'));
  onTestFinished(() => rmSync(above, { recursive: true }));
  chmodSync(above, 0o755);
  folder = join(above, 'folder');
  mkdirSync(folder, { mode: 0o755 });
});

interface Watching {
  readonly watches: FolderWatches;
  /** How often something was noticed. */
  readonly noticed: () => number;
  readonly follow: (...targets: readonly WatchTarget[]) => boolean;
}

function watching(retryMs = 5): Watching {
  let noticed = 0;
  const watches = new FolderWatches({ changed: () => void (noticed += 1), everyMs: 30_000, retryMs });
  onTestFinished(() => watches.close());
  const follow = (...targets: readonly WatchTarget[]): boolean =>
    watches.follow(targets.length > 0 ? targets : [{ folder, file: undefined }]);
  return { watches, noticed: () => noticed, follow };
}

/** That what happens in the folder is noticed. */
async function expectFollowed({ noticed }: Watching, path = folder): Promise<void> {
  const before = noticed();
  writeFileSync(join(path, 'key'), '');
  await until(() => noticed() > before);
}

describe('a folder that could not be watched', () => {
  it('is told with what to change, and watched as soon as it may be read', async () => {
    chmodSync(folder, 0o700);
    const own = watching();
    await asStranger(async () => {
      expect(own.follow()).toBe(false);
      expect(own.watches.faults()).toEqual([
        expect.stringMatching(
          `^${folder} cannot be watched \\(EACCES\\), so changes in it are noticed late, within 30 s: .*nobody`,
        ),
      ]);
    });
    chmodSync(folder, 0o755);
    await until(() => own.noticed() === 1);
    expect(own.watches.faults()).toEqual([]);
    await expectFollowed(own);
  });

  it('is watched again after it was closed for a while', async () => {
    const own = watching();
    expect(own.follow()).toBe(true);
    chmodSync(folder, 0o700);
    await until(() => own.noticed() > 0);
    await asStranger(async () => expect(own.follow()).toBe(false));
    expect(own.watches.faults()).toHaveLength(1);
    const before = own.noticed();
    chmodSync(folder, 0o755);
    await until(() => own.noticed() > before && own.watches.faults().length === 0);
    await expectFollowed(own);
  });

  it('is watched from the next pass on at the latest', async () => {
    chmodSync(folder, 0o700);
    const own = watching(3_600_000);
    await asStranger(async () => expect(own.follow()).toBe(false));
    expect(own.follow()).toBe(true);
    expect(own.watches.faults()).toEqual([]);
  });

  it('is no fault any more when it need not be watched', async () => {
    chmodSync(folder, 0o700);
    const own = watching();
    await asStranger(async () => expect(own.follow()).toBe(false));
    own.follow({ folder: above, file: undefined });
    expect(own.watches.faults()).toEqual([]);
  });

  it('is watched when another folder has taken its place', async () => {
    chmodSync(folder, 0o700);
    const own = watching();
    await asStranger(async () => expect(own.follow()).toBe(false));
    renameSync(folder, join(above, 'before'));
    mkdirSync(folder, { mode: 0o755 });
    await until(() => own.noticed() > 0);
    await expectFollowed(own);
  });
});

describe('a folder that was missing', () => {
  it('is watched when it is made', async () => {
    rmSync(folder, { recursive: true });
    const own = watching();
    expect(own.follow()).toBe(false);
    expect(own.watches.faults()).toEqual([]);
    mkdirSync(folder);
    await until(() => own.noticed() > 0);
    await expectFollowed(own);
  });

  it('is watched when the folder above it may be entered again', async () => {
    const own = watching();
    chmodSync(above, 0o700);
    await asStranger(async () => expect(own.follow()).toBe(false));
    chmodSync(above, 0o755);
    await until(() => own.noticed() > 0);
    await expectFollowed(own);
  });

  it('is found among more of them than are tried at once', async () => {
    const own = watching();
    const missing = Array.from({ length: 250 }, (_, index) => ({ folder: join(above, `missing-${index}`), file: undefined }));
    own.follow(...missing);
    const last = join(above, 'missing-249');
    mkdirSync(last);
    await until(() => own.noticed() > 0);
    await expectFollowed(own, last);
    expect(own.watches.faults()).toEqual([]);
  });
});

describe('a panel of which a folder cannot be watched', () => {
  /** So that nothing but watching can bring a pass. */
  const timings = { everyMs: 3_600_000, watchRetryMs: 5, debounceMs: 1 };

  it('is followed as soon as the folder may be read, and the log says once when it is over', async () => {
    const keys = 'data/access-keys';
    const {
      source,
      folder: panel,
      logged,
    } = await asStranger(() => followPanel({ timings, realTime: true, prepare: ({ root }) => chmodSync(join(root, keys), 0) }));
    const path = join(panel.root, keys);
    expect(source.current()).toBeUndefined();
    expect(source.notices?.()).toContainEqual(
      expect.stringContaining(`${path} cannot be watched (EACCES), so changes in it are noticed late, within 3600 s: `),
    );
    chmodSync(path, 0o750);
    await until(() => source.current()?.accessKeys.has(aliceKey.id) === true);
    expect([source.problems(), source.notices?.()]).toEqual([[], []]);
    panel.removeKey(aliceKey.id);
    await until(() => source.current()?.accessKeys.has(aliceKey.id) === false);
    const over = logged.filter((line) => line.startsWith('info resolved: ') && line.includes(path));
    expect(over.toSorted()).toEqual([
      `info resolved: ${path} cannot be read (EACCES)`,
      `info resolved: ${path} cannot be watched (EACCES), so changes in it are noticed late, within 3600 s`,
    ]);
  });

  it.each(['conf', 'data/users/alice'])('is known also where %s may be entered and not listed, and says so', async (name) => {
    const { source, folder: panel } = await asStranger(() =>
      followPanel({ timings, prepare: ({ root }) => chmodSync(join(root, name), 0o311) }),
    );
    const path = join(panel.root, name);
    expect([source.problems(), source.notices?.()]).toEqual([
      [],
      [expect.stringContaining(`${path} cannot be watched (EACCES)`)],
    ]);
    await until(() => source.notices?.().length === 0);
  });
});

describe('folders for which no watch was left', () => {
  const script = fileURLToPath(new URL('../support/watch-when-all-are-taken.mjs', import.meta.url));
  const program = fileURLToPath(new URL('../..', import.meta.url));

  it.for([
    ['watches', 'ENOSPC', 'raise fs.inotify.max_user_watches with sysctl'],
    ['descriptors', 'EMFILE', 'raise fs.inotify.max_user_instances with sysctl'],
  ])('are watched when %s are free again', ([what = '', code, advice], { skip }) => {
    const inNamespace = ['-Ur', 'sh', '-c', 'ulimit -n 100; exec "$0" "$@"'];
    skip(spawnSync('/usr/bin/unshare', [...inNamespace, 'true']).status !== 0, 'no user namespace may be made here');
    const { stdout, stderr } = spawnSync('/usr/bin/unshare', [...inNamespace, process.execPath, script, program, what], {
      encoding: 'utf8',
    });

    expect(stderr).toBe('');
    const told = `cannot be watched \\(${code}\\), so changes in it are noticed late, within 30 s: ${advice}`;
    expect(JSON.parse(stdout)).toEqual({
      isNew: false,
      first: Array.from({ length: 3 }, () => expect.stringMatching(told)),
      last: [],
    });
  });
});
