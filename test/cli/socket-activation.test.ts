import { describe, expect, it } from 'vitest';
import { socketActivation } from '../../src/cli/socket-activation.ts';
import { startFault } from '../../src/cli/start-fault.ts';
import type { ListenAt } from '../../src/domain/policy/settings.ts';
import { listenWith } from '../support/listen-with.ts';

const pid = 4711;
const tcp = listenWith().at;
const at = (path: string): ListenAt => ({ kind: 'socket', path });

const handed = (env: Readonly<Record<string, string>>, listeners = 1): readonly number[] =>
  handedTo(Array<ListenAt>(listeners).fill(tcp), env);

/** @param bound where file descriptors 3 and up are bound */
function handedTo(
  listen: readonly ListenAt[],
  env: Readonly<Record<string, string>>,
  bound: readonly (readonly string[])[] = [],
): readonly number[] {
  return socketActivation(env, { pid, listen, pathsOf: (fd) => bound[fd - 3] ?? [] });
}

describe('sockets that a service manager hands over', () => {
  it('begin at file descriptor 3, one for each entry of listen', () => {
    expect(handed({ LISTEN_PID: '4711', LISTEN_FDS: '3', LISTEN_FDNAMES: 'a:b:c' }, 3)).toEqual([3, 4, 5]);
  });

  it.each([
    ['where there are no such variables', {}],
    ['where they are meant for another process', { LISTEN_PID: '4712', LISTEN_FDS: '1' }],
    ['where nobody says whom they are meant for', { LISTEN_FDS: '1' }],
    ['where only the process is named', { LISTEN_PID: '4711' }],
  ])('are none %s', (_, env: Record<string, string>) => {
    expect(handed(env)).toEqual([]);
  });

  it.each([
    [
      { LISTEN_FDS: '2', LISTEN_FDNAMES: 'web:admin' },
      1,
      'the service manager hands over 2 sockets (web, admin), and listen has 1 entry; ',
    ],
    [{ LISTEN_FDS: '1' }, 2, 'the service manager hands over 1 socket, and listen has 2 entries; '],
    [{ LISTEN_FDS: '0' }, 1, 'LISTEN_FDS: expected how many sockets are handed over, found "0"; '],
    [{ LISTEN_FDS: '1x' }, 1, 'LISTEN_FDS: expected how many sockets are handed over, found "1x"; '],
    [{ LISTEN_FDS: '99999' }, 1, 'LISTEN_FDS: expected how many sockets are handed over, found "99999"; '],
  ])('that do not fit keep the gateway from starting: %j', (env, listeners, text) => {
    const fault = faultOf(() => handed({ LISTEN_PID: '4711', ...env }, listeners));
    expect(startFault(fault)).toContain(text);
  });
});

describe('entries with socket', () => {
  const two = { LISTEN_PID: '4711', LISTEN_FDS: '2' };
  const three = { LISTEN_PID: '4711', LISTEN_FDS: '3' };

  it('get the sockets that are bound to their paths, and the others get the rest in order', () => {
    expect(handedTo([tcp, at('/run/a'), at('/run/b')], three, [['/run/b'], [], ['/run/a']])).toEqual([4, 5, 3]);
    expect(handedTo([tcp, at('/run/a'), tcp], three, [['/run/a'], [], []])).toEqual([4, 3, 5]);
  });

  it('get theirs whatever further lines somebody put into the table', () => {
    const bound = [['/tmp/mine'], ['/run/a', '/run/b'], ['/tmp/mine', '/run/a']];
    expect(handedTo([tcp, at('/run/b'), at('/run/a')], three, bound)).toEqual([3, 4, 5]);
  });

  it.each([
    ['nothing is handed over', {}, [], 'and no socket is handed over; write ListenStream=/run/a into a socket unit'],
    ['sockets are meant for another process', { LISTEN_PID: '1', LISTEN_FDS: '2' }, [], 'and no socket is handed over'],
    ['others are', two, [['/run/b'], ['@/run/a']], 'none of the sockets that are handed over is bound to it'],
    ['sockets of TCP are', two, [], 'none of the sockets that are handed over is bound to it'],
  ])('keep the gateway from starting where %s', (_, env: Record<string, string>, bound, text) => {
    const fault = startFault(faultOf(() => handedTo([tcp, at('/run/a')], env, bound)));
    expect(fault).toContain(text);
    expect(fault).toMatch(/^listen\[1\]\.socket: \/run\/a /);
  });

  it('share no socket', () => {
    const fault = faultOf(() => handedTo([at('/run/a'), at('/run/a')], two, [['/run/a'], ['/run/b']]));
    expect(startFault(fault)).toMatch(/^listen\[1\]\.socket: /);
  });
});

function faultOf(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}
