import { Ajv2020 } from 'ajv/dist/2020.js';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const pathOf = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url));

const examples = ['config', 'docker'].flatMap((folder) =>
  readdirSync(pathOf(folder))
    .filter((file) => file.endsWith('.yaml') && file !== 'compose.yaml')
    .map((file) => `${folder}/${file}`),
);

const minimal = { clients: { allow: ['192.0.2.1'] }, panels: [{}] };

/** The schema as it ships, read by a validator that knows nothing of the code. */
const accepts = new Ajv2020({ allErrors: true, allowUnionTypes: true, strictTypes: false, keywords: ['overrides'] }).compile(
  JSON.parse(readFileSync(pathOf('config/schema.json'), 'utf8')),
);

function faultsOf(configuration: unknown): readonly unknown[] {
  return accepts(configuration) ? [] : (accepts.errors ?? []);
}

describe('the JSON Schema', () => {
  test.each(examples)('is named in the first line of %s, which fits it', (file) => {
    const text = readFileSync(pathOf(file), 'utf8');
    const [, schema = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text) ?? [];

    expect(existsSync(new URL(schema, `file://${pathOf(file)}`))).toBe(true);
    expect(faultsOf(parse(text))).toEqual([]);
  });

  test.each([
    { clients: { allow: '192.0.2.1, 192.0.2.2', ipv6Prefix: '${PREFIX}', header: '${HEADER}' } },
    { limits: { key: { calls: 5, per: '1m' } }, body: { maxBytes: '2MiB', timeout: '5s' }, answer: { maxBytes: 65_536 } },
    { panels: [{ clients: { deny: ['192.0.2.9'] }, limits: { commands: { 'v-add-user': { calls: 1, per: '1s' } } } }] },
    { listen: [{ tls: 'panel' }, { port: 8484, tls: { cert: 'a.crt', key: 'a.key' } }] },
  ])('takes %j', (configuration) => {
    expect(faultsOf({ ...minimal, ...configuration })).toEqual([]);
  });

  test.each([
    { clientz: {} },
    { clients: { alow: [] } },
    { clients: { ipv6Prefix: 129 } },
    { clients: { header: 'x-client' } },
    { limits: { key: { per: '1w' } } },
    { limits: { commands: { 'v-add-user': { calls: 1 } } } },
    { body: { maxBytes: '2MB' } },
    { panels: [{ limits: { maxEntries: 5 } }] },
    { panels: undefined },
    { listen: [{ plaintext: 'perhaps' }] },
  ])('marks what is wrong in %j', (configuration) => {
    expect(faultsOf({ ...minimal, ...configuration })).not.toEqual([]);
  });
});
