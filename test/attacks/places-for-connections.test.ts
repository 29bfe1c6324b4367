import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { AddressSet } from '../../src/domain/address/address-set.ts';
import { AdminSocket } from '../support/admin-socket.ts';
import { loopbackAddress, Crowd } from '../support/crowd.ts';
import { body, fewPlaces, hardLimit, openCrowdedSite, places, share } from '../support/crowded-site.ts';
import { makeGate } from '../support/gate.ts';
import { post, sendRaw } from '../support/http-client.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { answerAfter, answerWith } from '../support/recording-panel.ts';
import { only } from '../support/test-gateway.ts';

// A connection costs a stranger nothing, and there is a number of places for all. Whoever takes them must not keep out those that come first:
// addresses that the allowlist names, and addresses from which a key worked.

const honest = '127.0.0.9';
const stranger = '127.0.0.2';
const half = 'POST /api/ HTTP/1.1\r\nHo';
const halfBody = `POST /api/ HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\nx`;

describe('idle connections of one stranger', () => {
  it('have a quarter of the places, so that calls of others are answered', async () => {
    const { gateway, crowd: idle } = await openCrowdedSite({ clients: { allow: only(honest) } });
    await idle.join(100, () => stranger);
    await expect.poll(() => idle.size).toBe(share);
    for (let count = 0; count < 5; count += 1) expect((await post(gateway.url, body, { from: honest })).status).toBe(200);
  });

  it('have it, too, where the stranger is denied within a range that the list names', async () => {
    const clients = { allow: only('127.0.0.0/24'), deny: AddressSet.of([stranger]) };
    const { gateway, crowd: idle } = await openCrowdedSite({ clients });
    await idle.join(100, () => stranger);
    await expect.poll(() => idle.size).toBe(share);
    expect((await post(gateway.url, body, { from: honest })).status).toBe(200);
  });

  it('have the share that the configuration says', async () => {
    const { crowd: idle } = await openCrowdedSite({
      settings: fewPlaces({ maxConnectionsPerClient: 3 }),
      clients: { allow: only(honest) },
    });
    await idle.join(20, () => stranger);
    await expect.poll(() => idle.size).toBe(3);
  });

  it('leave a place to one of the same address that asks, where they have waited for a second', async () => {
    const clock = new ManualClock();
    const { gateway, crowd: idle } = await openCrowdedSite({ clock });
    await idle.join(share, () => stranger);
    expect(await sendRaw(gateway.url, '', { from: stranger })).toBe('');
    clock.advance(1000);
    expect((await post(gateway.url, body, { from: stranger })).status).toBe(200);
  });
});

describe.each([
  ['nothing', ''],
  ['half a head', half],
  ['half a body', halfBody],
])('connections of many strangers that have sent %s', (_what, bytes) => {
  it('do not keep out an address that the list names', async () => {
    const { gateway, crowd: many } = await openCrowdedSite({ clients: { allow: only(honest) } });
    await many.join(2 * places, loopbackAddress, bytes);
    await expect.poll(() => many.size).toBeLessThanOrEqual(hardLimit);
    for (let count = 0; count < 5; count += 1) expect((await post(gateway.url, body, { from: honest })).status).toBe(200);
  });

  it('do not keep out an address from which a key has worked, where everyone may call', async () => {
    const { gateway, crowd: many } = await openCrowdedSite({});
    expect((await post(gateway.url, body, { from: honest })).status).toBe(200);
    await many.join(2 * places, loopbackAddress, bytes);
    await expect.poll(() => many.size).toBeLessThanOrEqual(hardLimit);
    for (let count = 0; count < 5; count += 1) expect((await post(gateway.url, body, { from: honest })).status).toBe(200);
  });
});

describe('where all places are taken by idle strangers', () => {
  it('the one that has waited longest makes room for another stranger after a second, and not before', async () => {
    const clock = new ManualClock();
    const { gateway, crowd: many } = await openCrowdedSite({ clock });
    await many.join(places, loopbackAddress);
    expect((await post(gateway.url, body, { from: stranger })).status).toBe(503);
    clock.advance(1000);
    expect((await post(gateway.url, body, { from: stranger })).status).toBe(200);
  });

  it('connections that have begun a request, and calls in flight, are not closed for another stranger', async () => {
    const clock = new ManualClock();
    const { gateway, panel, crowd: many } = await openCrowdedSite({ clock });
    const gate = makeGate();
    panel.setAnswer(() => answerAfter(gate.opened, answerWith({ body: 'late' })));
    const call = post(gateway.url, body, { from: '127.0.0.3' });
    await expect.poll(() => panel.requests.length).toBe(1);
    const begun = connect({ host: '127.0.0.1', port: Number(new URL(gateway.url).port), localAddress: '127.0.0.4' });
    begun.write(half);
    const answer = text(begun);
    await many.join(hardLimit - 2, loopbackAddress);
    clock.advance(1000);
    const newcomers = new Crowd(gateway.url);
    await newcomers.join(100, (index) => loopbackAddress(1000 + index));
    gate.open();
    expect((await call).body).toBe('late');
    newcomers.leave();
    begun.write('st: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    expect(await answer).toMatch(/^HTTP\/1\.1 \d/);
  });
});

describe('a call in flight', () => {
  it('of a stranger whose key is right is not closed, however many come first', async () => {
    const { gateway, panel, crowd: many } = await openCrowdedSite({});
    expect((await post(gateway.url, body, { from: honest })).status).toBe(200);
    const gate = makeGate();
    panel.setAnswer(() => answerAfter(gate.opened, answerWith({ body: 'late' })));
    const call = post(gateway.url, body, { from: '127.0.0.3' });
    await expect.poll(() => panel.requests.length).toBe(2);
    await many.join(2 * places, loopbackAddress, half);
    await many.join(share, () => honest);
    gate.open();
    expect((await call).body).toBe('late');
  });
});

describe('a trusted proxy that speaks for its clients in a header', () => {
  it('has no share', async () => {
    const { gateway, crowd: idle } = await openCrowdedSite({ clients: { trustedProxies: AddressSet.of(['127.0.0.1']) } });
    await idle.join(places - 1, () => '127.0.0.1');
    expect((await post(gateway.url, body, { headers: { 'x-forwarded-for': '192.0.2.1' } })).status).toBe(200);
    expect(idle.size).toBe(places - 1);
  });
});

describe('connections that are closed without an answer', () => {
  it('are counted by their cause', async () => {
    const admin = new AdminSocket();
    const settings = { ...fewPlaces(), ...admin.settings };
    const { gateway, crowd: idle } = await openCrowdedSite({ settings, clients: { allow: only(honest) } });
    await idle.join(share + 5, () => stranger);
    await expect.poll(() => idle.size).toBe(share);
    await idle.join(2 * places, loopbackAddress);
    await expect.poll(() => idle.size).toBe(hardLimit);
    expect((await post(gateway.url, body, { from: honest })).status).toBe(200);
    expect(await admin.metric('hearthgate_connections_closed_total')).toEqual({
      refusals: 0,
      share: 5,
      places: share + 2 * places - hardLimit,
      idle: 1,
    });
  });
});
