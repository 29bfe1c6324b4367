import { expect, test } from 'vitest';
import { traceOf } from '../../src/http/request/trace-of.ts';

const traceParent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

test('a trace is what one header has in its exact form', () => {
  expect(traceOf([traceParent])).toBe(traceParent);
});

test.each([
  ['in two headers', [traceParent, traceParent]],
  ['of another version', [traceParent.replace('00-', '01-')]],
  ['with more behind it', [`${traceParent}-x`]],
  ['with a line feed behind it', [`${traceParent}\n`]],
  ['in capitals', [traceParent.toUpperCase()]],
  ['whose id is zero', [`00-${'0'.repeat(32)}-b7ad6b7169203331-01`]],
  ['whose parent is zero', [`00-0af7651916cd43dd8448eb211c80319c-${'0'.repeat(16)}-01`]],
  ['where no header has it', []],
])('there is none %s', (_, values) => {
  expect(traceOf(values)).toBeUndefined();
});
