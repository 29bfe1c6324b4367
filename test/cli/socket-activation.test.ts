import { describe, expect, it } from 'vitest';
import { socketActivation } from '../../src/cli/socket-activation.ts';
import { startFault } from '../../src/cli/start-fault.ts';

const pid = 4711;
const handed = (env: Readonly<Record<string, string>>, listeners = 1): readonly number[] =>
  socketActivation(env, { pid, listeners });

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

function faultOf(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}
