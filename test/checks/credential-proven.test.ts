import { describe, expect, it } from 'vitest';
import { credentialProven } from '../../src/checks/credential-proven.ts';
import type { Credential } from '../../src/domain/call/call.ts';
import type { Denial } from '../../src/domain/call/denial.ts';
import type { PanelState } from '../../src/domain/panel/panel-state.ts';
import { digestOf, Secret } from '../../src/domain/secret.ts';
import {
  accessKeyCredential,
  apiKey,
  callWith,
  factsWith,
  idOfAlice,
  keys,
  profiles,
  secretOfAlice,
  stateWith,
} from '../support/facts.ts';

describe('an access key', () => {
  it('with its secret passes', () => {
    expect(judge(accessKeyCredential(idOfAlice, secretOfAlice))).toBeUndefined();
  });

  it('may have each character of the form in its secret', () => {
    const form = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_.+/^~=%|-';
    const secrets = [form.slice(0, 40), form.slice(-40)];
    const judged = secrets.map((secret) => judge(accessKeyCredential(idOfAlice, secret), stateOf(secret)));
    expect(judged).toEqual([undefined, undefined]);
  });

  it.each([
    '',
    'A'.repeat(19),
    'A'.repeat(21),
    `${'A'.repeat(19)}_`,
    `${'A'.repeat(19)}\n`,
    `${'A'.repeat(20)}\n`,
    `${'A'.repeat(19)}'`,
    `${'A'.repeat(19)}\xe4`,
  ])('whose id is %j is refused before anything is looked up', (id) => {
    expect(judge(accessKeyCredential(id, secretOfAlice), stateOf(secretOfAlice, id))).toEqual(fault('credential_invalid'));
  });

  it.each([
    '',
    's'.repeat(39),
    's'.repeat(41),
    ...Array.from('\'"`$ \n\0\\&<>*:,;!#()@[]{}?\xe4', (char) => `${'s'.repeat(39)}${char}`),
  ])('whose secret is %j is refused, right as it may be', (secret) => {
    expect(judge(accessKeyCredential(idOfAlice, secret), stateOf(secret))).toEqual(fault('credential_invalid'));
  });

  it('that nobody has is unknown', () => {
    expect(judge(accessKeyCredential('NOBODYSKEY0000000001', secretOfAlice))).toEqual(fault('key_unknown'));
  });

  it('is told apart by case', () => {
    expect(judge(accessKeyCredential(idOfAlice.toLowerCase(), secretOfAlice))).toEqual(fault('key_unknown'));
    expect(judge(accessKeyCredential(idOfAlice, secretOfAlice.toUpperCase()))).toEqual(fault('secret_wrong'));
  });

  it('with another secret is refused', () => {
    expect(judge(accessKeyCredential(idOfAlice, 's'.repeat(40)))).toEqual(fault('secret_wrong'));
  });

  it('of a suspended user is refused', () => {
    expect(judge(accessKeyCredential(idOfAlice, secretOfAlice), stateOf(secretOfAlice, idOfAlice, 'sam'))).toEqual(
      fault('user_suspended'),
    );
  });

  it.each(['nobody', '', 'Alice'])('of a user who is not there (%j) is refused', (user) => {
    expect(judge(accessKeyCredential(idOfAlice, secretOfAlice), stateOf(secretOfAlice, idOfAlice, user))).toEqual(
      fault('user_unknown'),
    );
  });

  it.each(['sam', 'nobody'])('with a wrong secret does not tell what became of its user (%s)', (user) => {
    expect(judge(accessKeyCredential(idOfAlice, 's'.repeat(40)), stateOf(secretOfAlice, idOfAlice, user))).toEqual(
      fault('secret_wrong'),
    );
  });
});

describe('an API key', () => {
  it('that the panel has passes', () => {
    expect(judge({ kind: 'api-key', key: new Secret(apiKey) })).toBeUndefined();
  });

  it('that it does not have is unknown', () => {
    expect(judge({ kind: 'api-key', key: new Secret(`${apiKey}x`) })).toEqual(fault('key_unknown', true));
  });

  it.each([16, 255])('of %i bytes passes', (length) => {
    expect(judgeApiKey('k'.repeat(length))).toBeUndefined();
  });

  it.each([0, 15, 256])('of %i bytes is refused, though the panel has such a file', (length) => {
    expect(judgeApiKey('k'.repeat(length))).toEqual(fault('credential_invalid', true));
  });

  it.each([
    '../keys/LegacyKey_01',
    'LegacyKey.0123456789',
    "LegacyKey'0123456789",
    `${apiKey}\n`,
    `${apiKey} `,
    `${apiKey}\0`,
    `${idOfAlice}:${secretOfAlice}`,
  ])('%j is refused for its form', (key) => {
    expect(judgeApiKey(key)).toEqual(fault('credential_invalid', true));
  });
});

describe('a password', () => {
  it.each(['', 'x', "it's \0 any byte \xff", 'p'.repeat(256)])(
    'of the root user passes for the panel to judge: %j',
    (password) => {
      expect(judgePassword('admin', password)).toBeUndefined();
    },
  );

  it('of 257 bytes is refused', () => {
    expect(judgePassword('admin', 'p'.repeat(257))).toEqual(fault('credential_invalid', true));
  });

  it.each(['alice', 'Admin', 'admin ', ' admin', 'admin\0', '', "admin'"])(
    'of %j, who is not the root user, is refused',
    (user) => {
      expect(judgePassword(user, 'x')).toEqual(fault('credential_invalid', true));
    },
  );

  it.each(['admin', ''])('of %j is refused where the root user has no name', (user) => {
    expect(judgePassword(user, 'x', stateWith({ rootUser: undefined }))).toEqual(fault('credential_invalid', true));
  });

  it('of a suspended root user, or one who is not there, is refused', () => {
    expect(judgePassword('admin', 'x', stateWith({ users: new Map([['admin', 'suspended']]) }))).toEqual(
      fault('user_suspended', true),
    );
    expect(judgePassword('admin', 'x', stateWith({ users: new Map() }))).toEqual(fault('user_unknown', true));
  });
});

type Fault = Extract<Denial, { deprecated: boolean }>;

function fault(reason: Fault['reason'], deprecated = false): Fault {
  return { reason, deprecated };
}

function judge(credential: Credential, state: PanelState = stateWith()): Denial | undefined {
  return credentialProven.prove(factsWith({ call: callWith({ credential }), state })).denial;
}

function judgeApiKey(key: string): Denial | undefined {
  const state = stateWith({ apiKeyDigests: new Set([digestOf(key).toString('hex')]) });
  return judge({ kind: 'api-key', key: new Secret(key) }, state);
}

function judgePassword(user: string, password: string, state: PanelState = stateWith()): Denial | undefined {
  return judge({ kind: 'password', user, password: new Secret(password) }, state);
}

function stateOf(secret: string, id: string = idOfAlice, user: string = 'alice'): PanelState {
  return stateWith({ accessKeys: keys({ id, secretDigest: digestOf(secret), user, permissions: profiles('reader') }) });
}
