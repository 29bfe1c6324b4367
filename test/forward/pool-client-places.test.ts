import { afterEach, describe, expect, it } from 'vitest';
import { LeavingClient } from '../support/leaving-client.ts';
import { answerAfter, answerWith, hang, type Reply } from '../support/recording-panel.ts';
import { ended, gate, isSettledSoon, panelCall, startPair, stopAll } from './panel-call.ts';

afterEach(stopAll);

describe('no answer of the panel', () => {
  it('is a timeout, after which the place stays taken until the panel is done', async () => {
    const done = gate();
    const { panel, client } = await startPair(() => answerAfter(done.opened, answerWith({})), { timeoutMs: 1000, maxQueue: 1 });
    expect(await ended(client)).toBe('panel_timeout');
    const next = client.send(panelCall());
    expect(await ended(client)).toBe('panel_busy');
    await expect.poll(() => panel.requests.length).toBe(1);
    panel.setAnswer(() => answerWith({}));
    done.open();
    expect((await next).kind).toBe('answer');
    expect(panel.connections()).toBe(1);
  });

  it('keeps nobody from being told in time that the panel is busy', async () => {
    const { panel, client } = await startPair(() => hang(), { maxQueue: 1, maxWaitMs: 20 });
    void client.send(panelCall());
    expect(await client.send(panelCall())).toEqual({ kind: 'denial', denial: { reason: 'panel_busy', retryAfterMs: 20 } });
    await expect.poll(() => panel.requests.length).toBe(1);
  });
});

describe('a client that leaves', () => {
  it('while its call waits has nothing sent', async () => {
    const done = gate();
    const { panel, client } = await startPair(() => answerAfter(done.opened, answerWith({})));
    const first = client.send(panelCall());
    const leaving = new LeavingClient();
    const left = ended(client, { client: leaving, sending: () => expect.unreachable() });
    leaving.leave();
    expect(await left).toBe('panel_busy');
    done.open();
    await first;
    expect(await ended(client)).toBe('answer');
    expect(panel.requests).toHaveLength(2);
  });

  it('in the moment in which its place is given has nothing sent, and the place is free again', async () => {
    const { panel, client } = await startPair(() => answerWith({}));
    const leaving = new LeavingClient();
    const left = ended(client, { client: leaving });
    leaving.leave();
    expect(await left).toBe('panel_busy');
    expect(await ended(client)).toBe('answer');
    expect(panel.requests).toHaveLength(1);
  });

  it('while its call is in flight changes nothing', async () => {
    const done = gate();
    const { panel, client } = await startPair(() => answerAfter(done.opened, answerWith({})));
    const leaving = new LeavingClient();
    const first = ended(client, { client: leaving });
    await expect.poll(() => panel.requests.length).toBe(1);
    leaving.leave();
    done.open();
    expect(await first).toBe('answer');
    expect(panel.connections()).toBe(1);
  });
});

describe('calls at the same time', () => {
  it('are never more at the panel than allowed, over no more connections', async () => {
    const done = gate();
    const { panel, client } = await startPair(() => answerAfter(done.opened, answerWith({})), { maxCalls: 3, maxQueue: 10 });
    const calls = Array.from({ length: 9 }, () => ended(client));
    await expect.poll(() => panel.requests.length).toBe(3);
    expect(panel.connections()).toBe(3);
    done.open();
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 9 }, () => 'answer'));
    expect([panel.requests.length, panel.connections()]).toEqual([9, 3]);
  });

  it('go to the panel in the order in which they came', async () => {
    const { panel, client } = await startPair(() => answerWith({}), { maxQueue: 10 });
    const names = ['a', 'b', 'c', 'd', 'e'];
    await Promise.all(names.map((name) => ended(client, { call: { ...panelCall().call, args: [name] } })));
    expect(panel.requests.map((request) => request.body.toString().slice(-1))).toEqual(names);
  });

  it('all end, also when the panel closes the connection after each answer', async () => {
    const headers = [
      ['Connection', 'close'],
      ['Content-Type', 'text/html; charset=UTF-8'],
      ['Hestia-Exit-Code', '0'],
    ] as const;
    const { panel, client } = await startPair(() => answerWith({ headers }), { maxCalls: 2, maxQueue: 20 });
    const calls = Array.from({ length: 20 }, () => ended(client));
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 20 }, () => 'answer'));
    expect(panel.requests).toHaveLength(20);
  });
});

describe('two commands that hang', () => {
  const write = { call: { ...panelCall().call, command: 'v-backup-users', args: [] } };
  const read = { call: { ...panelCall().call, command: 'v-list-users', args: ['json'] } };

  it('leave a place to those that only read, of three places', async () => {
    const { panel, client } = await startPair(() => answerWith({}), { maxCalls: 3, maxWaitMs: 50 });
    panel.setAnswer(({ body }) => hangOnWrites(body));
    const hanging = [client.send(panelCall(write)), client.send(panelCall(write))];
    await expect.poll(() => panel.requests.length).toBe(2);
    expect(await ended(client, write)).toBe('panel_busy');
    expect([await ended(client, read), await ended(client, read)]).toEqual(['answer', 'answer']);
    expect(client.places().taken).toEqual({ read: 0, write: 2, own: 0 });
    await panel.closeConnections();
    await Promise.all(hanging);
    expect(client.callsInFlight()).toBe(0);
  });

  it.each([
    ['reads what another call has put there', { ...read.call, command: 'v-check-user-password', args: ['alice', '/tmp/x'] }],
    ['reads from other hosts', { ...read.call, command: 'v-list-sys-mail-dnsbl', args: [] }],
    ['an administrator has added', { ...read.call, command: 'a-list', args: [] }],
  ])('leave none to one that %s', async (_, call) => {
    const { panel, client } = await startPair(() => hang(), { maxCalls: 2, maxQueue: 0 });
    void client.send(panelCall(write));
    expect(await ended(client, { call })).toBe('panel_busy');
    await expect.poll(() => panel.requests.length).toBe(1);
  });
});

describe('the calls of one key', () => {
  it('do not keep those of another waiting for more than one', async () => {
    const { panel, client } = await startPair(() => answerWith({}), { maxQueue: 101 });
    const one = Array.from({ length: 100 }, () => ended(client, { caller: 'ONE' }));
    const other = ended(client, { caller: 'OTHER', call: { ...panelCall().call, args: ['other'] } });
    expect(await Promise.all([...one, other])).toEqual(Array.from({ length: 101 }, () => 'answer'));
    expect(panel.requests.findIndex(({ body }) => body.includes('other'))).toBe(1);
  });
});

describe('closing', () => {
  it('waits for the calls in flight and answers them', async () => {
    const done = gate();
    const { panel, client } = await startPair(() => answerAfter(done.opened, answerWith({})));
    const first = ended(client);
    await expect.poll(() => panel.requests.length).toBe(1);
    const closed = client.close();
    expect(await isSettledSoon(closed)).toBe(false);
    done.open();
    await closed;
    expect(await first).toBe('answer');
    await expect.poll(() => panel.connections()).toBe(0);
  });
});

function hangOnWrites(body: Buffer): Reply {
  return body.includes('v-list-users') ? answerWith({}) : hang();
}
