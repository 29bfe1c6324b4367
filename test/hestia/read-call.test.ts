import { describe, expect, it } from 'vitest';
import type { Call } from '../../src/domain/call/call.ts';
import type { Denial } from '../../src/domain/call/denial.ts';
import { readCall } from '../../src/hestia/call/read-call.ts';

const formType = 'application/x-www-form-urlencoded';
const id = 'AKIDAKIDAKIDAKIDAKID';
const secret = 's'.repeat(40);
const keyed = `access_key=${id}&secret_key=${secret}`;
const noData: Denial = { reason: 'no_data', allowPost: false };

describe('of several credentials', () => {
  const accessKey = ['access-key', id, secret];
  it.each([
    [keyed, accessKey],
    [`${keyed}&hash=LegacyKey_0123456789&user=admin&password=p`, accessKey],
    [`hash=${id}:${secret}`, accessKey],
    [`hash=${id}:${secret}&user=admin&password=p&secret_key=x`, accessKey],
    [`access_key=${id}&secret_key=`, ['access-key', id, '']],
    ['access_key=&secret_key=', ['access-key', '', '']],
    [`access_key=&secret_key=x&hash=${id}:${secret}`, ['access-key', '', 'x']],
    [`access_key=${id}&hash=LegacyKey_0123456789`, ['api-key', 'LegacyKey_0123456789']],
    [`access_key=x&hash=${id}:${secret}`, ['api-key', `${id}:${secret}`]],
    ['hash=LegacyKey_0123456789&user=admin&password=p', ['api-key', 'LegacyKey_0123456789']],
    [`hash=${id}:${secret}x`, ['api-key', `${id}:${secret}x`]],
    [`hash=${id}x:${secret}`, ['api-key', `${id}x:${secret}`]],
    [`hash=${id}-${secret}`, ['api-key', `${id}-${secret}`]],
    ['user=admin&password=p', ['password', 'admin', 'p']],
    ['hash=&user=admin&password=p', ['password', 'admin', 'p']],
    ['hash=0&user=admin&password=p', ['password', 'admin', 'p']],
    ['hash=', ['password', '', '']],
    ['user=admin', ['password', 'admin', '']],
    ['access_key=x&user=admin&password=p', ['password', 'admin', 'p']],
  ])('%s counts as the panel counts it', (body, expected) => {
    expect(credentialOf(readForm(body))).toEqual(expected);
  });

  it.each([
    ['{"access_key":null,"secret_key":"x","hash":"@HASH"}', accessKey],
    ['{"access_key":"@ID","secret_key":null,"hash":"LegacyKey_0123456789"}', ['api-key', 'LegacyKey_0123456789']],
    ['{"access_key":false,"secret_key":true}', ['access-key', '', '1']],
    ['{"hash":0,"user":"admin","password":12}', ['password', 'admin', '12']],
    ['{"hash":false,"user":"admin"}', ['password', 'admin', '']],
  ])('in JSON %s, null is missing', (body, expected) => {
    const written = body.replace('@HASH', `${id}:${secret}`).replace('@ID', id);
    expect(credentialOf(readJson(written))).toEqual(expected);
  });

  it.each(['', 'cmd=x', 'secret_key=x', 'password=x', 'access_key=x', `access_key=${id}&password=p`])('%j has none', (body) => {
    expect(denialOf(readForm(body))).toEqual(noData);
  });
});

describe('trimming', () => {
  const space = '+%09%0a%0d%00%0b';
  const spaced = (text: string): string => `${space}${text}${space}`;

  it('takes the ends off keys, command and arguments', () => {
    const call = callOf(
      readForm(`access_key=${spaced(id)}&secret_key=${spaced(secret)}&cmd=${spaced('v')}&arg1=${spaced('a%0a+b')}`),
    );
    expect([...credentialOf(call), call.command, call.args]).toEqual(['access-key', id, secret, 'v', ['a\n b']]);
  });

  it('leaves hash, user, password and returncode alone', () => {
    expect(credentialOf(readForm('hash=+LegacyKey_0123456789%0a'))).toEqual(['api-key', ' LegacyKey_0123456789\n']);
    expect(credentialOf(readForm('user=+admin+&password=+p+'))).toEqual(['password', ' admin ', ' p ']);
    expect(callOf(readForm(`${keyed}&returncode=yes+`)).returncode).toBe('no');
  });

  it.each(['%a0', '%0c', '%c2%a0'])('leaves %s', (bytes) => {
    expect(callOf(readForm(`${keyed}&arg1=${bytes}`)).args[0]).toHaveLength(bytes.length / 3);
  });

  it('of 1 MiB of spaces inside an argument is done, and leaves them', () => {
    const inner = ' '.repeat(1_048_576);
    expect(callOf(readForm(`${keyed}&arg1=x${inner}x`)).args).toEqual([`x${inner}x`]);
    expect(callOf(readForm(`${keyed}&arg1=${inner}`)).args).toEqual(['']);
  });
});

describe('arguments', () => {
  it.each([
    ['arg1=a&arg3=c', ['a', 'c']],
    ['arg3=c&arg1=a', ['a', 'c']],
    ['arg1=&arg2=b&arg3=', ['', 'b', '']],
    ['arg13=m&arg14=n&arg0=z&arg19=x', ['m']],
    ['', []],
    ['arg1=%ff%e4%c3%bc', ['\xff\xe4\xc3\xbc']],
    ['arg1=--help', ['--help']],
    ['arg10=j&arg2=b', ['b', 'j']],
  ])('of %j run as %j', (fields, args) => {
    expect(callOf(readForm(`${keyed}&cmd=v-x&${fields}`)).args).toEqual(args);
  });

  it('in JSON: null leaves no gap, true is 1, false is empty', () => {
    expect(callOf(readJson(json({ arg1: null, arg2: true, arg3: false, arg4: 7, arg5: 'ü' }))).args).toEqual([
      '1',
      '',
      '7',
      '\xc3\xbc',
    ]);
  });

  it('may be named by whatever a form has besides', () => {
    const call = callOf(readForm(`${keyed}&cmd=v-x&format=json&hostname=h&return_code=yes&arg1.x=1&arg1[=2`));
    expect([call.args, call.returncode]).toEqual([[], undefined]);
  });
});

describe('the command', () => {
  it.each([
    ['cmd=v-x', 'v-x'],
    ['cmd=', ''],
    ['cmd=+', ''],
    ['cmd=0', ''],
    ['cmd=+0+', ''],
    ['cmd=00', '00'],
    ['x=y', ''],
  ])('of %s is %j', (field, command) => {
    expect(callOf(readForm(`${keyed}&${field}`)).command).toBe(command);
  });
});

describe('returncode', () => {
  it.each([
    ['&returncode=yes', 'yes', true],
    ['&returncode=no', 'no', false],
    ['&returncode=', 'no', false],
    ['&returncode=YES', 'no', false],
    ['&returncode=1', 'no', false],
    ['', undefined, false],
  ])('%j is on only when it is exactly yes', (field, expected, isOn) => {
    const reading = readForm(`${keyed}${field}`);
    expect([callOf(reading).returncode, reading.returncode]).toEqual([expected, isOn]);
  });

  const faults = ['&arg1[]=x', '&arg1=a&arg1=b', '&arg1=a%00b', '&a'.repeat(1001)];
  it.each(faults)('counts also where the body is refused for %s', (fault) => {
    const reading = readForm(`${keyed}&returncode=yes${fault}`);
    expect([denialOf(reading)?.reason, reading.returncode]).toEqual(['field_invalid', true]);
  });
});

describe('a field that cannot be used', () => {
  it.each([
    [`${keyed}&arg1[]=x`, 'arg1 is an array'],
    [`${keyed}&cmd[]=x`, 'cmd is an array'],
    [`${keyed}&returncode[]=yes`, 'returncode is an array'],
    [`${keyed}&arg1=a%00b`, 'arg1 holds a NUL byte'],
    [`${keyed}&cmd=v%00x`, 'cmd holds a NUL byte'],
    [`${keyed}&arg1=x&arg1=x`, 'arg1 is given twice'],
    [`${keyed}&access_key=${id}`, 'access_key is given twice'],
    [`access_key[]=${id}&secret_key=${secret}`, 'access_key is an array'],
    [`access_key=${id}&secret_key[]=x`, 'secret_key is an array'],
    [`access_key=A%00B&secret_key=${secret}`, 'access_key holds a NUL byte'],
    ['hash[]=x', 'hash is an array'],
    ['hash=LegacyKey_0123456789%00', 'hash holds a NUL byte'],
    ['user[]=admin&password=p', 'user is an array'],
    ['user=admin&password[]=p', 'password is an array'],
    ['user=admin%00&password=p', 'user holds a NUL byte'],
    ['user=admin&password=p%00', 'password holds a NUL byte'],
  ])('is refused with its name: %s', (body, what) => {
    expect(denialOf(readForm(body))).toEqual({ reason: 'field_invalid', what });
  });

  it.each([
    `${keyed}&hash[]=x&user[]=x&password[]=x`,
    `${keyed}&hash=a%00b`,
    'hash=LegacyKey_0123456789&user[]=x&password=a%00b&secret_key[]=x',
    `hash=${id}:${secret}&user[]=x&secret_key[]=x`,
    `${keyed}&format[]=x&arg14[]=x&other=%00`,
  ])('but not used is ignored: %s', (body) => {
    expect(readForm(body).kind).toBe('call');
  });

  it.each([
    [{ arg1: [] }, 'arg1 is an array or an object'],
    [{ arg1: { a: 1 } }, 'arg1 is an array or an object'],
    [{ cmd: ['v-x'] }, 'cmd is an array or an object'],
    [{ arg1: 1.5 }, 'arg1 is a number that is no whole number in the safe range'],
    [{ arg1: 2 ** 53 }, 'arg1 is a number that is no whole number in the safe range'],
    [{ arg1: 'a\0b' }, 'arg1 holds a NUL byte'],
  ])('is refused in JSON: %j', (fields, what) => {
    expect(denialOf(readJson(json(fields)))).toEqual({ reason: 'field_invalid', what });
  });

  it.each([
    ['in an object of each item', Array.from({ length: 1000 }, () => ({ k: 1 }))],
    ['in one object', Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`k${index}`, null]))],
  ])('is also one that is not used, where it has too many names %s', (_, x) => {
    expect(denialOf(readJson(json({ x })))).toEqual({ reason: 'field_invalid', what: 'more than 1000 fields' });
  });

  it('but not used is ignored in JSON', () => {
    expect(readJson(json({ hash: [], user: {}, password: 1.5, other: { deep: [1.5] }, arg14: [] })).kind).toBe('call');
  });
});

describe('v-make-tmp-file goes by names', () => {
  const tmp = `${keyed}&cmd=v-make-tmp-file`;

  it.each([
    ['&arg1=zone&arg2=name', ['zone', 'name']],
    ['&arg2=name&arg1=zone&arg3=x', ['zone', 'name']],
    ['&arg2=name', ['', 'name']],
    ['&arg1=&arg2=+name+', ['', 'name']],
    ['&arg1=a%0a%0ab&arg2=/x/../name', ['a\n\nb', '/x/../name']],
    [`&arg1=z&arg2=${'n'.repeat(255)}`, ['z', 'n'.repeat(255)]],
    ['&arg1=z&arg2=...', ['z', '...']],
    ['&arg1=z&arg2=0', ['z', '0']],
  ])('%s', (fields, args) => {
    expect(callOf(readForm(`${tmp}${fields}`)).args).toEqual(args);
  });

  const unusable = ['', '+', '.', '..', 'x/', '/', 'x/.', 'x/..', 'n'.repeat(256)].map((name) => `&arg1=z&arg2=${name}`);
  it.each([...unusable, '', '&arg1=name&arg3=name'])('and needs a usable name, not %j', (fields) => {
    const denial: Denial = { reason: 'field_invalid', what: 'arg2 of v-make-tmp-file is no file name' };
    expect(denialOf(readForm(`${tmp}${fields}`))).toEqual(denial);
  });
});

function readForm(body: string): ReturnType<typeof readCall> {
  return readCall(formType, Buffer.from(body, 'latin1'));
}

function readJson(body: string): ReturnType<typeof readCall> {
  return readCall('application/json', Buffer.from(body));
}

function json(fields: object): string {
  return JSON.stringify({ access_key: id, secret_key: secret, cmd: 'v-x', ...fields });
}

function callOf(reading: ReturnType<typeof readCall>): Call {
  if (reading.kind === 'denial') throw new Error(`expected a call, found ${JSON.stringify(reading.denial)}`);
  return reading.call;
}

function denialOf(reading: ReturnType<typeof readCall>): Denial | undefined {
  return reading.kind === 'denial' ? reading.denial : undefined;
}

function credentialOf(read: ReturnType<typeof readCall> | Call): readonly string[] {
  const { credential } = 'kind' in read ? callOf(read) : read;
  if (credential.kind === 'access-key') return [credential.kind, credential.id, credential.secret.reveal()];
  if (credential.kind === 'api-key') return [credential.kind, credential.key.reveal()];
  return [credential.kind, credential.user, credential.password.reveal()];
}
