import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { readCall } from '../../src/hestia/call/read-call.ts';

// A failed login is counted by the key's id for as long as a ban lasts. The engine cuts a text out of a larger one without copying it, so an id
// that was cut out of its body would hold on to all of it: a few hundred calls with a megabyte of padding would fill the memory.

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

function heldBytes(): number {
  if (typeof collect === 'function') collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const padding = 'x'.repeat(900_000);
const form = 'application/x-www-form-urlencoded';
const multipart = 'multipart/form-data; boundary=b';
const part = (name: string, value: string): string => `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;

it.each([
  ['a form', form, (id: string) => `access_key=${id}&secret_key=s&cmd=v-list-users-${id}&pad=${padding}`],
  ['a form with blanks to trim', form, (id: string) => `pad=${padding}&access_key=+${id}+&secret_key=s&cmd=+v-list-users-${id}+`],
  ['a hash', form, (id: string) => `hash=${id}:${'s'.repeat(40)}&cmd=v-list-users-${id}&pad=${padding}`],
  [
    'JSON',
    'application/json',
    (id: string) => JSON.stringify({ pad: padding, access_key: id, secret_key: 's', cmd: `v-list-users-${id}` }),
  ],
  [
    'multipart',
    multipart,
    (id: string) =>
      `${part('access_key', id)}${part('secret_key', 's')}${part('cmd', `v-list-users-${id}`)}${part('pad', padding)}--b--\r\n`,
  ],
])('names in %s do not hold on to its body', (_, contentType, bodyOf) => {
  const kept = new Set<string>();
  const before = heldBytes();
  for (let count = 0; count < 100; count += 1) {
    const id = `KEY${String(count).padStart(17, '0')}`;
    const read = readCall(contentType, Buffer.from(bodyOf(id), 'latin1'));
    if (read.kind !== 'call' || read.call.credential.kind !== 'access-key') continue;
    kept.add(read.call.credential.id).add(read.call.command);
  }
  expect(kept.size).toBe(200);
  expect(heldBytes() - before).toBeLessThan(20 << 20);
});
