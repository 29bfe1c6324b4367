import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openApi } from '../../src/ask/table/openapi.ts';
import { questions } from '../../src/ask/table/questions.ts';
import { askedRoutes } from '../../src/ask/table/asked-routes.ts';
import { programVersion } from '../../src/config/text/program-version.ts';
import { fieldsOf, textOf } from '../../src/domain/text/json-fields.ts';
import { ask } from '../admin/start-admin.ts';
import { type NoticeReceiver, startNoticeReceiver } from '../support/notice-receiver.ts';
import { apiKey, callWith, keys, openSite, type Site } from '../support/site.ts';
import { type AskedGateway, openAskedGateway } from './asked-gateway.ts';
import { commandHost } from '../../src/admin/access/command-host.ts';

const document = fieldsOf(JSON.parse(JSON.stringify(openApi(questions))));
const operations = Object.entries(fieldsOf(document['paths'])).flatMap(([path, methods]) =>
  Object.keys(fieldsOf(methods)).map((method) => [method.toUpperCase(), path] as const),
);

/** Strictly: a field that the document does not have is a fault here, though readers must expect it. */
const ajv = new Ajv2020({
  allErrors: true,
  strict: true,
  strictRequired: false,
  formats: { 'date-time': (text: string) => !Number.isNaN(Date.parse(text)) },
});

function validatorOf(method: string, path: string): ValidateFunction {
  const operation = fieldsOf(fieldsOf(fieldsOf(document['paths'])[path])[method.toLowerCase()]);
  const ok = fieldsOf(fieldsOf(fieldsOf(operation['responses'])['200'])['content']);
  const schema = JSON.stringify(fieldsOf(ok['application/json'])['schema']);
  return ajv.compile(JSON.parse(schema.replaceAll('"additionalProperties":true', '"additionalProperties":false')));
}

let site: Site;
let gateway: AskedGateway;
let receiver: NoticeReceiver;
beforeEach(async () => {
  site = await openSite();
  receiver = await startNoticeReceiver(false);
  gateway = await openAskedGateway(site, {
    pageFiles: new Map(),
    notices: { url: receiver.url },
    settings: {
      mode: 'report',
      reportUntil: new Date(Date.now() + 14 * 86_400_000).toISOString().slice(0, 10),
      limits: { key: { calls: 2, per: '1h', burst: 1 }, failures: { pair: { attempts: 2, per: '1h' } } },
    },
  });
  for (let count = 0; count < 5; count += 1) await gateway.call('127.0.0.1');
  for (let count = 0; count < 3; count += 1) await gateway.call('127.0.0.2', 'x'.repeat(40));
  await gateway.send('127.0.0.3', { hash: apiKey, cmd: 'v-list-users' });
  await gateway.send('127.0.0.3', { user: 'admin', password: 'guess', cmd: 'v-list-users' });
  await gateway.hearthgate('bans', 'add', '192.0.2.8', '--note', 'ticket-4711');
});
afterEach(async () => {
  await gateway.stop();
  await receiver.stop();
  await site.close();
});

/** What each route is asked; several times where its answers have different forms. */
const asked: readonly (readonly [method: string, path: string, parameters: Readonly<Record<string, string>>])[] = [
  ['GET', '/api/v1/bans', {}],
  ['POST', '/api/v1/bans', { address: '192.0.2.7', seconds: '60', note: 'why' }],
  ['POST', '/api/v1/bans', { address: '192.0.2.7', until: '2020-01-01T00:00:00Z' }],
  ['DELETE', '/api/v1/bans', { address: '192.0.2.7' }],
  ['DELETE', '/api/v1/bans', { key: keys.alice.id }],
  ['GET', '/api/v1/limits', { address: '127.0.0.1' }],
  ['GET', '/api/v1/limits', { key: keys.alice.id }],
  ['GET', '/api/v1/keys', {}],
  ['GET', '/api/v1/suggest', { key: keys.alice.id }],
  ['GET', '/api/v1/suggest', { key: keys.bob.id }],
  ['POST', '/api/v1/reload', {}],
  ['POST', '/api/v1/notices/test', {}],
  ['GET', '/api/v1/diff', {}],
  ['GET', '/api/v1/report', {}],
  ['GET', '/api/v1/status', {}],
  ['GET', '/api/v1/history', { span: '6h' }],
  ['GET', '/api/v1/decisions', { address: '127.0.0.1' }],
  ['GET', '/api/v1/caller', {}],
  ['POST', '/api/v1/page-codes', { role: 'read' }],
  ['POST', '/api/v1/explain', { from: '127.0.0.1', key: keys.alice.id, command: 'v-list-mail-domains', args: '["alice"]' }],
  ['POST', '/api/v1/explain', { from: '192.0.2.8', key: keys.alice.id, command: 'v-list-users', argCount: '1' }],
  [
    'POST',
    '/api/v1/explain',
    {
      from: '127.0.0.1',
      method: 'POST',
      path: '/api/',
      contentType: 'application/x-www-form-urlencoded',
      body: Buffer.from(new URLSearchParams(callWith(keys.alice, 'v-list-users')).toString()).toString('base64'),
    },
  ],
];

describe('the OpenAPI document', () => {
  test('has every route, and no other', () => {
    const byPath = askedRoutes(Object.create(null));
    const routes = [...byPath].flatMap(([path, route]) =>
      Object.keys(route)
        .filter((key) => key !== 'role')
        .map((method) => [method, path] as const),
    );
    expect(new Set(operations.map(String))).toEqual(
      new Set(routes.map(String).filter((route) => !route.endsWith('/openapi.json'))),
    );
    const streams = ['GET,/api/v1/live'];
    expect(new Set([...asked.map(([method, path]) => `${method},${path}`), ...streams])).toEqual(new Set(operations.map(String)));
  });

  test('ships, and is what the gateway answers', async () => {
    const text = `${JSON.stringify(document, undefined, 2).replaceAll(`"version": "${programVersion()}"`, '"version": "1"')}\n`;
    await expect(text).toMatchFileSnapshot('../../docs/openapi.json');
    expect(JSON.parse(await gateway.page('/openapi.json'))).toEqual(document);
  });

  test('has a summary and a role for each route, and a description for each parameter', () => {
    for (const [method, path] of operations) {
      const operation = fieldsOf(fieldsOf(fieldsOf(document['paths'])[path])[method.toLowerCase()]);
      expect(textOf(operation['summary'])).toMatch(/^[A-Z].*\.$/);
      expect(operation['security']).toEqual([{ token: [expect.stringMatching(/^(?:read|operate)$/)] }]);
    }
    for (const { contract } of questions)
      for (const { description } of Object.values(contract.parameters)) expect(description).toMatch(/^[A-Z].*\.$/);
  });

  test('says what a gateway answers, field by field', async () => {
    for (const [method, path, parameters] of asked) {
      const query = method === 'GET' ? `?${new URLSearchParams(parameters).toString()}` : '';
      const reply = await ask(`unix:${gateway.folder}/admin.sock`, `${path}${query}`, {
        method,
        headers: { host: commandHost, ...(method === 'GET' ? {} : { 'content-type': 'application/json' }) },
        ...(method === 'GET' ? {} : { body: JSON.stringify(parameters) }),
      });
      const validate = validatorOf(method, path);
      const isValid = reply.status === 200 && validate(JSON.parse(reply.body));
      expect([method, path, isValid, isValid ? [] : (validate.errors ?? reply)]).toEqual([method, path, true, []]);
    }
  });
});
