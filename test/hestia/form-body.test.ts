import { describe, expect, it } from 'vitest';
import { readFormBody } from '../../src/hestia/call/form-body.ts';

describe('a form', () => {
  it.each([
    ['cmd=v-list-user&arg1=alice', { cmd: 'v-list-user', arg1: 'alice' }],
    ['cmd=a+b', { cmd: 'a b' }],
    ['cmd=a%2Bb%26c%3dd', { cmd: 'a+b&c=d' }],
    ['%63md=x', { cmd: 'x' }],
    ['arg1=%', { arg1: '%' }],
    ['arg1=%4', { arg1: '%4' }],
    ['arg1=%4&arg2=1', { arg1: '%4', arg2: '1' }],
    ['arg1=%zz%4g%g4%41', { arg1: '%zz%4g%g4A' }],
    ['arg1=%%41', { arg1: '%A' }],
    ['arg1=%2541', { arg1: '%41' }],
    ['arg1=%u0041', { arg1: '%u0041' }],
    ['arg1=%e4%FF%00', { arg1: '\xe4\xff\0' }],
    ['arg1=\xe4\xc3\xbc', { arg1: '\xe4\xc3\xbc' }],
    ['arg1=a;arg2=b', { arg1: 'a;arg2=b' }],
    ['arg1=a=b=c', { arg1: 'a=b=c' }],
    ['arg1', { arg1: '' }],
    ['arg1=', { arg1: '' }],
    ['arg1&arg2', { arg1: '', arg2: '' }],
    ['&&cmd=x&&', { cmd: 'x' }],
    ['=x', {}],
    ['', {}],
    ['cmd=a\r\nb', { cmd: 'a\r\nb' }],
  ])('%j is read as %j', (body, fields) => {
    expect(read(body)).toEqual({ fields, fault: undefined });
  });

  it.each([
    'access.key',
    'access key',
    'access+key',
    'access[key',
    ' cmd',
    '+cmd',
    'cmd%00x',
    'cmd%00',
    'CMD',
    'arg14',
    'arg0',
    'arg01',
    'format',
    'hostname',
    'return_code',
    'arg1%5B',
    '[arg1]',
    '__proto__',
    'constructor',
  ])('takes %s for an unknown field', (name) => {
    expect(read(`${name}=x`)).toEqual({ fields: {}, fault: undefined });
  });

  it.each(['arg1[]', 'arg1[x]', 'arg1[0][1]', 'arg1%5B%5D', 'arg1[]x', 'arg1[x'.concat(']')])(
    'takes %s for an array in arg1',
    (name) => {
      expect(read(`${name}=x`)).toEqual({ fields: { arg1: { fault: 'is an array' } }, fault: undefined });
    },
  );

  it.each(['arg1=a&arg1=b', 'arg1=a&arg1=a', 'arg1&arg1', 'arg1=a&%61rg1=b', 'arg1=a&arg1[]=b', 'arg1[]=a&arg1[]=b'])(
    'with a field twice is at fault: %s',
    (body) => {
      expect(readFormBody(body).fault).toBe('arg1 is given twice');
    },
  );

  it('with an unknown field twice is not', () => {
    expect(read('format=a&format=b&cmd=x')).toEqual({ fields: { cmd: 'x' }, fault: undefined });
  });

  it('of 1,000 fields is read, and of one more is at fault, known or not, empty or not', () => {
    expect(readFormBody(`cmd=x${'&a=b'.repeat(999)}`).fault).toBeUndefined();
    expect(readFormBody(`cmd=x${'&a=b'.repeat(1000)}`).fault).toBe('more than 1000 fields');
    expect(readFormBody(`cmd=x${'&'.repeat(1000)}a`).fault).toBe('more than 1000 fields');
  });

  it('is read no further than to the first field beyond the bound, which PHP reads as well', () => {
    const { fields } = readFormBody(`cmd=x${'&a=b'.repeat(999)}&arg1=y&arg2=z`);
    expect([...fields.keys()]).toEqual(['cmd', 'arg1']);
  });

  it.each([
    ['arg1', '%61%72%67%31', { arg1: 'x' }],
    ['access_key', '%61%63%63%65%73%73%5F%6b%65%79', { access_key: 'x' }],
    [
      'an array in access_key',
      `%61%63%63%65%73%73%5F%6b%65%79%5B${'%78'.repeat(1000)}%5D`,
      { access_key: { fault: 'is an array' } },
    ],
    ['an unknown field', `%61%63%63%65%73%73%5F%6b%65%79%78${'%78'.repeat(1000)}%5B%5D`, {}],
    ['an unknown field, without a closing bracket', `arg1%5B${'%78'.repeat(1000)}`, {}],
  ])('has %s also where every byte of its name is escaped', (_, name, fields) => {
    expect(read(`${name}=x`)).toEqual({ fields, fault: undefined });
  });
});

describe('a form of 1 MiB is read to its end', () => {
  const size = 1_048_576;

  it('when every byte is escaped', () => {
    const arg1 = readFormBody(`arg1=${'%41'.repeat(Math.floor(size / 3))}`).fields.get('arg1');
    expect(arg1).toEqual({ text: 'A'.repeat(Math.floor(size / 3)) });
  });

  it('when every escape is bad', () => {
    expect(readFormBody(`arg1=${'%'.repeat(size)}`).fields.get('arg1')).toEqual({ text: '%'.repeat(size) });
  });

  it.each(['&', '=&', 'arg1&', '[&', ']['])('when it is full of %j', (unit) => {
    const { fault } = readFormBody(unit.repeat(size / unit.length));
    expect(fault).toBe(unit.includes('&') ? 'more than 1000 fields' : undefined);
  });
});

function read(body: string): object {
  const { fields, fault } = readFormBody(body);
  return { fields: Object.fromEntries([...fields].map(([name, value]) => [name, 'text' in value ? value.text : value])), fault };
}
