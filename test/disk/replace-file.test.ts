import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { replaceFile } from '../../src/disk/files/replace-file.ts';

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'replace-'));
  file = join(folder, 'file');
  writeFileSync(file, 'old', { mode: 0o644 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function* pieces(...texts: readonly (string | Error)[]): AsyncGenerator<string> {
  for (const text of texts) {
    if (text instanceof Error) throw text;
    yield text;
  }
}

it('a file is replaced as a whole, with the mode that is asked for, whatever the mask says', async () => {
  const mask = process.umask(0o077);
  try {
    await replaceFile(file, { content: pieces('new', ' content'), mode: 0o640 });
  } finally {
    process.umask(mask);
  }
  expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777, readdirSync(folder)]).toEqual([
    'new content',
    0o640,
    ['file'],
  ]);
});

it('a content that fails midway leaves the old file, and nothing beside it', async () => {
  const content = pieces('new', new Error('no more'));
  await expect(replaceFile(file, { content, mode: 0o600 })).rejects.toThrow('no more');
  expect([readFileSync(file, 'utf8'), readdirSync(folder)]).toEqual(['old', ['file']]);
});

it('what an ended writer left behind is replaced, and a link there is not followed', async () => {
  symlinkSync(join(folder, 'elsewhere'), `${file}.new`);
  await replaceFile(file, { content: 'new', mode: 0o600 });
  expect([readFileSync(file, 'utf8'), readdirSync(folder)]).toEqual(['new', ['file']]);
});

it("a failure has the system's code", async () => {
  await expect(replaceFile(join(folder, 'none', 'file'), { content: 'new', mode: 0o600 })).rejects.toMatchObject({
    code: 'ENOENT',
  });
  rmSync(file);
  mkdirSync(file);
  await expect(replaceFile(file, { content: 'new', mode: 0o600 })).rejects.toMatchObject({ code: 'EISDIR' });
  expect(readdirSync(folder)).toEqual(['file']);
});
