import { afterEach, describe, expect, it } from 'vitest';
import { answerAfter, answerWith, cutAfter, hang, type Reply } from '../support/recording-panel.ts';
import { ended, gate, panelCall, secret, startPair, stopAll } from './panel-call.ts';

afterEach(stopAll);

const call = { ...panelCall().call, command: 'v-list-access-keys', args: ['', 'json'] };
const codes = (exitCode: string): readonly (readonly [string, string])[] => [
  ['Content-Type', 'text/html; charset=UTF-8'],
  ['Hestia-Exit-Code', exitCode],
];

describe("a call of the gateway's own", () => {
  it('is written like any other, from loopback, with an id of its own', async () => {
    const { panel, client } = await startPair(() => answerWith({ body: '{}' }));
    expect((await client.ask(call)).body.toString()).toBe('{}');
    await client.ask(call);
    const text = panel.requests.map(({ raw }) => raw.toString('latin1'));
    expect(text[0]).toContain('x-forwarded-for: 127.0.0.1\r\n');
    expect(text[0]).toMatch(/&cmd=v-list-access-keys&arg1=&arg2=json$/);
    expect(new Set(text.map((each) => /x-request-id: ([0-9a-f]{32})\r\n/.exec(each)?.[1])).size).toBe(2);
  });

  it('waits until no call of a client waits', async () => {
    const done = gate();
    const { panel, client } = await startPair(() => answerAfter(done.opened, answerWith({})), { maxQueue: 20 });
    const first = ended(client);
    const own = client.ask(call);
    const clients = Array.from({ length: 10 }, () => ended(client));
    done.open();
    await Promise.all([first, ...clients, own]);
    expect(panel.requests.findIndex(({ body }) => body.includes('v-list-access-keys'))).toBe(11);
  });

  it('is sent beside calls that take long, where no client waits', async () => {
    const { panel, client } = await startPair(() => hang(), { maxCalls: 2 });
    void client.send(panelCall());
    await expect.poll(() => panel.requests.length).toBe(1);
    panel.setAnswer(() => answerWith({}));
    expect((await client.ask(call)).status).toBe(200);
    await panel.closeConnections();
  });

  it('keeps its place after a timeout until the panel is done, and the others go on', async () => {
    const done = gate();
    const { panel, client } = await startPair(() => answerAfter(done.opened, answerWith({})), { maxCalls: 3, timeoutMs: 1000 });
    await expect(client.ask(call)).rejects.toThrow('the panel did not answer in time');
    expect(client.places().taken.own).toBe(1);
    panel.setAnswer(() => answerWith({}));
    expect([await ended(client), panel.connections()]).toEqual(['answer', 2]);
    done.open();
    await expect.poll(() => client.places().taken.own).toBe(0);
  });

  it.each<readonly [string, Reply, string]>([
    ['fails', answerWith({ status: 500, body: 'secret' }), "an answer with status 500 that is none of the API's"],
    ['cuts the connection', cutAfter('HTTP/1.1 200 OK\r\nX-Secret: secret'), 'the panel gave no answer that can be read'],
  ])('says in words that the panel %s, and nothing that the panel sent', async (_, reply, words) => {
    const { client } = await startPair(() => reply);
    const message = await messageOf(client.ask(call));
    expect(message).toContain(words);
    for (const word of [secret, 'secret', 'Secret']) expect(message).not.toContain(word);
  });

  it.each<readonly [string, Reply, readonly [number, string]]>([
    ['a refusal', answerWith({ status: 401, headers: codes('10'), body: 'Error: no' }), [401, '10']],
    ['a failure', answerWith({ headers: codes('3'), body: '3' }), [200, '3']],
    ['nothing', answerWith({ status: 204, headers: codes('0') }), [204, '0']],
  ])('gives back %s of the API, which is an answer', async (_, reply, expected) => {
    const { client } = await startPair(() => reply);
    const { status, exitCode } = await client.ask(call);
    expect([status, exitCode]).toEqual(expected);
  });

  it('says in words that there is no connection', async () => {
    const { panel, client } = await startPair(() => answerWith({}));
    await panel.stop();
    expect(await messageOf(client.ask(call))).toMatch(/^no connection to the panel: .*ECONNREFUSED/);
  });

  it('says in words that it is out of bounds', async () => {
    const { client } = await startPair(() => answerWith({}));
    expect(await messageOf(client.ask({ ...call, command: 'v-list;id' }))).toContain('out of bounds');
    expect(client.callsInFlight()).toBe(0);
  });

  it('is not sent while the circuit is open, also when it has waited', async () => {
    const { panel, client } = await startPair(() => cutAfter());
    const clients = Array.from({ length: 5 }, () => ended(client));
    const waited = messageOf(client.ask(call));
    await Promise.all(clients);
    const words = 'the panel was not asked: it has not answered for a while, and is tried again soon';
    expect([await waited, await messageOf(client.ask(call)), panel.requests.length]).toEqual([words, words, 5]);
  });

  it('counts for the circuit like any other', async () => {
    const { client } = await startPair(() => cutAfter());
    for (let failed = 0; failed < 5; failed += 1) await messageOf(client.ask(call));
    expect(client.circuit()).toBe('open');
  });

  it('that waits ends when the client is closed', async () => {
    const { panel, client } = await startPair(() => hang());
    void client.send(panelCall());
    await expect.poll(() => panel.requests.length).toBe(1);
    const own = messageOf(client.ask(call));
    const closed = client.close();
    expect(await own).toContain('the panel was not asked');
    await panel.closeConnections();
    await closed;
  });

  it('is counted by how it ended', async () => {
    const { panel, client } = await startPair(() => answerWith({}));
    await client.ask(call);
    panel.setAnswer(() => answerWith({ status: 400, headers: codes('3') }));
    await messageOf(client.ask(call));
    panel.setAnswer(() => cutAfter());
    for (let failed = 0; failed < 6; failed += 1) await messageOf(client.ask(call));
    expect(client.places().ownCalls).toEqual({ answered: 1, refused: 1, failed: 5, 'not-sent': 1 });
  });
});

async function messageOf(asked: Promise<unknown>): Promise<string> {
  return asked.then(
    () => 'answered',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}
