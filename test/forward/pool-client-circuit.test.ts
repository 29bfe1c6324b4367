import { afterEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../src/domain/clock.ts';
import { answerAfter, answerWith, cutAfter, hang, type Reply, startRecordingPanel } from '../support/recording-panel.ts';
import { readCertificate } from '../support/certificate.ts';
import { ended, gate, panelCall, startClient, startPair, stopAll, stopLater } from './panel-call.ts';

afterEach(stopAll);

const html = [['Content-Type', 'text/html']] as const;
const gone: Reply = cutAfter();
const times = (count: number, reason: string): string[] => Array.from({ length: count }, () => reason);

/** A clock that a test sets forward. */
function handClock(): Clock & { readonly forward: (ms: number) => void } {
  let nowMs = 0;
  return { monotonicMs: () => nowMs, wallMs: () => nowMs, forward: (ms) => void (nowMs += ms) };
}

describe('calls to a panel that cuts every connection', () => {
  it('all end: five are sent, those that wait are refused at once, and the places are free again', async () => {
    const clock = handClock();
    const { panel, client } = await startPair(() => gone, { maxCalls: 1, maxQueue: 20 }, clock);
    const calls = Array.from({ length: 12 }, () => ended(client));
    expect(await Promise.all(calls)).toEqual([...times(5, 'panel_outcome_unknown'), ...times(7, 'panel_circuit_open')]);
    expect([panel.requests.length, client.callsInFlight(), client.circuit()]).toEqual([5, 0, 'open']);
    panel.setAnswer(() => answerWith({}));
    clock.forward(10_000);
    expect([await ended(client), client.circuit()]).toEqual(['answer', 'closed']);
  });
});

describe('calls to a panel that is down', () => {
  it('are refused with the time to wait, and none is tried until then', async () => {
    const clock = handClock();
    const { panel, client, log } = await startPair(() => answerWith({}), {}, clock);
    await panel.stop();
    for (let failed = 0; failed < 5; failed += 1) expect(await ended(client)).toBe('panel_unreachable');
    stopLater(await startRecordingPanel({ port: panel.port }));
    clock.forward(4000);
    const denial = { reason: 'panel_circuit_open', retryAfterMs: 6000 };
    expect(await client.send(panelCall({ sending: () => expect.unreachable() }))).toEqual({ kind: 'denial', denial });
    clock.forward(6000);
    expect(await ended(client)).toBe('answer');
    expect(log.lines.filter((line) => line.startsWith('the panel'))).toEqual([
      expect.stringMatching(/^the panel does not answer: .*"openMs":10000/),
      expect.stringMatching(/^the panel answers again/),
    ]);
  });

  it('are not let through because /readyz finds that it takes connections', async () => {
    const clock = handClock();
    const { client } = await startPair(() => gone, {}, clock);
    for (let failed = 0; failed < 5; failed += 1) await ended(client);
    expect([await client.probe(), client.circuit()]).toEqual([undefined, 'open']);
  });
});

describe('calls to a panel that hangs', () => {
  it('are refused at once when those that write have all timed out that may be in flight', async () => {
    const call = { ...panelCall().call, command: 'v-backup-users', args: [] };
    const { panel, client } = await startPair(() => hang(), { maxCalls: 3, timeoutMs: 30, maxWaitMs: 60_000 });
    const calls = Array.from({ length: 5 }, () => ended(client, { call }));
    expect(await Promise.all(calls)).toEqual([...times(2, 'panel_timeout'), ...times(3, 'panel_circuit_open')]);
    await panel.closeConnections();
  });

  it('are refused at once after as many timeouts as there are places, also when it is time to try one', async () => {
    const clock = handClock();
    const { panel, client } = await startPair(() => hang(), { maxCalls: 2, timeoutMs: 1000, maxWaitMs: 60_000 }, clock);
    const reads = await Promise.all([ended(client), ended(client)]);
    expect([...reads, await ended(client)]).toEqual([...times(2, 'panel_timeout'), 'panel_circuit_open']);
    clock.forward(10_000);
    expect([client.circuit(), await ended(client)]).toEqual(['half-open', 'panel_circuit_open']);
    panel.setAnswer(() => answerWith({}));
    await panel.closeConnections();
    expect([await ended(client), client.circuit()]).toEqual(['answer', 'closed']);
  });

  it('wait as before after one timeout of the only place: one long command is no broken panel', async () => {
    const done = gate();
    const { client } = await startPair(() => answerAfter(done.opened, answerWith({})), { timeoutMs: 1000 });
    expect(await ended(client)).toBe('panel_timeout');
    const next = ended(client);
    done.open();
    expect(await next).toBe('answer');
  });
});

describe('a half-open circuit', () => {
  it('lets one call through, and all when it is answered', async () => {
    const clock = handClock();
    const done = gate();
    const { panel, client } = await startPair(() => gone, { maxCalls: 3 }, clock);
    for (let failed = 0; failed < 5; failed += 1) await ended(client);
    panel.setAnswer(() => answerAfter(done.opened, answerWith({})));
    clock.forward(10_000);
    const [first, ...others] = Array.from({ length: 4 }, () => ended(client));
    expect(await Promise.all(others)).toEqual(times(3, 'panel_circuit_open'));
    await expect.poll(() => panel.requests.length).toBe(6);
    expect(client.callsInFlight()).toBe(1);
    done.open();
    expect([await first, client.circuit()]).toEqual(['answer', 'closed']);
    expect(await Promise.all([ended(client), ended(client)])).toEqual(['answer', 'answer']);
  });

  it('opens again when it fails', async () => {
    const clock = handClock();
    const { client } = await startPair(() => gone, {}, clock);
    for (let failed = 0; failed < 5; failed += 1) await ended(client);
    clock.forward(10_000);
    expect([await ended(client), client.circuit()]).toEqual(['panel_outcome_unknown', 'open']);
  });

  it('stays half-open when the call could not be written: the next is tried', async () => {
    const clock = handClock();
    const { panel, client } = await startPair(() => gone, {}, clock);
    for (let failed = 0; failed < 5; failed += 1) await ended(client);
    panel.setAnswer(() => answerWith({}));
    clock.forward(10_000);
    const call = { ...panelCall().call, command: 'v-list-user;id' };
    expect([await ended(client, { call }), await ended(client)]).toEqual(['gateway_failed', 'answer']);
  });
});

describe('what the panel answers', () => {
  it.each<readonly [string, Reply, 'closed' | 'open']>([
    ['a refusal', answerWith({ status: 401, headers: codes('10'), body: 'Error: no' }), 'closed'],
    ['the failure of a command', answerWith({ status: 400, headers: codes('3'), body: 'Error: no' }), 'closed'],
    ['a page with status 500', answerWith({ status: 500, headers: html, body: '<html>' }), 'closed'],
    ['a page with status 502', answerWith({ status: 502, headers: html, body: '<html>' }), 'open'],
    ['a page with status 503', answerWith({ status: 503, headers: html, body: '<html>' }), 'open'],
    ['a page with status 504', answerWith({ status: 504, headers: html, body: '<html>' }), 'open'],
  ])('%s, six times, leaves the circuit so', async (_, reply, state) => {
    const { client } = await startPair(() => reply);
    for (let call = 0; call < 6; call += 1) await ended(client);
    expect(client.circuit()).toBe(state);
  });

  it('with another key does not open it: each call is told anew', async () => {
    const panel = stopLater(await startRecordingPanel({ tls: readCertificate('other') }));
    const tls = { verify: 'pin', pins: [`${'A'.repeat(43)}=`] } as const;
    const { client } = startClient({ origin: panel.origin, tls });
    const reasons: string[] = [];
    for (let call = 0; call < 6; call += 1) reasons.push(await ended(client));
    expect([reasons, client.circuit()]).toEqual([times(6, 'panel_untrusted'), 'closed']);
  });
});

function codes(exitCode: string): (readonly [string, string])[] {
  return [
    ['Content-Type', 'text/html; charset=UTF-8'],
    ['Hestia-Exit-Code', exitCode],
  ];
}
