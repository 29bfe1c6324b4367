import { describe, expect, it } from 'vitest';
import { mediaTypeOf } from '../../src/hestia/call/media-type.ts';
import { readCall } from '../../src/hestia/call/read-call.ts';

const form = { kind: 'form' } as const;
const other = { kind: 'other' } as const;
const unreadable = { kind: 'unreadable' } as const;

describe('a form', () => {
  it.each([
    'application/x-www-form-urlencoded',
    'application/x-www-form-urlencoded; charset=UTF-8',
    'application/x-www-form-urlencoded;charset=UTF-8',
    'application/x-www-form-urlencoded, text/plain',
    'application/x-www-form-urlencoded anything',
    'Application/X-WWW-Form-Urlencoded',
  ])('is %s', (type) => {
    expect(mediaTypeOf(type)).toEqual(form);
  });
});

describe('neither a form nor multipart', () => {
  it.each([
    undefined,
    '',
    'application/json',
    'text/plain;charset=UTF-8',
    '--connect-timeout 10',
    'application/x-www-form-urlencoded\t',
    'application/x-www-form-urlencoded2',
    'text/plain; application/x-www-form-urlencoded',
    ' application/x-www-form-urlencoded',
    'multipart/mixed; boundary=b',
    'multipart/form-data2; boundary=b',
    'text/plain; boundary=b',
  ])('is %j', (type) => {
    expect(mediaTypeOf(type)).toEqual(other);
  });

  it.each(['multipart/form-data', 'multipart/form-data;', 'multipart/form-data; charset=UTF-8', 'multipart/form-data; bound=b'])(
    'is multipart without a boundary: %j',
    (type) => {
      expect(mediaTypeOf(type)).toEqual(other);
    },
  );
});

describe('multipart', () => {
  it.each([
    ['multipart/form-data; boundary=b', 'b'],
    ['multipart/form-data;boundary=b', 'b'],
    ['multipart/form-data ; boundary=b', 'b'],
    ['Multipart/Form-Data; Boundary=aB', 'aB'],
    ['multipart/form-data; boundary="ab"', 'ab'],
    ['multipart/form-data; boundary="----=_Part_1.2:3/4?"', '----=_Part_1.2:3/4?'],
    ['multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW', '----WebKitFormBoundary7MA4YWxkTrZu0gW'],
    ['multipart/form-data; boundary=------------------------d74496d66958873e', '------------------------d74496d66958873e'],
    ['multipart/form-data; charset=utf-8; boundary=b', 'b'],
    ['multipart/form-data; boundary=b; charset="utf-8"', 'b'],
    [`multipart/form-data; boundary=${'b'.repeat(200)}`, 'b'.repeat(200)],
  ])('%s has its boundary', (type, boundary) => {
    expect(mediaTypeOf(type)).toEqual({ kind: 'multipart', boundary });
  });

  it.each([
    'multipart/form-data; boundary=',
    'multipart/form-data; boundary=""',
    'multipart/form-data; boundary',
    'multipart/form-data; boundary="b',
    'multipart/form-data; boundary=b"',
    'multipart/form-data; boundary="a\\"b"',
    'multipart/form-data; boundary=a b',
    'multipart/form-data; boundary="a b"',
    'multipart/form-data; boundary=b; boundary=b',
    'multipart/form-data; boundary=b; BOUNDARY=c',
    'multipart/form-data; xboundary=a; boundary=b',
    'multipart/form-data; x="boundary=a"; boundary=b',
    'multipart/form-data; x=boundary; boundary=b',
    'multipart/form-data, boundary=b',
    'multipart/form-data boundary=b',
    'multipart/form-data; boundary=b,c',
    'multipart/form-data; boundary =b',
    'multipart/form-data; boundary= b',
    'multipart/form-data; boundary="b";',
    'multipart/form-data; boundary=b\xe4',
    `multipart/form-data; boundary=${'b'.repeat(201)}`,
  ])('whose boundary two readers could read differently is unreadable: %j', (type) => {
    expect(mediaTypeOf(type)).toEqual(unreadable);
  });
});

describe('a body', () => {
  const id = 'AKIDAKIDAKIDAKIDAKID';
  const secret = 's'.repeat(40);
  const formBody = `access_key=${id}&secret_key=${secret}&cmd=v-form&arg1=%e4`;
  const jsonBody = JSON.stringify({ access_key: id, secret_key: secret, cmd: 'v-json' });
  const multipartBody = [...new URLSearchParams({ access_key: id, secret_key: secret, cmd: 'v-parts' })]
    .map(([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
    .concat('--b--\r\n')
    .join('');
  const formType = 'application/x-www-form-urlencoded';
  const multipartType = 'multipart/form-data; boundary=b';

  it.each([
    ['a form', formType, formBody, 'v-form'],
    ['a form with parameters', `${formType}; charset=UTF-8`, formBody, 'v-form'],
    ['multipart', multipartType, multipartBody, 'v-parts'],
    ['JSON', 'application/json', jsonBody, 'v-json'],
    ['JSON as text', 'text/plain;charset=UTF-8', jsonBody, 'v-json'],
    ['JSON as a form', formType, jsonBody, 'v-json'],
    ['JSON under a garbage type', '--connect-timeout 10', jsonBody, 'v-json'],
    ['JSON without a type', undefined, jsonBody, 'v-json'],
    ['JSON under an empty type', '', jsonBody, 'v-json'],
    ['JSON as multipart without a boundary', 'multipart/form-data', jsonBody, 'v-json'],
    ['JSON as another multipart', 'multipart/mixed; boundary=b', jsonBody, 'v-json'],
    ['JSON that is a form, too', formType, `{"x":"&${formBody}&cmd2="}`, 'v-form'],
    ['JSON with a form in it, of another type', 'text/plain', jsonBody.replace('"cmd"', `"x":"&${formBody}","cmd"`), 'v-json'],
  ])('is read as what it is: %s', (_, type, body, command) => {
    const reading = readCall(type, Buffer.from(body, 'latin1'));
    expect(reading.kind === 'call' && reading.call.command).toBe(command);
  });

  it.each([
    ['a form without a type', undefined, formBody],
    ['a form as JSON', 'application/json', formBody],
    ['a form as text', 'text/plain', formBody],
    ['a form as multipart without a boundary', 'multipart/form-data', formBody],
    ['JSON as multipart with an unreadable boundary', 'multipart/form-data; boundary=b; boundary=c', jsonBody],
    ['multipart as a form', formType, multipartBody],
    ['multipart without a boundary', 'multipart/form-data', multipartBody],
    ['multipart with no credential', multipartType, '--b--\r\n'],
    ['JSON as multipart', multipartType, jsonBody],
    ['JSON in lines as multipart', multipartType, JSON.stringify(JSON.parse(jsonBody), undefined, 2)],
    ['JSON with a delimiter in a text, as multipart', multipartType, jsonBody.replace('v-json', '--b\\r\\n')],
    ['a form as multipart', multipartType, formBody],
    ['text as multipart', multipartType, 'x --b--\r\n - --b\r\n'],
    ['nothing as multipart', multipartType, ''],
    ['a form whose credential comes too late for PHP', formType, `${'&a=b'.repeat(1001)}&${formBody}`],
    ['JSON that is no object', 'application/json', '[]'],
    ['nothing', formType, ''],
    ['nothing at all', undefined, ''],
  ])('holds no usable data: %s', (_, type, body) => {
    const denial = { reason: 'no_data', allowPost: false };
    expect(readCall(type, Buffer.from(body, 'latin1'))).toEqual({ kind: 'denial', denial, returncode: false });
  });

  it('never falls back to JSON under multipart with a boundary', () => {
    expect(readCall(multipartType, Buffer.from(jsonBody))).toMatchObject({ denial: { reason: 'no_data' } });
    expect(readCall(multipartType, Buffer.from(`${multipartBody.replaceAll('name="', 'name="x')}${jsonBody}`))).toMatchObject({
      denial: { reason: 'no_data' },
    });
  });

  it.each([
    ['a part that cannot be read', '--b\r\n\r\nx\r\n--b--\r\n'],
    ['a part that does not end', '--b\r\nContent-Disposition: form-data; name="user"\r\n\r\n'],
    ['a delimiter behind a bare line feed', `\n${multipartBody}`],
    ['a part behind the closing delimiter', `--b--\r\n${multipartBody}`],
  ])('is refused, and not taken for none, where it has %s', (_, body) => {
    expect(readCall(multipartType, Buffer.from(body))).toMatchObject({ denial: { reason: 'field_invalid' } });
  });

  it('in JSON may hold any number of ampersands, as a form, too', () => {
    const call = readCall(formType, Buffer.from(jsonBody.replace('"v-json"', `"v-json","arg1":"${'&'.repeat(5000)}"`)));
    expect(call.kind === 'call' && call.call.args).toEqual(['&'.repeat(5000)]);
  });

  it('keeps bytes that are no UTF-8', () => {
    const reading = readCall(formType, Buffer.from(`${formBody}&arg2=\xff`, 'latin1'));
    expect(reading.kind === 'call' && reading.call.args).toEqual(['\xe4', '\xff']);
  });
});
