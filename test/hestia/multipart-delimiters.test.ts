import { describe, expect, it } from 'vitest';
import { readMultipartBody } from '../../src/hestia/multipart-body.ts';

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

it('a header line that PHP takes for two is a fault', () => {
  const [short, long] = [5000, 5120].map((length) => cmd.replace('\r\n', `\r\n${'X:'.padEnd(length, 'x')}\r\n`));
  expect(read(`${short}${end}`)).toEqual({ cmd: 'v-list-user' });
  expect(faultOf(`${long}${end}`)).toBe('part 1 of the multipart body cannot be read');
});

function part(disposition: string, value: string): string {
  return `--b\r\nContent-Disposition: ${disposition}\r\n\r\n${value}\r\n`;
}

function read(body: string): Record<string, unknown> {
  const { fields, fault } = readMultipartBody('b', body);
  expect(fault).toBeUndefined();
  return Object.fromEntries([...fields].map(([name, value]) => [name, 'text' in value ? value.text : value]));
}

function faultOf(body: string): string | undefined {
  return readMultipartBody('b', body).fault;
}
