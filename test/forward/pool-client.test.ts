import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { answerBytes, answerWith, cutAfter, raw, type Reply, startRecordingPanel } from '../support/recording-panel.ts';
import { ended, gate, panelCall, secret, startClient, startPair, stopAll, stopLater } from './panel-call.ts';

afterEach(stopAll);

describe('the request that the panel gets', () => {
  it('is these bytes and no others', async () => {
    const { panel, client } = await startPair(() => answerWith({}));
    await client.send(panelCall());
    const body =
      'access_key=ADMINALLKEY000000001&secret_key=admAll-secret-0123456789-abcdefghij%3D_XYZ&cmd=v-list-user&arg1=alice&arg2=json';
    expect(panel.requests.map((request) => request.raw.toString('latin1'))).toEqual([
      [
        'POST /api/ HTTP/1.1',
        `host: 127.0.0.1:${panel.port}`,
        'connection: keep-alive',
        'content-type: application/x-www-form-urlencoded',
        'user-agent: hearthgate',
        'x-request-id: 000102030405060708090a0b0c0d0e0f',
        'x-forwarded-for: 192.0.2.7',
        `content-length: ${body.length}`,
        '',
        body,
      ].join('\r\n'),
    ]);
  });

  it('is announced once, before it is sent', async () => {
    const { panel, client } = await startPair(() => answerWith({}));
    const announced: number[] = [];
    await client.send(panelCall({ sending: () => void announced.push(panel.requests.length) }));
    expect(announced).toEqual([0]);
  });

  it('goes over the connection of the one before', async () => {
    const { panel, client } = await startPair(() => answerWith({}));
    expect([await ended(client), await ended(client), await ended(client)]).toEqual(['answer', 'answer', 'answer']);
    expect([panel.requests.length, panel.connections()]).toEqual([3, 1]);
  });

  it('goes over a new connection when the panel has closed the one before', async () => {
    const { panel, client } = await startPair(() => answerWith({}));
    await client.send(panelCall());
    await panel.closeConnections();
    expect(await ended(client)).toBe('answer');
    expect(panel.requests).toHaveLength(2);
  });

  it('is not sent when the call is out of bounds, and the place is free again', async () => {
    const { panel, client, log } = await startPair(() => answerWith({}));
    const call = { ...panelCall().call, command: 'v-list-user;id' };
    expect(await ended(client, { call })).toBe('gateway_failed');
    expect(await ended(client)).toBe('answer');
    expect(panel.requests).toHaveLength(1);
    expect(log.lines).toEqual([expect.stringContaining('out of bounds')]);
  });

  it('is not sent when it cannot be announced, and the place is free again', async () => {
    const { panel, client } = await startPair(() => answerWith({}));
    expect(await ended(client, { sending: fail })).toBe('gateway_failed');
    expect(await ended(client)).toBe('answer');
    expect(panel.requests).toHaveLength(1);
  });
});

describe('the answer of the panel', () => {
  it('is passed on as it is', async () => {
    const body = Buffer.from([0x20, 0xff, 0x00, 0x0a]);
    const headers = [
      ['content-type', 'application/json; charset=utf-8'],
      ['hestia-exit-code', '127'],
      ['Set-Cookie', 'a=b'],
    ] as const;
    const { client } = await startPair(() => answerWith({ status: 400, headers, body }));
    const answer = { status: 400, contentType: 'application/json; charset=utf-8', exitCode: '127', body };
    expect(await client.send(panelCall())).toEqual({ kind: 'answer', answer });
  });

  it('is the one after an informational answer', async () => {
    const { client } = await startPair(() =>
      raw(Buffer.concat([Buffer.from('HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\n'), answerBytes({})])),
    );
    expect(await ended(client)).toBe('answer');
    expect(await ended(client)).toBe('answer');
  });

  it.each<readonly [string, Reply]>([
    ['cut before its first byte', cutAfter()],
    ['cut within its head', cutAfter('HTTP/1.1 200 OK\r\nConte')],
    ['cut within its body', cutAfter(answerBytes({ body: 'a long answer' }).subarray(0, -5))],
    ['an HTML 504', answerWith({ status: 504, headers: [['Content-Type', 'text/html']], body: '<html>' })],
    ['of status 700', answerWith({ status: 700 })],
    ['with two exit codes', answerWith({ headers: exitCodes('0', '0') })],
    ['with exit code -1', answerWith({ status: 204, headers: exitCodes('-1') })],
    ['with an exit code beside two lengths', raw('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nOKK')],
    ['no HTTP', raw('SSH-2.0-OpenSSH_9.2\r\n\r\n')],
    ['a switch of protocols', raw('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n')],
    ['larger than allowed', answerWith({ body: Buffer.alloc(1_048_577) })],
  ])('leaves the outcome unknown when it is %s; nothing is sent twice, and the place is free again', async (_, reply) => {
    const { panel, client, log } = await startPair(() => reply);
    expect(await ended(client)).toBe('panel_outcome_unknown');
    expect(panel.requests).toHaveLength(1);
    panel.setAnswer(() => answerWith({}));
    expect(await ended(client)).toBe('answer');
    expect(panel.requests).toHaveLength(2);
    expect(log.lines).toEqual([expect.stringContaining('"requestId":"000102030405060708090a0b0c0d0e0f"')]);
  });

  it('is taken up to the very limit', async () => {
    const { client } = await startPair(() => answerWith({ body: Buffer.alloc(1_048_576) }));
    expect(await ended(client)).toBe('answer');
  });

  it('is given up at once when it is too large, while the place stays taken to its end', async () => {
    const rest = gate();
    const bytes = answerBytes({ body: Buffer.alloc(2_000_000) });
    const reply: Reply = async (socket) => {
      socket.write(bytes.subarray(0, 1_500_000));
      await rest.opened;
      socket.write(bytes.subarray(1_500_000));
    };
    const { panel, client } = await startPair(() => reply, { maxQueue: 0 });
    expect(await ended(client)).toBe('panel_outcome_unknown');
    expect(await ended(client)).toBe('panel_busy');
    panel.setAnswer(() => answerWith({}));
    rest.open();
    await expect.poll(() => ended(client)).toBe('answer');
    expect([panel.requests.length, panel.connections()]).toEqual([2, 1]);
  });
});

describe('a panel without a listener', () => {
  it('is unreachable, each time anew, and reachable as soon as it listens', async () => {
    const port = await freePort();
    const { client, log } = startClient({ origin: `http://127.0.0.1:${port}` });
    expect([await ended(client), await ended(client)]).toEqual(['panel_unreachable', 'panel_unreachable']);
    expect(log.lines[0]).toContain('ECONNREFUSED');
    stopLater(await startRecordingPanel({ port }));
    expect(await ended(client)).toBe('answer');
  });
});

describe('the log', () => {
  it('holds no secret, no argument and no body, whatever fails', async () => {
    const replies = [
      cutAfter(),
      answerWith({ status: 500, body: 'a body' }),
      answerWith({ body: Buffer.alloc(1_048_577, 'a body') }),
    ];
    for (const reply of replies) {
      const { client, log } = await startPair(() => reply);
      await client.send(panelCall());
      expect(log.lines).toHaveLength(1);
      for (const word of [secret, 'alice', 'a body']) expect(log.lines[0]).not.toContain(word);
    }
  });
});

function fail(): never {
  throw new Error('the disk is full');
}

function exitCodes(...codes: readonly string[]): (readonly [string, string])[] {
  return [['Content-Type', 'text/html; charset=UTF-8'], ...codes.map((code) => ['Hestia-Exit-Code', code] as const)];
}
