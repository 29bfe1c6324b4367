import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Call, Credential } from '../../../src/domain/call/call.ts';
import type { CommandFacts } from '../../../src/domain/panel/command-facts.ts';
import type { Denial } from '../../../src/domain/call/denial.ts';
import type { Outcome } from '../../../src/domain/gateway/observer.ts';
import { Secret } from '../../../src/domain/secret.ts';
import { createAuthLog } from '../../../src/observe/audit/auth-log.ts';
import { readCommandTable } from '../../../src/hestia/files/command-table.ts';
import { arrivalWith, callWith, idOfAlice } from '../../support/facts.ts';
import { propertyRuns } from '../../support/property-runs.ts';
import { logInto, type OpenedLog, openLog, testClock, testFolder } from './opened-log.ts';
import { faultsOf } from './record-forms.ts';
import { answeredWith, refusedWith, subjectWith } from './requests.ts';

const secretKey = 'Kq7_Zt.+/^~=%|-mVx2Lw9RbYc4Nd6Pf8Gh1Jk3Q';
const plainSecretKey = 'Ab3Cd5Ef7Gh9Jk1Lm3Np5Qr7St9Uv1Wx3Yz5Ab7C';
const domainLikeSecretKey = 'Rt6Yu8Io0Pa1Sd3Fg5Hj7Kl9Zx2Cv4Bn.QwErTyU';
const apiKey = 'xF-9_qLegacyKeyOfTheRoot7';
const password = 'Tr0ub4dor.and.3';
const oddPassword = 'p\u00e4ss "word"\\ \n\t\u0000\u007f\u0085<&%+>';
const nameLikeSecretKey = 'Zq8-Kw3_Nm.Tr5Yb7Vc9Xd1Fg2Hj4L';
const secrets = [secretKey, plainSecretKey, nameLikeSecretKey, domainLikeSecretKey, apiKey, password, oddPassword];

const credentials: readonly Credential[] = secrets.flatMap((secret): Credential[] => [
  { kind: 'access-key', id: idOfAlice, secret: new Secret(secret) },
  { kind: 'access-key', id: secret, secret: new Secret(secret) },
  { kind: 'api-key', key: new Secret(secret) },
  { kind: 'password', user: 'admin', password: new Secret(secret) },
  { kind: 'password', user: secret, password: new Secret(secret) },
]);

const everyCommand = new Map(readCommandTable()).set('a-own_command', {
  userArg: 0,
  toldUserArg: 0,
  domainArg: 0,
  effect: 'write',
});

/** One of each kind of command, as the table tells its arguments, and as many of the others as there is time for. */
const someCommands = ((): ReadonlyMap<string, CommandFacts> => {
  const kinds = new Map([...everyCommand].map(([command, facts]) => [JSON.stringify(facts), [command, facts] as const]));
  const first = new Map(kinds.values());
  return new Map([...first, ...everyCommand].slice(0, Math.max(first.size, propertyRuns(first.size + everyCommand.size))));
})();

/** Every way in which a text might stand in a line, and each part of it that is long enough to be known again. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'latin1');
  const percent = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const parts = Array.from({ length: secret.length - 9 }, (_each, at) => secret.slice(at, at + 10));
  // The third of these begins within a byte of what stands before the secret.
  const base64 = [0, 1, 2].map((before) =>
    Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .slice(4, -4),
  );
  const base64url = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  return [
    ...parts.flatMap((part) => [part, JSON.stringify(part).slice(1, -1), encodeURIComponent(part), asciiJson(part)]),
    ...base64,
    ...base64url,
    percent,
    percent.toUpperCase(),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
  ];
}

function asciiJson(text: string): string {
  return text
    .split('')
    .map((char) => (/[ !#-[\]-~]/.test(char) ? char : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`))
    .join('');
}

/** Where a secret stands in a text; by number, so that no secret is printed. */
function secretsIn(text: string): number[] {
  return secrets.flatMap((secret, index) => (formsOf(secret).some((form) => text.includes(form)) ? [index] : []));
}

/** Tells of the call in every way; its text stands in the headers of request and answer, too. */
function tellAll({ audit, clock }: OpenedLog, call: Call, denials: readonly Denial[]): void {
  const arrival = arrivalWith({ method: call.command, contentType: call.args.join() });
  for (const keyId of [undefined, idOfAlice]) {
    clock.pass(1000);
    for (const denial of denials) audit.ended(refusedWith(denial, { call, arrival, keyId }));
    void audit.sending(subjectWith({ call, arrival, keyId }));
    audit.ended(answeredWith({ contentType: call.args[0], body: Buffer.from(call.args.join('\n'), 'latin1') }, { call, keyId }));
  }
}

function denialsNaming(secret: string): Denial[] {
  return [
    { reason: 'command_unknown', command: secret },
    { reason: 'command_invalid', command: secret },
    { reason: 'command_not_allowed', key: secret, command: secret },
    { reason: 'user_mismatch', key: secret },
    { reason: 'field_invalid', what: `the field ${secret} is given twice` },
    { reason: 'gateway_failed', requestId: arrivalWith().requestId },
    { reason: 'key_unknown', deprecated: false },
  ];
}

describe('the search for secrets', () => {
  test.each([
    ['as it is', (secret: string) => secret],
    ['in base64', (secret: string) => Buffer.from(`x:${secret}`, 'latin1').toString('base64')],
    ['in base64url', (secret: string) => Buffer.from(`ab${secret}`, 'latin1').toString('base64url')],
    ['percent-encoded', (secret: string) => encodeURIComponent(secret)],
    ['in JSON', (secret: string) => JSON.stringify({ secret })],
    ['in part', (secret: string) => secret.slice(3, 14)],
  ])('finds one that stands there %s', (_name, write) => {
    expect(secrets.map((secret) => secretsIn(`before ${write(secret)} after`))).toEqual(secrets.map((_each, index) => [index]));
  });
});

describe('no secret gets into the audit log', () => {
  test('by an argument that stands where one belongs, of any command', () => {
    const opened = openLog();
    for (const [command, { userArg, domainArg }] of someCommands) {
      for (const secret of secrets) {
        const args = Array.from({ length: 13 }, (_each, at) => nameAt(at + 1, { userArg, domainArg }) ?? secret);
        tellAll(opened, callWith({ command, args }), [{ reason: 'command_not_allowed', key: secret, command: secret }]);
      }
    }
    opened.audit.close();
    expect(secretsIn(readFileSync(opened.file, 'latin1') + opened.messages.join('\n'))).toEqual([]);
    expect(opened.lines().flatMap(faultsOf)).toEqual([]);
    expect(opened.lines()).toHaveLength(someCommands.size * secrets.length * 2 * 3);
  });

  test('by any argument of any command, though it has the form of a name', () => {
    const opened = openLog();
    for (const [command, { domainArg }] of someCommands) {
      for (const secret of secrets) {
        // Whatever has the form of a domain is told where a domain belongs; the manual says so.
        const args = Array.from({ length: 13 }, (_each, at) => (at + 1 === domainArg ? 'example.com' : secret));
        tellAll(opened, callWith({ command, args }), []);
        opened.audit.ended(answeredWith({}, { call: callWith({ command, args }), user: undefined, knownUsers: undefined }));
      }
    }
    opened.audit.close();
    expect(secretsIn(readFileSync(opened.file, 'latin1') + opened.messages.join('\n'))).toEqual([]);
    expect(opened.lines().flatMap(faultsOf)).toEqual([]);
    expect(opened.lines()).toHaveLength(someCommands.size * secrets.length * 5);
  });

  test('by a credential, whatever its kind', () => {
    const opened = openLog();
    for (const credential of credentials) tellAll(opened, callWith({ credential }), denialsNaming(secretKey));
    opened.audit.close();
    expect(secretsIn(readFileSync(opened.file, 'latin1'))).toEqual([]);
    expect(opened.lines().length).toBeGreaterThan(credentials.length);
  });

  test('by a credential that the client sends in every field at once', () => {
    const opened = openLog();
    for (const credential of credentials) {
      for (const secret of secretsOf(credential)) {
        const args = Array.from({ length: 13 }, () => secret);
        for (const command of ['v-add-dns-domain', 'v-list-user', 'v-change-user-password']) {
          tellAll(opened, callWith({ credential, command, args }), denialsNaming(secret));
        }
      }
    }
    opened.audit.close();
    expect(secretsIn(readFileSync(opened.file, 'latin1'))).toEqual([]);
    expect(opened.records().filter(({ userArg }) => userArg === '?').length).toBeGreaterThan(100);
  });

  test('by a secret that stands where the command belongs', () => {
    const opened = openLog();
    for (const secret of secrets) {
      opened.clock.pass(1000);
      for (const denial of denialsNaming(secret))
        opened.audit.ended(refusedWith(denial, { call: callWith({ command: secret }) }));
    }
    opened.audit.close();
    expect(secretsIn(readFileSync(opened.file, 'latin1'))).toEqual([]);
    expect(
      new Set(
        opened
          .records()
          .filter(({ event }) => event === 'refused')
          .map(({ command }) => command),
      ),
    ).toEqual(new Set(['?']));
  });

  test('by an access key of 40 bytes in the place of another name', () => {
    const opened = openLog();
    for (const secret of [secretKey, plainSecretKey]) {
      tellAll(opened, callWith({ command: 'v-add-dns-domain', args: [secret, secret] }), []);
    }
    expect(secretsIn(readFileSync(opened.file, 'latin1'))).toEqual([]);
  });
});

test('no secret gets into the auth log', () => {
  const file = join(testFolder(), 'auth.log');
  const clock = testClock();
  const log = createAuthLog({ file, clock, log: logInto([]) });
  for (const credential of credentials) {
    clock.pass(1000);
    const outcome: Outcome = refusedWith({ reason: 'secret_wrong', deprecated: false }, { call: callWith({ credential }) });
    log.ended(outcome);
  }
  log.close();
  const text = readFileSync(file, 'latin1');
  expect(secretsIn(text)).toEqual([]);
  expect(text.split('\n')).toHaveLength(credentials.length + 1);
});

function nameAt(
  position: number,
  { userArg, domainArg }: { readonly userArg: number; readonly domainArg: number },
): string | undefined {
  if (position === userArg) return 'alice';
  return position === domainArg ? 'example.com' : undefined;
}

function secretsOf(credential: Credential): string[] {
  return secrets.filter((secret) => new Secret(secret).digest().equals(digestIn(credential)));
}

function digestIn(credential: Credential): Buffer {
  switch (credential.kind) {
    case 'access-key':
      return credential.secret.digest();
    case 'api-key':
      return credential.key.digest();
    case 'password':
      return credential.password.digest();
  }
}
