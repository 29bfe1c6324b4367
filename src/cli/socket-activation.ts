import type { ListenAt } from '../domain/policy/settings.ts';
import { StartError } from '../domain/start-error.ts';

/**
 * File descriptors of the listening sockets that a service manager handed over, as `sd_listen_fds(3)` has it, one for each entry of `listen`. An
 * entry with `socket` gets the one that is bound to its path; the others are for the other entries, in order. A manager keeps no order between the
 * sockets of several units. None where there are no such variables, or where they are meant for another process.
 *
 * @throws StartError where there are more or less of them than entries, or an entry with `socket` gets none
 */
export function socketActivation(env: Readonly<Record<string, string | undefined>>, activated: Activated): readonly number[] {
  const { listen, pathsOf } = activated;
  const left = [...handedOver(env, activated)];
  const isNone = left.length === 0;
  const fds = listen.map((at, index) => {
    if (at.kind === 'tcp') return undefined;
    const found = left.findIndex((fd) => pathsOf(fd).includes(at.path));
    if (found === -1) throw notHandedOver(at.path, index, isNone);
    return left.splice(found, 1)[0];
  });
  return isNone ? [] : fds.flatMap((fd) => fd ?? left.shift() ?? []);
}

function notHandedOver(path: string, index: number, isNone: boolean): StartError {
  const found = isNone ? 'no socket is handed over' : 'none of the sockets that are handed over is bound to it';
  return new StartError(
    'EHANDEDSOCKET',
    `listen[${index}].socket: ${path} is made and handed over by the service manager, and ${found}; ` +
      `write ListenStream=${path} into a socket unit of the gateway, and start the gateway by its service unit`,
  );
}

function handedOver(
  env: Readonly<Record<string, string | undefined>>,
  { pid, listen: { length: listeners } }: Activated,
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
  /** The entries of `listen` in the configuration. */
  readonly listen: readonly ListenAt[];
  /** Where a file descriptor is bound, if it is a Unix socket. */
  readonly pathsOf: (fd: number) => readonly string[];
}

const firstFd = 3;
