import { describe, expect, it } from 'vitest';
import { readJsonBody } from '../../src/hestia/call/json-body.ts';

const structure = { fault: 'is an array or an object' };
const number = { fault: 'is a number that is no whole number in the safe range' };

describe('a JSON object', () => {
  it.each([
    ['{"cmd":"v-list-user","arg1":"alice"}', { cmd: 'v-list-user', arg1: 'alice' }],
    [' \t\r\n{ "cmd" : "x" } \n', { cmd: 'x' }],
    ['{}', {}],
    ['{"c\\u006dd":"x"}', { cmd: 'x' }],
    ['{"arg1":"a\\"b\\\\c\\/d\\n\\t\\b\\f\\r"}', { arg1: 'a"b\\c/d\n\t\b\f\r' }],
    ['{"arg1":"\\u0000"}', { arg1: '\0' }],
    ['{"arg1":"ü"}', { arg1: '\xc3\xbc' }],
    ['{"arg1":"\\u00fc"}', { arg1: '\xc3\xbc' }],
    ['{"arg1":"\\ud83d\\uDE00"}', { arg1: '\xf0\x9f\x98\x80' }],
    ['{"arg1":"\\\\ud83d"}', { arg1: '\\ud83d' }],
    ['{"arg1":true,"arg2":false,"arg3":null}', { arg1: '1', arg2: '' }],
    ['{"arg1":"a","arg1":"b"}', { arg1: 'b' }],
    ['{"arg1":"a","arg1":null}', {}],
    ['{"arg1":1.5,"arg1":2}', { arg1: '2' }],
    ['{"arg1":2,"arg1":1.0}', { arg1: number }],
    ['{"arg1":{"arg2":"x"}}', { arg1: structure }],
    ['{"arg1":[]}', { arg1: structure }],
    ['{"ARG1":"x","arg 1":"x","arg14":"x","__proto__":{"cmd":"x"},"toString":1}', {}],
    ['{"arg1":"x","other":[{"arg2":"y","n":1.5}],"arg3":3}', { arg1: 'x', arg3: '3' }],
  ])('%s is read as %j', (body, fields) => {
    expect(read(body)).toEqual(fields);
  });

  it.each([
    ['0', '0'],
    ['-0', '0'],
    ['7', '7'],
    ['-7', '-7'],
    ['9007199254740991', '9007199254740991'],
    ['-9007199254740991', '-9007199254740991'],
  ])('has the number %s as its digits', (written, text) => {
    expect([`{"arg1":${written}}`, `{"arg1": ${written} }`, `{"x":1.5,"arg1":${written},"y":1e3}`].map(read)).toEqual(
      [1, 2, 3].map(() => ({ arg1: text })),
    );
  });

  it.each([
    '1.0',
    '1.5',
    '-0.0',
    '1e2',
    '1E2',
    '1e+2',
    '0e0',
    '1e400',
    '-0e1',
    '9007199254740992',
    '-9007199254740992',
    '100000000000000000000',
  ])('has the number %s as a fault of its field', (written) => {
    expect(
      [`{"arg1":${written}}`, `{"arg1":\n${written}\n,"arg2":3}`].map((body) => Object.entries(read(body) ?? {})[0]),
    ).toEqual([
      ['arg1', number],
      ['arg1', number],
    ]);
  });

  it('keeps names and numbers together, whatever the names look like', () => {
    expect(read('{"\\"arg1\\":1.5":2,"arg1":3,"a\\\\":1.5,"arg2":4,"[":"]","arg3":5,"x":"{","arg4":6}')).toEqual({
      arg1: '3',
      arg2: '4',
      arg3: '5',
      arg4: '6',
    });
  });
});

describe('no JSON object', () => {
  it.each([
    '',
    ' ',
    'null',
    '1',
    '"cmd"',
    'true',
    '[]',
    '[{"cmd":"x"}]',
    '{',
    '{"cmd":"x"',
    '{"cmd":"x"}x',
    '{"cmd":"x"}\0',
    '{"cmd":"x",}',
    "{'cmd':'x'}",
    '{cmd:"x"}',
    '{"cmd":"a\nb"}',
    '{"cmd":"\\x41"}',
    '{"arg1":01}',
    '{"arg1":+1}',
    '{"arg1":.5}',
    '{"arg1":NaN}',
    '/**/{"cmd":"x"}',
    '\u{feff}{"cmd":"x"}',
    '{"arg1":"\\ud83d"}',
    '{"arg1":"\\ude00"}',
    '{"arg1":"\\ude00\\ud83d"}',
    '{"arg1":"x\\ud83dx\\ude00"}',
    '{"other":"\\ud83d"}',
    '{"other":[["\\uD83D"]]}',
    '{"\\ud83d":"x"}',
  ])('is %j', (body) => {
    expect(readJsonBody(Buffer.from(body))).toBeUndefined();
  });

  it.each(['\xff', '\xe4', '\xc3', '\xc0\xaf', '\xed\xa0\x80', '\xf4\x90\x80\x80'])('holds invalid UTF-8: %j', (bytes) => {
    expect(readJsonBody(Buffer.from(`{"cmd":"x","other":"${bytes}"}`, 'latin1'))).toBeUndefined();
    expect(readJsonBody(Buffer.from(`{"cmd":"x"}${bytes}`, 'latin1'))).toBeUndefined();
  });

  it('is in UTF-16', () => {
    expect(readJsonBody(Buffer.from('{"cmd":"x"}', 'utf16le'))).toBeUndefined();
  });
});

describe('the depth of a JSON object', () => {
  it.each([
    ['[', ']'],
    ['{"a":', '}'],
  ])('is 511 at most, of %s', (open, close) => {
    const nested = (depth: number): string => `{"cmd":"x","other":${open.repeat(depth - 1)}1${close.repeat(depth - 1)}}`;
    expect(read(nested(511))).toEqual({ cmd: 'x' });
    expect(read(nested(512))).toBeUndefined();
  });

  it('is not that of brackets in texts', () => {
    expect(read(`{"cmd":"x","arg1":"${'[{'.repeat(1000)}"}`)).toEqual({ cmd: 'x', arg1: '[{'.repeat(1000) });
  });
});

describe('JSON of 1 MiB is read to its end', () => {
  const size = 1_048_576;

  it.each([
    ['\\"', '"'],
    ['\\\\', '\\'],
    ['\\u0041', 'A'],
  ])('when a text is full of %s', (unit, char) => {
    const count = Math.floor(size / unit.length);
    expect(read(`{"arg1":"${unit.repeat(count)}"}`)).toEqual({ arg1: char.repeat(count) });
  });

  it('when it is full of surrogate pairs', () => {
    const count = Math.floor(size / 12);
    expect(read(`{"arg1":"${'\\ud83d\\ude00'.repeat(count)}"}`)).toEqual({ arg1: '\xf0\x9f\x98\x80'.repeat(count) });
  });

  it.each(['[', '{"a":', '"', '\\', ' ', '-', '{"'])('when it is nothing but %s', (unit) => {
    expect(read(unit.repeat(size / unit.length))).toBeUndefined();
  });

  it('when it is as deep as it is long', () => {
    expect(read(`{"cmd":"x","other":${'['.repeat(size / 2)}${']'.repeat(size / 2)}}`)).toBeUndefined();
  });

  it('when it has as many names as may be, and numbers and spaces', () => {
    const members = Array.from({ length: 999 }, (_, index) => `"n${index}"   :  ${index}`).join();
    expect(read(`{${members},"arg1":7${' '.repeat(size - 20_000)}}`)).toEqual({ arg1: '7' });
  });

  it.each([
    ['numbers', '1,'],
    ['numbers in full', '-1.5E+3,'],
    ['empty texts', '"",'],
    ['texts', '"a\\ud83d\\ude00",'],
    ['words', 'true,false,null,'],
    ['empty arrays and objects', '[],{},'],
    ['arrays that are as deep as may be', `${'['.repeat(509)}${']'.repeat(509)},`],
  ])('when a field of no use is full of %s', (_, unit) => {
    const full = unit.repeat(Math.floor(size / unit.length));
    expect(read(`{"cmd":"x","other":[${full}0],"arg1":"a"}`)).toEqual({ cmd: 'x', arg1: 'a' });
    expect(read(`{"cmd":"x","other":[${full}],"arg1":"a"}`)).toBeUndefined();
    expect(read(`{"cmd":"x","other":[${full}0],"arg1":"a"`)).toBeUndefined();
  });
});

describe('the names of a JSON object', () => {
  const fault = 'more than 1000 fields';

  it.each([
    ['side by side', (count: number) => names(count, '"a":1')],
    ['of one field, again and again', (count: number) => names(count, '"cmd":"x"')],
    ['in objects of an array', (count: number) => `"x":[${names(count - 1, '{"k":1}')}]`],
    ['in an object', (count: number) => `"x":{${names(count - 1, '"k":[]')}}`],
    ['in objects at all depths', (count: number) => `"x":[${names((count - 1) / 3, '{"a":{"b":[{"":null}]}}')}]`],
    ['that are escapes', (count: number) => names(count, '"\\u0061\\ud83d\\ude00":true')],
  ])('are 1,000 at most, %s', (_, members) => {
    const few = members(1000);
    expect(readJsonBody(Buffer.from(`{${few}}`))?.fault).toBeUndefined();
    expect(readJsonBody(Buffer.from(`{"z":1,${few}}`))?.fault).toBe(fault);
    expect(readJsonBody(Buffer.from(`{${few},"z":1}`))?.fault).toBe(fault);
  });

  it('are not what stands in texts', () => {
    const text = '{\\"a\\":1},'.repeat(2000);
    expect(readJsonBody(Buffer.from(`{"arg1":"${text}"}`))?.fault).toBeUndefined();
  });

  it('end the reading where there are too many, with the fields before', () => {
    const reading = readJsonBody(Buffer.from(`{"returncode":"yes",${names(1000, '"a":1')}, and no JSON`));
    expect(reading?.fault).toBe(fault);
    expect(reading?.fields.get('returncode')).toEqual({ text: 'yes' });
  });
});

function names(count: number, unit: string): string {
  return Array.from({ length: count }, () => unit).join();
}

function read(body: string): Record<string, unknown> | undefined {
  const reading = readJsonBody(Buffer.from(body));
  if (reading === undefined) return undefined;
  expect(reading.fault).toBeUndefined();
  return Object.fromEntries([...reading.fields].map(([name, value]) => [name, 'text' in value ? value.text : value]));
}
