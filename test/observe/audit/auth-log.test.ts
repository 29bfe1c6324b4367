import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Denial } from '../../../src/domain/call/denial.ts';
import { type AuthLog, createAuthLog } from '../../../src/observe/audit/auth-log.ts';
import {
  accessKeyCredential,
  addressOf,
  apiKeyCredential,
  arrivalWith,
  callWith,
  idOfAlice,
  passwordCredential,
  secretOfAlice,
} from '../../support/facts.ts';
import { linesOf, logInto, type TestClock, testClock, testFolder } from './opened-log.ts';
import { answeredWith, keyUnknown, notAllowed, refusedWith } from './requests.ts';

interface OpenedAuthLog {
  readonly auth: AuthLog;
  readonly file: string;
  readonly clock: TestClock;
  readonly messages: readonly string[];
}

function openAuthLog(file = join(testFolder(), 'auth.log')): OpenedAuthLog {
  const clock = testClock();
  const messages: string[] = [];
  const auth = createAuthLog({ file, clock, log: logInto(messages) });
  onTestFinished(() => auth.close());
  return { auth, file, clock, messages };
}

/** What fail2ban's filter for the panel matches. */
const filter = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d .* (?<host>[0-9a-f.:]+) failed to login$/;

test('a failed login has a line as the panel writes it, in local time', () => {
  const { auth, file, clock } = openAuthLog();
  auth.ended(refusedWith(keyUnknown));
  const [line = ''] = linesOf(file);
  expect(line).toMatch(filter);
  expect(line.slice(19)).toBe(` ${idOfAlice} 192.0.2.1 failed to login`);
  expect(new Date(line.slice(0, 19)).getTime()).toBe(Math.floor(clock.wallMs() / 1000) * 1000);
});

test.each(['key_unknown', 'secret_wrong', 'user_suspended', 'user_unknown', 'credential_invalid'] as const)(
  'a refusal for %s is a failed login',
  (reason) => {
    const { auth, file } = openAuthLog();
    auth.ended(refusedWith({ reason, deprecated: false }));
    expect(linesOf(file)).toHaveLength(1);
  },
);

const others: readonly Denial[] = [
  { reason: 'address_not_allowed' },
  { reason: 'api_disabled_for_user' },
  { reason: 'no_data', allowPost: true },
  { reason: 'command_not_allowed', key: 'ID', command: 'v-list-user' },
  { reason: 'user_mismatch', key: 'ID' },
  { reason: 'key_rate', retryAfterMs: 1000 },
  { reason: 'panel_timeout' },
];

test.each(others)('a refusal for $reason is none', (denial) => {
  const { auth, file } = openAuthLog();
  auth.ended(refusedWith(denial));
  expect(linesOf(file)).toEqual([]);
});

test('an answer of the panel has none', () => {
  const { auth, file } = openAuthLog();
  auth.ended(answeredWith({ status: 401, exitCode: '9' }));
  expect(linesOf(file)).toEqual([]);
});

describe('the key of a line', () => {
  test.each([
    [
      'is that of the client where it is of the form of one',
      accessKeyCredential('STRANGERKEY000000001', 'x'),
      'STRANGERKEY000000001',
    ],
    ['is a mark where it is longer', accessKeyCredential('STRANGERKEY0000000012', 'x'), '-'],
    ['is a mark where it could forge a line', accessKeyCredential('1 203.0.113.9 failed', 'x'), '-'],
    ['is a mark where it holds a line feed', accessKeyCredential('STRANGERKEY00000000\n', 'x'), '-'],
    ['is a mark where it is a secret', accessKeyCredential(secretOfAlice, 'x'), '-'],
    ['is a mark for an API key', apiKeyCredential, '-'],
    ['is a mark for a password', passwordCredential, '-'],
  ])('%s', (_name, credential, expected) => {
    const { auth, file } = openAuthLog();
    auth.ended(refusedWith(keyUnknown, { call: callWith({ credential }) }));
    expect(linesOf(file).map((line) => line.slice(20))).toEqual([`${expected} 192.0.2.1 failed to login`]);
  });
});

test('the address of a line is that of the client, not of the proxy', () => {
  const { auth, file } = openAuthLog();
  const arrival = arrivalWith({ address: addressOf('2001:db8::7'), proxy: addressOf('192.0.2.9') });
  auth.ended(refusedWith(keyUnknown, { arrival }));
  expect(filter.exec(linesOf(file)[0] ?? '')?.groups?.['host']).toBe('2001:db8::7');
});

test('a flood of failed logins has ten lines a second and address', () => {
  const { auth, file, clock } = openAuthLog();
  const failures = (times: number): void => {
    for (let count = 0; count < times; count += 1) auth.ended(refusedWith(keyUnknown));
  };
  failures(1000);
  expect(linesOf(file)).toHaveLength(10);
  clock.pass(1000);
  failures(3);
  expect(linesOf(file)).toHaveLength(13);
});

test('the file is opened anew after it was moved', () => {
  const { auth, file } = openAuthLog();
  auth.ended(refusedWith(keyUnknown));
  renameSync(file, `${file}.1`);
  auth.reopen();
  auth.ended(refusedWith(keyUnknown));
  expect([linesOf(`${file}.1`).length, linesOf(file).length]).toEqual([1, 1]);
});

test('a full disk is told once and never thrown', () => {
  const { auth, messages } = openAuthLog('/dev/full');
  for (let count = 0; count < 5; count += 1) auth.ended(refusedWith(keyUnknown));
  auth.ended(refusedWith(notAllowed));
  expect(messages).toEqual([expect.stringMatching(/^error: the auth log cannot be written: ENOSPC/)]);
});
