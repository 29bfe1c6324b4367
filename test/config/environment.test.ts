import { expect, test } from 'vitest';
import { faultsOf, readConfiguration } from './read-configuration.ts';

test('a value comes from the environment as a whole, whatever its type', () => {
  const settings = readConfiguration(
    {
      listen: [{ host: '${HOST}', port: '${PORT}', plaintext: '${PLAIN}' }],
      clients: { allow: '${CLIENTS}' },
      body: { timeout: '${TIMEOUT}', maxBytes: '${SIZE}' },
    },
    { HOST: '::1', PORT: '9443', PLAIN: 'true', CLIENTS: '192.0.2.1, inherit\n198.51.100.0/24', TIMEOUT: '3s', SIZE: '4096' },
  );

  expect(settings.listen[0]).toMatchObject({ at: { host: '::1', port: 9443, tls: { kind: 'plaintext' } } });
  expect(settings.body).toMatchObject({ timeoutMs: 3000, maxBytes: 4096 });
  expect(settings.panels[0]?.policy.clients.allow).toMatchObject({ inherit: true, set: { size: 2 } });
});

test('a variable that is not set is a fault, once and at its place', () => {
  expect(faultsOf({ body: { timeout: '${TIMEOUT}' }, clients: { allow: ['192.0.2.1', '${CLIENT}'] } })).toEqual([
    'clients.allow[1]: the environment has no variable CLIENT; set it, or write the value here',
    'body.timeout: the environment has no variable TIMEOUT; set it, or write the value here',
  ]);
});

test.each(['toString', 'constructor', '__proto__'])('%s is not taken from what every object has', (name) => {
  expect(faultsOf({ log: { level: `\${${name}}` } })).toEqual([
    `log.level: the environment has no variable ${name}; set it, or write the value here`,
  ]);
});

test.each(['https://${HOST}:8083', '${HOST', '${}', '${A-B}', '$${HOST}'])('%s is a fault, not a text', (url) => {
  expect(faultsOf({ panels: [{ url }] }, { HOST: '127.0.0.1' })).toContain(
    'panels[0].url: "${NAME}" stands for a whole value only, with a NAME of letters, digits and "_"',
  );
});

test('no message shows a value from the environment', () => {
  const faults = faultsOf(
    {
      log: { level: '${WRONG}' },
      clients: { allow: '${WRONG}', deny: ['${WRONG}'] },
      limits: { key: { per: '${LONG}' } },
      panels: [{ url: '${WRONG}', hosts: ['${WRONG}'] }],
    },
    { WRONG: 'correct horse', LONG: '99d' },
  );

  expect(faults).toHaveLength(6);
  expect(faults).toContain('log.level: expected debug, info, warn or error, found the value of ${WRONG}');
  expect(faults.join('\n')).not.toMatch(/horse|99d/);
});
