import { beforeAll, describe, expect, it } from 'vitest';
import { explainCall, explainRequest } from '../../src/compose/explain/explain-call.ts';
import type { CredentialTerms } from '../../src/domain/policy/policy.ts';
import type { Snapshot } from '../../src/domain/judging/snapshot.ts';
import { readCall } from '../../src/hestia/call/read-call.ts';
import {
  addressOf,
  apiKey,
  idOfAlice,
  policyWith,
  secretOfAlice,
  snapshotOf,
  stateWith,
  type World,
  worldWith,
} from '../support/facts.ts';
import { judgeTranscript, snapshotOfPanel } from '../support/judge-transcript.ts';
import { readRecording, type Transcript } from '../support/transcripts.ts';
import { AddressSet } from '../../src/domain/address/address-set.ts';

// Explanations are of the walk that judges traffic: the same verdict and reason, but that no secret is needed.

const recording = readRecording();
const explained = recording.transcripts.filter((transcript) => askedIn(transcript) !== undefined);
const confs = [...new Set(explained.map(({ panel }) => JSON.stringify(panel)))];

/** The call of an access key in a recorded request, as a person would ask about it; undefined: it is none. */
function askedIn({ request }: Transcript): Parameters<typeof explainCall>[0] | undefined {
  if (request.method !== 'POST') return undefined;
  const read = readCall(request.contentType ?? undefined, Buffer.from(request.bodyBase64 ?? '', 'base64'));
  if (read.kind === 'denial' || read.call.credential.kind !== 'access-key') return undefined;
  const { command, args, credential } = read.call;
  return { from: '127.0.0.1', key: textOf(credential.id), command: textOf(command), args: args.map(textOf) };
}

describe.each(confs)('explained at a panel with %s', (conf) => {
  const panel = JSON.parse(conf) as Transcript['panel'];
  const cases = explained.filter((transcript) => JSON.stringify(transcript.panel) === conf);
  let snapshot: Snapshot;

  beforeAll(async () => {
    snapshot = await snapshotOfPanel(recording, panel, false);
  });

  it.each(cases.map((transcript) => [transcript.id, transcript] as const))('%s has the reason of traffic', (_id, transcript) => {
    const { denial } = judgeTranscript(transcript, snapshot);
    const asked = askedIn(transcript);
    const { reason, steps, answer } = explainCall(asked ?? { from: '', key: '', command: '', args: [] }, snapshot, { nowMs: 0 });
    // The secret is taken to be right, so what was refused for it gets further.
    const isOfSecret = denial?.reason === 'secret_wrong' || (denial?.reason === 'credential_invalid' && reason !== denial.reason);
    expect(isOfSecret ? 'another' : reason).toBe(isOfSecret && reason !== denial.reason ? 'another' : (denial?.reason ?? null));
    expect(steps.filter(({ result }) => result === 'refused')).toEqual(reason === null ? [] : steps.slice(-1));
    expect(answer === null).toBe(reason === null);
  });
});

const requestConfs = [...new Set(recording.transcripts.map(({ panel }) => JSON.stringify(panel)))];

describe.each(requestConfs)('a request as it is sent, to a panel with %s', (conf) => {
  const panel = JSON.parse(conf) as Transcript['panel'];
  const cases = recording.transcripts.filter((transcript) => JSON.stringify(transcript.panel) === conf);
  let snapshot: Snapshot;

  beforeAll(async () => {
    snapshot = await snapshotOfPanel(recording, panel, false);
  });

  it.each(cases.map((transcript) => [transcript.id, transcript] as const))(
    '%s has the verdict of traffic, and tells no secret',
    (_id, transcript) => {
      const { method, contentType, bodyBase64 } = transcript.request;
      const body = Buffer.from(bodyBase64 ?? '', 'base64');
      const explanation = explainRequest(
        { from: '127.0.0.1', method, path: '/api/', contentType: contentType ?? undefined, body },
        snapshot,
        { nowMs: 0 },
      );
      expect(explanation.reason).toBe(judgeTranscript(transcript, snapshot).denial?.reason ?? null);
      for (const secret of secretsOf(body)) expect(JSON.stringify(explanation)).not.toContain(secret);
    },
  );
});

/** What stands in the fields of secrets, if it is long enough to be one. */
function secretsOf(body: Buffer): readonly string[] {
  const texts = body.toString('latin1').match(/[\w.+/^~=%|-]{30,}/g) ?? [];
  return texts.map((text) => text.replace(/^\w+=/, '')).filter((text) => text.length >= 30);
}

it('has recorded calls of access keys to explain', () => {
  expect(explained.length).toBeGreaterThan(30);
});

describe('the change that would allow a call', () => {
  const denied = policyWith({ clients: { deny: AddressSet.of(['192.0.2.0/28']) } });

  it.each<readonly [string, Partial<World>, object, string]>([
    ['names the entry of clients.deny', { policy: denied }, {}, 'Take 192.0.2.0/28 out of clients.deny.'],
    ['names the address', {}, { from: '203.0.113.9' }, 'Add 203.0.113.9 to clients.allow.'],
    ['names the command', {}, { command: 'v-add-user' }, 'Give the key a profile that lists v-add-user.'],
    ['names the user', {}, { args: ['bob'] }, 'Let argument 1 be alice, or use a key of the user that it names.'],
    [
      'names the setting for commands without a user',
      {},
      { command: 'v-list-users', args: [] },
      'List v-list-users, which names no user, in auth.unscopedCommands.',
    ],
  ])('%s', (_, changes, asked, change) => {
    expect(explain(changes, asked).change).toBe(change);
  });

  it.each<readonly [string, Partial<World>, object]>([
    [
      'the policy',
      { policy: policyWith({ clients: { allow: { everyone: false, inherit: false, set: AddressSet.of(['203.0.113.9']) } } }) },
      { from: '203.0.113.9' },
    ],
    [
      'the setting',
      { policy: policyWith({ auth: { unscopedCommands: new Set(['v-list-users']) } }) },
      { command: 'v-list-users', args: [] },
    ],
    ['the argument', {}, { args: ['alice'] }],
  ])('allows it once %s is as it says', (_, changes, asked) => {
    expect(explain(changes, asked)).toMatchObject({ verdict: 'permitted', change: null });
  });
});

describe('a request with a deprecated credential', () => {
  const body = Buffer.from(`hash=${apiKey}&cmd=v-list-user&arg1=alice`);
  const explainIt = (changes: Partial<World>, nowMs: number) =>
    explainRequest(
      { from: '192.0.2.1', method: 'POST', path: '/api/', contentType: 'application/x-www-form-urlencoded', body },
      snapshotOf(worldWith(changes)),
      { nowMs },
    );
  const untilMs = Date.UTC(2027, 0, 31);
  const denied = { allowed: { 'access-key': true, 'api-key': false, password: true } };

  it.each<readonly [string, Partial<World>, string, string | null]>([
    [
      'is off at the panel',
      { state: stateWith({ api: { accessKeys: 'all', deprecated: false } }) },
      'API of the panel is off for API keys; auth.apiKeys allows API keys',
      'Give the client an access key: the panel takes no API keys (API).',
    ],
    [
      'is denied',
      { policy: policyWith({ auth: denied }) },
      'API of the panel is on for API keys; auth.apiKeys does not allow API keys',
      'Give the client an access key, or allow API keys in auth.apiKeys.',
    ],
    [
      'comes from another address',
      onTerms({ from: AddressSet.of(['203.0.113.1']), untilMs }),
      'API of the panel is on for API keys; auth.apiKeys allows API keys, ' +
        'from 1 entry: 203.0.113.1 and not from 192.0.2.1, until 2027-01-31T00:00:00.000Z',
      'Give the client an access key, or add 192.0.2.1 to auth.apiKeys.from.',
    ],
    [
      'has ended',
      onTerms({ from: undefined, untilMs }),
      'API of the panel is on for API keys; auth.apiKeys allows API keys, until 2027-01-31T00:00:00.000Z, which is over',
      'Give the client an access key, or move the end in auth.apiKeys.until.',
    ],
    [
      'is taken',
      onTerms({ from: AddressSet.of(['192.0.2.0/24']), untilMs }),
      'API of the panel is on for API keys; auth.apiKeys allows API keys, ' +
        'from 1 entry: 192.0.2.0/24, until 2027-01-31T00:00:00.000Z',
      null,
    ],
  ])('that %s is explained by its own setting', (what, changes, saw, change) => {
    const explanation = explainIt(changes, what === 'has ended' ? untilMs : untilMs - 1);
    expect(explanation.steps.find(({ step }) => step === 'api_disabled')?.saw).toBe(saw);
    expect([explanation.change, explanation.reason]).toEqual([change, change === null ? null : 'api_disabled']);
  });
});

describe('an explanation', () => {
  it('has neither the secret, nor its digest, nor arguments', () => {
    const told = JSON.stringify(explain({}, { args: ['alice', 'pa55word'] }));
    expect(told).not.toContain(secretOfAlice);
    expect(told).not.toContain('pa55word');
    expect(told).not.toMatch(/[0-9a-f]{40}/);
  });

  it('takes no key for granted that the panel does not have', () => {
    expect(explain({ state: stateWith({ accessKeys: new Map() }) }, {}).reason).toBe('key_unknown');
  });

  it('says which address it is about', () => {
    expect(explain({}, { from: addressOf('192.0.2.1').text }).steps[0]?.saw).toBe('the address 192.0.2.1');
  });
});

function explain(changes: Partial<World>, asked: object): ReturnType<typeof explainCall> {
  const call = { from: '192.0.2.1', key: idOfAlice, command: 'v-list-user', args: ['alice'] };
  return explainCall({ ...call, ...asked }, snapshotOf(worldWith(changes)), { nowMs: 0 });
}

function textOf(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function onTerms(terms: CredentialTerms): Partial<World> {
  return { policy: policyWith({ auth: { terms: new Map([['api-key', terms]]) } }) };
}
