import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { digest } from '../../src/cli/digest.ts';
import { captureTerminal } from './capture-terminal.ts';

// As sha256sum prints them.
const ofSecret = '2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b';
const ofLineFeed = '01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b';

async function digestFor(chunks: readonly (string | Buffer)[], isTTY = false) {
  const terminal = captureTerminal();
  const stdin = Object.assign(Readable.from(chunks), { isTTY });
  const code = await digest({ ...terminal, stdin });
  return { code, out: terminal.out(), err: terminal.err() };
}

it.each([
  ['as it is', ['secret']],
  ['without the line feed at its end', ['secret\n']],
  ['without the line end of a Windows file', ['secret\r\n']],
  ['in pieces', ['sec', Buffer.from('ret'), '\n']],
])('a secret is digested %s', async (_how, chunks) => {
  expect(await digestFor(chunks)).toEqual({ code: 0, out: `${ofSecret}\n`, err: '' });
});

it('only one line end is taken off', async () => {
  expect(await digestFor(['\n\n'])).toMatchObject({ code: 0, out: `${ofLineFeed}\n` });
  expect((await digestFor(['secret '])).out).not.toBe(`${ofSecret}\n`);
});

it.each([[[]], [['\n']], [['\r\n']]])('nothing has no digest: %j', async (chunks) => {
  expect(await digestFor(chunks)).toEqual({
    code: 64,
    out: '',
    err: 'hearthgate: digest reads a secret from standard input, and it is empty\n',
  });
});

it('what is longer than any secret is refused', async () => {
  expect(await digestFor(['x'.repeat(65_537)])).toMatchObject({ code: 64, out: '' });
});

it('a person at a terminal is told what it waits for', async () => {
  const { out, err } = await digestFor(['secret\n'], true);
  expect(out).toBe(`${ofSecret}\n`);
  expect(err).toBe('Type or paste the secret, then Enter and Ctrl-D:\n');
});
