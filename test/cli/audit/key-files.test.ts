import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { beginRun } from '../../../src/observe/chain/chain-folder.ts';
import { readChainKey } from '../../../src/observe/chain/read-chain-key.ts';

const main = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));
const unit = readFileSync(new URL('../../../packaging/systemd/hearthgate.service', import.meta.url), 'utf8');
/** Of the gateway. */
const owner = 65_534;
const isRoot = process.getuid?.() === 0;

let folder = '';
let data = '';
let kept = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'key-files-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  [data, kept] = [join(folder, 'lib'), join(folder, 'etc', 'audit.key')];
  for (const each of [data, join(folder, 'etc')]) mkdirSync(each);
  const config = join(folder, 'etc', 'gateway.yaml');
  writeFileSync(
    config,
    `data: ${data}\nlisten: [{ port: 0, plaintext: true }]\naudit: { file: ${folder}/audit.log }\nclients: { allow: [127.0.0.1] }\npanels: [{ url: "http://127.0.0.1:9", state: { files: . } }]\n`,
    { mode: 0o600 },
  );
  writeFileSync(join(folder, 'hearthgate'), `#!/bin/sh\nexec ${process.execPath} ${main} "$@" --to ${kept}\n`);
  chmodSync(join(folder, 'hearthgate'), 0o755);
});

interface Ran {
  readonly status: number | null;
  readonly err: string;
}

/** As systemd runs it before the gateway, as root, with the paths of a tree of its own. */
function beforeStart(): Ran {
  const [, line = ''] = /^ExecStartPre=\+-(.*)$/m.exec(unit) ?? [];
  const command = line
    .replaceAll('$$', '$')
    .replaceAll('/var/lib/hearthgate', data)
    .replaceAll('/usr/bin/hearthgate', join(folder, 'hearthgate'))
    .replaceAll('/etc/hearthgate', join(folder, 'etc'));
  const { status, stderr } = spawnSync('/bin/sh', ['-c', command], { encoding: 'utf8' });
  return { status, err: stderr };
}

describe.skipIf(!isRoot)('what the unit does as root before the gateway starts', () => {
  beforeEach(() => chownSync(data, owner, owner));

  test('begins a chain whose key only root has, once', () => {
    expect(beforeStart()).toEqual({ status: 0, err: '' });
    expect(readdirSync(data)).toEqual(['audit-chain.0']);
    const { uid, mode } = statSync(join(data, 'audit-chain.0'));
    expect([uid, mode & 0o777, statSync(kept).uid, statSync(kept).mode & 0o777]).toEqual([owner, 0o600, 0, 0o600]);
    const before = readFileSync(kept, 'utf8');
    expect(beforeStart()).toEqual({ status: 0, err: '' });
    expect(readFileSync(kept, 'utf8')).toBe(before);
  });

  test('takes away the key that a gateway has left', () => {
    const { chain } = beginRun(data);
    expect(beforeStart().status).toBe(0);
    expect([readChainKey(kept).chain, existsSync(join(data, 'audit.key'))]).toEqual([chain, false]);
  });

  test.each([
    ['a link to a file of root', () => symlinkSync(join(folder, 'etc', 'gateway.yaml'), join(data, 'audit.key'))],
    ['a link to the key that was taken', () => symlinkSync(kept, join(data, 'audit.key'))],
    ['another name of a file of root', () => linkSync(join(folder, 'etc', 'gateway.yaml'), join(data, 'audit.key'))],
    ['another name of the key that was taken', () => linkSync(kept, join(data, 'audit.key'))],
    ['a folder', () => mkdirSync(join(data, 'audit.key'))],
    ['a key of a chain of his own', () => renameSync(otherKey(), join(data, 'audit.key'))],
    ['half a key', () => writeFileSync(join(data, 'audit.key'), '{"version":1,"chain":"00')],
  ])('leaves the files of root as they are where the gateway has been made to leave %s', (_what, leave) => {
    expect(beforeStart().status).toBe(0);
    const files = ['audit.key', 'gateway.yaml'].map((name) => join(folder, 'etc', name));
    const before = files.map((path) => readFileSync(path, 'utf8'));
    leave();
    beforeStart();
    expect(files.map((path) => readFileSync(path, 'utf8'))).toEqual(before);
    expect(readdirSync(join(folder, 'etc')).toSorted()).toEqual(['audit.key', 'gateway.yaml']);
  });

  test('does not erase the key where the folder has become a link to that of root', () => {
    expect(beforeStart().status).toBe(0);
    const before = readFileSync(kept, 'utf8');
    rmSync(data, { recursive: true });
    symlinkSync(join(folder, 'etc'), data);
    expect(beforeStart().err).toContain('is in the folder that it is to be taken from');
    lchownSync(data, owner, owner);
    expect(beforeStart().err).toContain(`is a link of another user (uid ${owner})`);
    expect(readFileSync(kept, 'utf8')).toBe(before);
  });
});

function otherKey(): string {
  const other = mkdtempSync(join(folder, 'other-'));
  beginRun(other);
  return join(other, 'audit.key');
}

/** The system takes twenty bytes of a file, as a disk that becomes full. */
function onFullDisk(...words: readonly string[]): Ran {
  const script = `trap '' XFSZ; exec "$@"`;
  const args = ['--fsize=20', 'sh', '-c', script, 'sh', process.execPath, main, ...words];
  const { status, stderr } = spawnSync('prlimit', [...args, '--config', join(folder, 'etc', 'gateway.yaml')], {
    encoding: 'utf8',
  });
  return { status, err: stderr };
}

describe('on a disk that becomes full', () => {
  test('no half of a key is left, the gateway says why it does not start, and starts when there is room', () => {
    const first = beginRun(data);
    const { status, err } = onFullDisk('serve');
    expect({ status, err }).toEqual({
      status: 71,
      err: expect.stringContaining(`the keys of the audit log cannot be kept in ${data}: `),
    });
    expect(readdirSync(data).filter((name) => name.startsWith('audit'))).toEqual(['audit-chain.1', 'audit.key']);
    expect(beginRun(data)).toEqual(expect.objectContaining({ chain: first.chain, run: 1 }));
  });

  test('a key that cannot be kept is not moved, and is when there is room', () => {
    beginRun(data);
    expect(onFullDisk('audit', 'key', '--to', kept)).toEqual(
      expect.objectContaining({ err: expect.stringContaining('the key cannot be moved') }),
    );
    expect([existsSync(kept), existsSync(join(data, 'audit.key'))]).toEqual([false, true]);
    expect(spawnSync(join(folder, 'hearthgate'), ['audit', 'key', '--config', join(folder, 'etc', 'gateway.yaml')]).status).toBe(
      0,
    );
    expect([existsSync(kept), existsSync(join(data, 'audit.key'))]).toEqual([true, false]);
  });
});
