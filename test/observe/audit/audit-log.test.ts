import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Call } from '../../../src/domain/call/call.ts';
import { addressOf, apiKeyCredential, arrivalWith, callWith, idOfAlice, passwordCredential } from '../../support/facts.ts';
import { openLog, testFolder } from './opened-log.ts';
import { faultsOf } from './record-forms.ts';
import { answeredWith, keyUnknown, notAllowed, refusedFrom, refusedWith, subjectWith } from './requests.ts';

describe('a call that goes to the panel', () => {
  test('has a line before it is sent and one after, with one id', () => {
    const { audit, records, lines } = openLog();

    void audit.sending(subjectWith());
    const before = records();
    audit.ended(answeredWith({ status: 400, exitCode: '3' }));

    const request = {
      time: '2026-01-02T03:04:05.678Z',
      id: '0123456789abcdef0123456789abcdef',
      panel: 'main',
      address: '192.0.2.1',
      credential: 'access-key',
      key: idOfAlice,
      user: 'alice',
      command: 'v-list-user',
      args: 1,
      userArg: 'alice',
      decision: 'allow',
    };
    expect(before).toEqual([{ ...request, event: 'sent' }]);
    expect(records()).toEqual([
      { ...request, event: 'sent' },
      { ...request, event: 'answered', status: 400, exitCode: 3, totalMs: 105, queueMs: 1.3, panelMs: 103.4 },
    ]);
    expect(lines().flatMap(faultsOf)).toEqual([]);
  });

  test('and is not answered is refused, with the decision that allowed it', () => {
    const { audit, records } = openLog();

    void audit.sending(subjectWith());
    audit.ended(refusedWith({ reason: 'panel_timeout' }));

    expect(records()[1]).toMatchObject({
      event: 'refused',
      decision: 'allow',
      reason: 'panel_timeout',
      status: 504,
      exitCode: 15,
    });
  });

  test('has its second line also in the middle of a flood', () => {
    const { audit, records } = openLog();
    for (let count = 0; count < 20; count += 1) {
      const arrival = arrivalWith({ requestId: count.toString(16).padStart(32, '0') });
      void audit.sending(subjectWith({ arrival }));
      audit.ended(refusedWith({ reason: 'panel_timeout' }, { arrival }));
    }
    expect(records().filter(({ event }) => event === 'refused')).toHaveLength(20);
  });
});

describe('the exit code of an answer', () => {
  test.each([
    ['stands in the header', { exitCode: '127' }, {}, 127],
    ['stands in the body for a deprecated credential with returncode=yes', { body: '9' }, { returncode: 'yes' }, 9],
    ['is not known for one without', { body: '9' }, {}, undefined],
    ['is not read from other text', { body: 'ok' }, { returncode: 'yes' }, undefined],
  ] as const)('%s', (_name, { body = '', ...answer }: { body?: string; exitCode?: string }, call: Partial<Call>, expected) => {
    const { audit, records } = openLog();
    audit.ended(answeredWith({ exitCode: undefined, body: Buffer.from(body), ...answer }, { call: callWith(call) }));
    expect(records()[0]?.['exitCode']).toBe(expected);
  });
});

test('a refusal has one line with what is known of it, and nothing for what is not', () => {
  const { audit, records, lines } = openLog();

  audit.ended(refusedFrom(undefined, { reason: 'address_unknown' }));

  expect(records()).toEqual([
    {
      time: '2026-01-02T03:04:05.678Z',
      event: 'refused',
      id: '0123456789abcdef0123456789abcdef',
      panel: 'main',
      decision: 'refuse',
      reason: 'address_unknown',
      status: 401,
      exitCode: 10,
      totalMs: 0.4,
    },
  ]);
  expect(lines().flatMap(faultsOf)).toEqual([]);
});

test('a line names the proxy that a client came through', () => {
  const { audit, records } = openLog();
  audit.ended(
    refusedWith(notAllowed, { arrival: arrivalWith({ address: addressOf('2001:db8::7'), proxy: addressOf('192.0.2.9') }) }),
  );
  expect(records()[0]).toMatchObject({ address: '2001:db8::7', proxy: '192.0.2.9' });
});

describe('the key', () => {
  test.each([
    ['that the panel has is named', callWith(), idOfAlice, idOfAlice],
    ['that it does not have is not', callWith(), undefined, 'unknown'],
    ['is left out for an API key', callWith({ credential: apiKeyCredential }), undefined, undefined],
    ['is left out for a password', callWith({ credential: passwordCredential }), undefined, undefined],
  ])('%s', (_name, call, keyId, expected) => {
    const { audit, records } = openLog();
    audit.ended(refusedWith(keyUnknown, { call, keyId, user: undefined }));
    expect(records()[0]?.['key']).toBe(expected);
  });
});

describe('the command', () => {
  test.each(['Zx81secretlookingtoken', 'v-unknown', "v-list-users'; --", 'v-list-users\n'])(
    '%j of a refused call is told only where it is one of the panel',
    (command) => {
      const { audit, records } = openLog();
      audit.ended(refusedWith({ reason: 'command_unknown', command }, { call: callWith({ command }) }));
      expect(records()[0]).toMatchObject({ command: '?', args: 1 });
    },
  );

  test('is told where an administrator added it and it was permitted', () => {
    const { audit, records } = openLog();
    const call = callWith({ command: 'a-own_command' });
    void audit.sending(subjectWith({ call }));
    audit.ended(answeredWith({}, { call }));
    expect(records().map(({ command }) => command)).toEqual(['a-own_command', 'a-own_command']);
  });

  test('is left out where none was given', () => {
    const { audit, records } = openLog();
    audit.ended(refusedWith({ reason: 'command_missing' }, { call: callWith({ command: '' }) }));
    expect(records()[0]).not.toHaveProperty('command');
  });
});

function told(command: string, args: readonly string[]): Record<string, unknown> {
  const { audit, records } = openLog();
  audit.ended(answeredWith({}, { call: callWith({ command, args }) }));
  const { userArg, domainArg, args: count } = records()[0] ?? {};
  return { userArg, domainArg, args: count };
}

describe('the arguments that are told', () => {
  test('are those at the positions of the command table, and no other', () => {
    expect(told('v-add-dns-domain', ['alice', 'Example.com', '192.0.2.1'])).toEqual({
      userArg: 'alice',
      domainArg: 'Example.com',
      args: 3,
    });
    expect(told('v-make-tmp-file', ['alice', 'example.com'])).toEqual({ args: 2 });
    expect(told('a-own_command', ['alice', 'example.com'])).toEqual({ args: 2 });
    expect(told('v-add-dns-domain', ['alice'])).toEqual({ userArg: 'alice', args: 1 });
    expect(told('v-add-dns-domain', [])).toEqual({ args: 0 });
  });

  test.each([[''], ['a b'], ['-alice'], ['alice\n'], ['\u00e4lice'], ['a'.repeat(33)], ['a@b'], ["o'neil"]])(
    'are a mark where the user has not the form of one: %j',
    (user) => {
      expect(told('v-list-user', [user])).toEqual({ userArg: '?', args: 1 });
    },
  );

  test.each(['bob', 'APIKEY', 'LegacyKey_0123456789', 'Alice', 'alic', 'alice1', 'reader', 'constructor', 'has'])(
    'are a mark where the user is none of the panel: %s',
    (user) => {
      expect(told('v-list-user', [user])).toEqual({ userArg: '?', args: 1 });
    },
  );

  test('are users of the panel, whosever the key is', () => {
    expect(['alice', 'admin', 'sam'].map((user) => told('v-list-user', [user]))).toEqual(
      ['alice', 'admin', 'sam'].map((user) => ({ userArg: user, args: 1 })),
    );
  });

  test('are no user where the state of the panel is not known', () => {
    const { audit, records } = openLog();
    audit.ended(refusedWith(keyUnknown, { user: undefined, knownUsers: undefined }));
    expect(records()[0]).toMatchObject({ userArg: '?' });
  });

  test.each([
    [''],
    ['localhost'],
    ['a..com'],
    ['example.com/x'],
    ['example.com\n'],
    ['1.2.3.4'],
    [`${'a.'.repeat(126)}com`],
    ['a'.repeat(1_000_000)],
  ])('are a mark where the domain has not the form of one: %#', (domain) => {
    expect(told('v-add-dns-domain', ['alice', domain])).toEqual({ userArg: 'alice', domainArg: '?', args: 2 });
  });

  test('may be an internationalized domain', () => {
    expect(told('v-add-dns-domain', ['alice', 'xn--bcher-kva.xn--p1ai'])).toMatchObject({ domainArg: 'xn--bcher-kva.xn--p1ai' });
  });
});

describe('the file', () => {
  test('is made, and read by its owner and group alone', () => {
    const { file } = openLog();
    expect(statSync(file).mode & 0o137).toBe(0);
  });

  test('keeps what it had', () => {
    const file = join(testFolder(), 'audit.log');
    writeFileSync(file, 'before\n');
    const { audit, lines } = openLog({ file });
    audit.ended(refusedWith(notAllowed));
    expect(lines()).toEqual(['before', expect.stringContaining('address_not_allowed')]);
  });

  test('begins a new line where the one before was cut off', () => {
    const file = join(testFolder(), 'audit.log');
    writeFileSync(file, '{"time":"2026-');
    const { audit, lines } = openLog({ file });
    audit.ended(refusedWith(notAllowed));
    expect(lines()).toEqual(['{"time":"2026-', expect.stringMatching(/^\{.*address_not_allowed.*\}$/)]);
  });

  test.each([
    [
      'a symbolic link',
      (file: string) => symlinkSync('elsewhere', file),
      /audit\.file: .* is a symbolic link; name the file itself$/,
    ],
    ['a folder', (file: string) => mkdirSync(file), /it is a folder; name a file$/],
  ])('is not opened where it is %s, and the error says so', (_name, make, message) => {
    const file = join(testFolder(), 'audit.log');
    make(file);
    expect(() => openLog({ file })).toThrow(message);
  });

  test('is not opened where its folder is missing, and the error says so', () => {
    expect(() => openLog({ file: join(testFolder(), 'missing', 'audit.log') })).toThrow(/create its folder$/);
  });
});
