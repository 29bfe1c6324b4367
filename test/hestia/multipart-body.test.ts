import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { readMultipartBody } from '../../src/hestia/call/multipart-body.ts';

const cmd = part('form-data; name="cmd"', 'v-list-user');
const end = '--b--\r\n';

describe('multipart', () => {
  it('has each part as a field', () => {
    expect(read(`${cmd}${part('form-data; name="arg1"', 'alice')}${end}`)).toEqual({ cmd: 'v-list-user', arg1: 'alice' });
  });

  it.each([
    'form-data; name="cmd"',
    'form-data; name=cmd',
    'form-data;name="cmd"',
    'form-data ; name="cmd"',
    'Form-Data; Name="cmd"',
    'FORM-DATA;\tNAME="cmd"',
    'form-data; name="cmd" ',
  ])('has a name in %s', (disposition) => {
    expect(read(`${part(disposition, 'x')}${end}`)).toEqual({ cmd: 'x' });
  });

  it.each([
    '',
    'x',
    ' x ',
    '\r\n',
    'a\r\nb',
    'a\r\n\r\nb',
    'a\nb',
    '\r\n--',
    'x--b',
    'x--b--',
    '\xe4\xff\0',
    '%41+&=;',
    '\r',
    '\n',
  ])('keeps the bytes of a value: %j', (value) => {
    expect(read(`${part('form-data; name="arg1"', value)}${cmd}${end}`)).toEqual({ arg1: value, cmd: 'v-list-user' });
  });

  it.each([
    'Content-Type: text/plain; charset=UTF-16',
    'Content-Type: text/plain; charset=iso-8859-1',
    'Content-Type: application/json',
    'Content-Transfer-Encoding: base64',
    'content-length: 1',
    'X-Anything: \xe4',
    'X-Empty:',
  ])('keeps them under the part header %s', (header) => {
    const head = `--b\r\n${header}\r\nContent-Disposition: form-data; name="arg1"\r\n`;
    expect(read(`${head}\r\n\xe4\xc3\xbcQUJD\r\n${end}`)).toEqual({ arg1: '\xe4\xc3\xbcQUJD' });
    const after = `--b\r\nContent-Disposition: form-data; name="arg1"\r\n${header}\r\n`;
    expect(read(`${after}\r\n\xe4\xc3\xbcQUJD\r\n${end}`)).toEqual({ arg1: '\xe4\xc3\xbcQUJD' });
  });

  it.each([
    'form-data; name="arg1"; filename="x"',
    'form-data; filename="x"; name="arg1"',
    'form-data; name="arg1"; filename=""',
    'form-data; name=arg1; FileName=x',
  ])('has no field in a file: %s', (disposition) => {
    expect(read(`${part(disposition, 'evil')}${cmd}${end}`)).toEqual({ cmd: 'v-list-user' });
  });

  it.each(['access.key', ' cmd', 'CMD', 'cmd%00x', '%63md', 'arg14', '', 'arg1['])('has an unknown field %j', (name) => {
    expect(read(`${part(`form-data; name="${name}"`, 'x')}${end}`)).toEqual({});
  });

  it('has an array in arg1[]', () => {
    expect(read(`${part('form-data; name="arg1[]"', 'x')}${end}`)).toEqual({ arg1: { fault: 'is an array' } });
  });

  it('with a field twice is at fault', () => {
    expect(faultOf(`${cmd}${cmd}${end}`)).toBe('cmd is given twice');
  });

  it('of 1,000 parts is read, and of one more is at fault', () => {
    const other = part('form-data; name="x"', '');
    expect(faultOf(`${cmd}${other.repeat(999)}${end}`)).toBeUndefined();
    expect(faultOf(`${cmd}${other.repeat(1000)}${end}`)).toBe('more than 1000 fields');
  });

  it('without any part has no field', () => {
    expect(read(end)).toEqual({});
  });

  it('begins at the first line that is a boundary, and ends with the last one', () => {
    expect(read(`preamble --b\r\n${cmd}--b--epilogue\r\n`)).toEqual({ cmd: 'v-list-user' });
    expect(read(`${cmd}--b--`)).toEqual({ cmd: 'v-list-user' });
  });
});

describe('a part that two readers could read differently is a fault', () => {
  it.each([
    ['no Content-Disposition', '--b\r\nContent-Type: text/plain\r\n\r\nx\r\n'],
    ['no header at all', '--b\r\n\r\nx\r\n'],
    [
      'two Content-Dispositions',
      '--b\r\nContent-Disposition: form-data; name="cmd"\r\ncontent-disposition: form-data; name="user"\r\n\r\nx\r\n',
    ],
    ['a folded header', '--b\r\nContent-Disposition: form-data;\r\n name="cmd"\r\n\r\nx\r\n'],
    ['a header without a colon', '--b\r\nContent-Disposition: form-data; name="cmd"\r\nX\r\n\r\nx\r\n'],
    ['a space before the colon', '--b\r\nContent-Disposition : form-data; name="cmd"\r\n\r\nx\r\n'],
    ['a NUL in a header', '--b\r\nContent-Disposition: form-data; name="cmd"\r\nX: \0\r\n\r\nx\r\n'],
    ['a bare line feed in a header', '--b\r\nContent-Disposition: form-data; name="cmd"\nX: y\r\n\r\nx\r\n'],
    ['line feeds alone', '--b\nContent-Disposition: form-data; name="cmd"\n\nx\n'],
    ['something after the boundary', '--bx\r\nContent-Disposition: form-data; name="cmd"\r\n\r\nx\r\n'],
    ['a space after the boundary', '--b \r\nContent-Disposition: form-data; name="cmd"\r\n\r\nx\r\n'],
    ['no name', part('form-data', 'x')],
    ['only a file name', part('form-data; filename="x"', 'x')],
    ['another disposition', part('attachment; name="cmd"', 'x')],
    ['two names', part('form-data; name="cmd"; name="user"', 'x')],
    ['two names in two spellings', part('form-data; name="cmd"; NAME="user"', 'x')],
    ['an unknown parameter', part('form-data; name="cmd"; x=y', 'x')],
    ['an extended name', part("form-data; name*=utf-8''cmd", 'x')],
    ['an escaped quote', part('form-data; name="c\\"md"', 'x')],
    ['an open quote', part('form-data; name="cmd', 'x')],
    ['a name in single quotes', part("form-data; name='cmd'", 'x')],
    ['a value that begins with the boundary', part('form-data; name="cmd"', '--b')],
    ['something after the quote', part('form-data; name="cmd"x', 'x')],
  ])('%s', (_, text) => {
    expect(faultOf(`${text}${end}`)).toBe('part 1 of the multipart body cannot be read');
    expect(faultOf(`${cmd}${text}${end}`)).toBe('part 2 of the multipart body cannot be read');
  });

  it.each([
    ['nothing', ''],
    ['no boundary', 'access_key=x'],
    ['no end', cmd],
    ['an end cut short', `${cmd}--b-`],
    ['a boundary alone', '--b'],
    ['a head that does not end', '--b\r\nContent-Disposition: form-data; name="cmd"\r\n'],
    ['a value that does not end', '--b\r\nContent-Disposition: form-data; name="cmd"\r\n\r\nx'],
  ])('as is a body that has %s', (_, body) => {
    expect(faultOf(body)).toMatch(/^part \d of the multipart body cannot be read$/);
  });

  it('and what came before is read, so that the answer is in the right dialect', () => {
    const { fields } = readMultipartBody('b', `${part('form-data; name="returncode"', 'yes')}--b\r\nbroken`);
    expect(fields.get('returncode')).toEqual({ text: 'yes' });
  });
});

describe('multipart of 1 MiB is read to its end', () => {
  const size = 1_048_576;
  const head = '--b\r\nContent-Disposition: form-data';

  it.each([
    ['delimiters', '--b\r\n', 1],
    ['delimiters with a line before', '\r\n--b', 1],
    ['ends of heads', '--b\r\n\r\n\r\n', 1],
  ])('when it is full of %s', (_, unit, faulty) => {
    const body = unit.repeat(Math.floor(size / unit.length));
    expect(faultOfBounded(body)).toBe(`part ${faulty} of the multipart body cannot be read`);
  });

  it.each([
    ['a value full of line ends', `${head}; name="arg1"\r\n\r\n`, '\r\n', `\r\n${end}`],
    ['a value full of dashes', `${head}; name="arg1"\r\n\r\n`, '\r\n--', `\r\n${end}`],
    ['a head full of headers', '--b\r\n', 'X: y\r\n', `${head.slice(5)}; name="arg1"\r\n\r\nx\r\n${end}`],
  ])('when it has %s', (_, before, unit, after) => {
    expect(faultOfBounded(`${before}${unit.repeat(size / unit.length)}${after}`)).toBeUndefined();
  });

  it('but no further than to the first part beyond the bound', () => {
    const body = '--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n\r\n'.repeat(20_000);
    expect(faultOfBounded(body)).toBe('more than 1000 fields');
    expect(faultOfBounded(`${body.slice(0, 60_000)}broken`)).toBe('more than 1000 fields');
  });

  it.each([
    ['a boundary of dashes', '-'.repeat(200), `${'-'.repeat(201)}x`],
    ['a boundary of one letter', 'a'.repeat(200), 'a'],
    ['a boundary of which all but the end comes again and again', 'ab'.repeat(100), `\r\n--${'ab'.repeat(99)}`],
    ['a boundary of one byte', 'b', '\r\n--'],
  ])('when it has %s', (_, boundary, unit) => {
    const full = unit.repeat(Math.floor(size / unit.length));
    const begin = `--${boundary}\r\nContent-Disposition: form-data; name="arg1"\r\n\r\n`;
    expect(faultOfBounded(`${begin}x${full}\r\n--${boundary}--`, boundary)).toBeUndefined();
    expect(faultOfBounded(`${begin}x\r\n--${boundary}--x${full}`, boundary)).toBe(undefined);
    expect(faultOfBounded(`x${full}`, boundary)).toBe('part 1 of the multipart body cannot be read');
  });

  it.each([
    ['spaces in a header, and a control character', '--b\r\nX:', ' ', '\x01\r\n'],
    ['tabs in a Content-Disposition, and a control character', head, '\t', '\x01\r\n'],
    ['spaces in a Content-Disposition', head, ' ', 'x\r\n'],
    ['spaces after a parameter', `${head}; name="cmd"`, ' ', 'x\r\n'],
    ['semicolons', head, ';', '\r\n'],
    ['parameters', head, '; filename="cmd"', 'x\r\n'],
    ['characters in a name', `${head}; name=`, 'a', '\\\r\n'],
    ['a header name', '--b\r\n', 'X', '\r\n'],
  ])('and is a fault when its head is full of %s', (_, before, unit, after) => {
    const body = `${before}${unit.repeat(size / unit.length)}${after}\r\nx\r\n${end}`;
    expect(faultOfBounded(body)).toBe('part 1 of the multipart body cannot be read');
  });
});

function part(disposition: string, value: string): string {
  return `--b\r\nContent-Disposition: ${disposition}\r\n\r\n${value}\r\n`;
}

function read(body: string): Record<string, unknown> {
  const { fields, fault } = readMultipartBody('b', body);
  expect(fault).toBeUndefined();
  return Object.fromEntries([...fields].map(([name, value]) => [name, 'text' in value ? value.text : value]));
}

function faultOf(body: string, boundary = 'b'): string | undefined {
  return readMultipartBody(boundary, body).fault;
}

/** Gives up where reading would hold the whole suite: what takes a line's square takes an hour for such a body, and a moment otherwise. */
function faultOfBounded(body: string, boundary = 'b'): unknown {
  return runInNewContext('read()', { read: () => faultOf(body, boundary) }, { timeout: 10_000 });
}
