import { describe, expect, it } from 'vitest';
import { readMultipartBody } from '../../src/hestia/call/multipart-body.ts';

// PHP begins a part at every line that is a delimiter, also outside of what the closing one ends, and it has its own notion of a line.

const cmd = part('form-data; name="cmd"', 'v-list-user');
const end = '--b--\r\n';

describe('behind the closing delimiter', () => {
  const fault = 'a delimiter stands behind the closing one of the multipart body';
  const whole = `${cmd}--b--`;
  const late = part('form-data; name="arg1"', 'evil');

  it.each([
    ['a part', `\r\n${late}`],
    ['a part behind text', `epilogue\r\n${late}`],
    ['a part behind a bare line feed', `\n${late}`],
    ['a part of bare line feeds', `\r\n${late.replaceAll('\r\n', '\n')}`],
    ['a part at the end of many lines', `\r\nx\n\r\n\n--\n-\nb\n${late}`],
    ['a part where PHP takes a long line for two', `\r\n${'x'.repeat(5120)}${late}`],
    ['a part in a line that is longer yet', `${'x'.repeat(20_000)}${late}`],
    ['a delimiter alone', '\r\n--b'],
    ['another closing delimiter', '\r\n--b--\r\n'],
  ])('%s is a fault', (_, epilogue) => {
    expect(faultOf(`${whole}${epilogue}`)).toBe(fault);
    expect(faultOf(`--b--${epilogue}`)).toBe(fault);
  });

  it.each([
    ['nothing', ''],
    ['a line end', '\r\n'],
    ['text', '\r\nepilogue --b and --b-- within a line\r\n'],
    ['dashes', '\r\n--\r\n-b\r\n- -b\n'],
    ['a delimiter behind a bare carriage return', '\r--b\r'],
    ['a long line', 'x'.repeat(100_000)],
    ['many lines with the delimiter in each', `\r\n${`${'x'.repeat(5000)}--b\n`.repeat(20)}`],
  ])('%s is allowed', (_, epilogue) => {
    expect(read(`${whole}${epilogue}`)).toEqual({ cmd: 'v-list-user' });
  });
});

describe('before the first delimiter', () => {
  it.each([
    ['a bare line feed', '\n'],
    ['text and a bare line feed', 'preamble\n'],
    ['a line that PHP takes for two', 'x'.repeat(5120)],
    ['two such lines in one', 'x'.repeat(10_240)],
  ])('%s is a fault: a part begins there for PHP', (_, preamble) => {
    expect(faultOf(`${preamble}${cmd}${cmd}${end}`)).toBe('part 1 of the multipart body cannot be read');
  });

  it.each(['\r\n', 'preamble\r\n', 'a\nb\r\n', `${'x'.repeat(5000)}--b\r\n`])('text is allowed: %#', (preamble) => {
    expect(read(`${preamble}${cmd}${end}`)).toEqual({ cmd: 'v-list-user' });
  });
});

describe('in a value, behind a bare line feed', () => {
  const late = part('form-data; name="arg2"', 'evil');

  it.each([
    ['a part', `x\n${late}`],
    ['a part at the start of the value', `\n${late}`],
    ['a part of bare line feeds', `x\n${late.replaceAll('\r\n', '\n')}`],
    ['a part behind a carriage return and text', `\rx\n${late}`],
    ['a delimiter alone', '\n--b\n'],
    ['a closing delimiter', 'x\n--b--\r\n'],
    ['a delimiter with text behind it', 'x\n--bX'],
    ['a delimiter behind nearly one', 'x\r\n-\n--b'],
  ])('%s is a fault: PHP ends the value there', (_, value) => {
    const at = (boundary: string): string =>
      `${part('form-data; name="arg1"', value)}${cmd}${end}`.replaceAll('--b', `--${boundary}`);
    expect(faultOf(at('b'))).toBe('part 1 of the multipart body cannot be read');
    expect(faultOf(at('long-boundary'), 'long-boundary')).toBe('part 1 of the multipart body cannot be read');
  });

  it.each(['\n--', '\n -- b', '\n--B', '\n-b', 'x--b', '\r--b'])('%j is text', (value) => {
    expect(read(`${part('form-data; name="arg1"', value)}${cmd}${end}`)).toEqual({ arg1: value, cmd: 'v-list-user' });
  });
});

describe('a boundary that looks like what surrounds it is found', () => {
  const dashes = '-'.repeat(6000);

  it.each(['---x', 'bbbbb', 'bbbb-', 'a'.repeat(70), `${'-'.repeat(199)}x`])('%s', (boundary) => {
    const value = `${'b'.repeat(20)}\r\n--${boundary.slice(0, -1)}y\r\n${dashes}`;
    const parts = (['arg1', 'cmd'] as const).map((name) => part(`form-data; name="${name}"`, value, boundary)).join('');
    expect(read(`${dashes}y\r\n${parts}--${boundary}--\r\n${dashes}`, boundary)).toEqual({ arg1: value, cmd: value });
    const late = 'a delimiter stands behind the closing one of the multipart body';
    expect(faultOf(`${parts}--${boundary}--\r\n${dashes}--${boundary}`, boundary)).toBe(late);
  });

  it.each(['-', '-----', '-'.repeat(200)])('also in a line of dashes: %s', (boundary) => {
    expect(faultOf(`${part('form-data; name="cmd"', 'x', boundary)}--${boundary}--\r\nx${dashes}`, boundary)).toBeDefined();
  });
});

it('a header line that PHP takes for two is a fault', () => {
  const [short, long] = [5000, 5120].map((length) => cmd.replace('\r\n', `\r\n${'X:'.padEnd(length, 'x')}\r\n`));
  expect(read(`${short}${end}`)).toEqual({ cmd: 'v-list-user' });
  expect(faultOf(`${long}${end}`)).toBe('part 1 of the multipart body cannot be read');
});

function part(disposition: string, value: string, boundary = 'b'): string {
  return `--${boundary}\r\nContent-Disposition: ${disposition}\r\n\r\n${value}\r\n`;
}

function read(body: string, boundary = 'b'): Record<string, unknown> {
  const { fields, fault } = readMultipartBody(boundary, body);
  expect(fault).toBeUndefined();
  return Object.fromEntries([...fields].map(([name, value]) => [name, 'text' in value ? value.text : value]));
}

function faultOf(body: string, boundary = 'b'): string | undefined {
  return readMultipartBody(boundary, body).fault;
}
