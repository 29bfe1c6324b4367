import { expect, test } from 'vitest';
import { errorText } from '../../src/domain/text/error-text.ts';

class OwnError extends Error {
  override readonly name = 'OwnError';
}

test.each([
  [new OwnError('the port is in use'), 'the port is in use'],
  [new TypeError('x is no function'), 'x is no function'],
  [Object.assign(new Error('ENOENT: no such file'), { code: 'ENOENT' }), 'ENOENT: no such file'],
  ['a text', 'a text'],
  [undefined, 'undefined'],
])('an error is told by what it says, without its class: %s', (error, text) => {
  expect(errorText(error)).toBe(text);
});
