import { StartError } from '../domain/start-error.ts';

/**
 * File descriptors of the listening sockets that a service manager handed over, as `sd_listen_fds(3)` has it: one for each entry of `listen`,
 * in order. None where there are no such variables, or where they are meant for another process.
 *
 * @throws StartError where there are more or less of them than entries
 */
export function socketActivation(
  env: Readonly<Record<string, string | undefined>>,
  { pid, listeners }: Activated,
): readonly number[] {
  const { LISTEN_PID, LISTEN_FDS, LISTEN_FDNAMES = '' } = env;
  if (LISTEN_PID === undefined || LISTEN_FDS === undefined || LISTEN_PID !== String(pid)) return [];
  if (!/^[1-9][0-9]{0,3}$/.test(LISTEN_FDS)) {
    throw new StartError(
      'EHANDEDSOCKET',
      `LISTEN_FDS: expected how many sockets are handed over, found ${JSON.stringify(LISTEN_FDS)}; unset LISTEN_PID to start without any`,
    );
  }
  const count = Number(LISTEN_FDS);
  if (count !== listeners) {
    const names = LISTEN_FDNAMES === '' ? '' : ` (${LISTEN_FDNAMES.split(':').join(', ')})`;
    throw new StartError(
      'EHANDEDSOCKET',
      `the service manager hands over ${count} ${count === 1 ? 'socket' : 'sockets'}${names}, and listen has ${listeners} ` +
        `${listeners === 1 ? 'entry' : 'entries'}; give the socket unit one ListenStream for each entry, in the same order`,
    );
  }
  return Array.from({ length: count }, (_, index) => firstFd + index);
}

/** By which a service manager tells of sockets that it hands over. */
export const activationVariables = ['LISTEN_PID', 'LISTEN_FDS', 'LISTEN_FDNAMES'] as const;

export interface Activated {
  readonly pid: number;
  /** Entries of `listen` in the configuration. */
  readonly listeners: number;
}

const firstFd = 3;
