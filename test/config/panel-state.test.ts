import { expect, test } from 'vitest';
import type { StateSettings, UpstreamTls } from '../../src/domain/policy/settings.ts';
import { faultsOf, readConfiguration } from './read-configuration.ts';

const listen = [{ plaintext: true }];
const rootKey = 'A1b2C3d4E5f6G7h8I9j0';

function stateOf(state: object, more: object = {}): StateSettings | undefined {
  return readConfiguration({ listen, panels: [{ state }], ...more }).panels[0]?.state;
}

function trustWith(panel: object): UpstreamTls | undefined {
  return readConfiguration({ listen, panels: [panel] }).panels[0]?.upstream.tls;
}

const faultsOfState = (state: object): string[] => faultsOf({ listen, panels: [{ state }] });

test('state comes from the files of the panel unless it is said', () => {
  expect(stateOf({})?.source).toEqual({ kind: 'files', root: '/usr/local/hestia' });
  expect(stateOf({ files: '../panel' })?.source).toEqual({ kind: 'files', root: '/etc/panel' });
});

test('state comes from one file', () => {
  expect(stateOf({ static: 'state/a.json', maxAge: '5m' })).toEqual({
    source: { kind: 'static', file: '/etc/hearthgate/state/a.json' },
    maxAgeMs: 300_000,
    readApiKeys: false,
  });
});

test("state comes from the panel's API, with the commands that were added there", () => {
  const extra = { 'a-exec': { user: 1 }, 'a-status': { user: 0 } };

  expect(stateOf({ api: { accessKeyFile: 'panel.key' } })?.source).toEqual({
    kind: 'api',
    accessKeyFile: '/etc/hearthgate/panel.key',
    everyMs: 300_000,
    rootKeys: new Set(),
    extraCommands: new Map(),
  });
  expect(
    stateOf({ api: { accessKeyFile: '/k', every: '5s', rootKeys: [rootKey] } }, { commands: { extra } })?.source,
  ).toMatchObject({
    everyMs: 5000,
    rootKeys: new Set([rootKey]),
    extraCommands: new Map([
      ['a-exec', 1],
      ['a-status', 0],
    ]),
  });
});

test.each([
  [{ files: '/a', static: 'b' }, /^panels\[0\]\.state: expected one of files, api and static$/],
  [{ api: { accessKeyFile: 'k' }, static: 'b' }, /^panels\[0\]\.state: expected one of files, api and static$/],
  [{ api: {} }, /^panels\[0\]\.state\.api\.accessKeyFile: expected the path of a file that holds ID:SECRET, found nothing$/],
  [
    { api: { accessKeyFile: 'k', rootKeys: ['admin'] } },
    /^panels\[0\]\.state\.api\.rootKeys\[0\]: expected the id of an access key/,
  ],
  [{ api: { accessKeyFile: 'k', every: '0s' } }, /^panels\[0\]\.state\.api\.every: expected a duration of at least 1s/],
  [
    { api: { accessKeyFile: 'k', every: '10m' } },
    /^panels\[0\]\.state\.maxAge: expected longer than api\.every and a fifth more \(12m\)/,
  ],
  [{ api: { accessKeyFile: 'k', every: '9m' } }, /^panels\[0\]\.state\.maxAge: expected longer than api\.every/],
  [
    { api: { accessKeyFile: 'k' }, maxAge: '6m' },
    /^panels\[0\]\.state\.maxAge: expected longer than api\.every and a fifth more \(6m\)/,
  ],
  [{ api: 'k' }, /^panels\[0\]\.state\.api: expected a mapping, found "k"$/],
  [{ static: '' }, /^panels\[0\]\.state\.static: expected the path of a file, found ""$/],
])('state: %j is a fault', (state, fault) => {
  expect(faultsOfState(state)).toEqual([expect.stringMatching(fault)]);
});

test('an access key in place of its file is a fault that does not repeat it', () => {
  const faults = faultsOfState({ api: { accessKeyFile: `${rootKey}:${'s'.repeat(40)}` } });

  expect(faults).toEqual([
    'panels[0].state.api.accessKeyFile: expected the path of a file, found an access key itself; write it to a file and name that',
  ]);
});

test.each([
  [{ 'v add': { user: 1 } }, /^commands\.extra\["v add"\]: expected the name of a command/],
  [{ 'a-exec': {} }, /^commands\.extra\.a-exec\.user: expected the position of the user argument, or 0, found nothing$/],
  [{ 'a-exec': { user: -1 } }, /^commands\.extra\.a-exec\.user: expected the position of the user argument, or 0, found -1$/],
  [{ 'a-exec': 1 }, /^commands\.extra\.a-exec: expected a mapping, found 1$/],
])('commands.extra: %j is a fault', (extra, fault) => {
  expect(faultsOf({ commands: { extra } })).toEqual([expect.stringMatching(fault)]);
});

test('the panel is known by its certificate file where that is at hand, else by what the system trusts', () => {
  expect(trustWith({})).toEqual({ verify: 'panel', certFile: '/usr/local/hestia/ssl/certificate.crt' });
  expect(trustWith({ state: { static: 'a' } })).toEqual({ verify: 'system', serverName: undefined });
  expect(trustWith({ state: { api: { accessKeyFile: 'k' } } })).toEqual({ verify: 'system', serverName: undefined });
});

test.each([{ static: 'a' }, { api: { accessKeyFile: 'k' } }])('verify: panel with %j is a fault', (state) => {
  expect(faultsOf({ listen, panels: [{ state, tls: { verify: 'panel' } }] })).toEqual([
    'panels[0].tls.verify: panel is the certificate file of state.files, which is not there; write system, ca or pin',
  ]);
});

test('the certificate file of a panel may be named where its other files are not at hand', () => {
  const cert = '/usr/local/hestia/ssl/certificate.crt';

  expect(trustWith({ state: { static: 'a' }, tls: { verify: 'panel', cert } })).toEqual({ verify: 'panel', certFile: cert });
  expect(trustWith({ tls: { verify: 'panel', cert: '/etc/panel.crt' } })).toEqual({
    verify: 'panel',
    certFile: '/etc/panel.crt',
  });
  expect(faultsOf({ listen, panels: [{ tls: { verify: 'system', cert } }] })).toEqual([
    'panels[0].tls.cert: goes with verify: panel only',
  ]);
});
