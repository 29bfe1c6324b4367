import { lstatSync, type Stats } from 'node:fs';
import { StartError } from '../../domain/start-error.ts';
import { systemFaultOf } from '../../domain/text/system-fault.ts';
import { othersMayWrite } from './others-may-write.ts';

const othersConnect = 0o002;

/**
 * Looks who may connect to a Unix socket of `listen`: each of them is believed about the client's address.
 *
 * @throws StartError where every user of the machine may, or may put a socket of his own in its place; the system's error where it is not there
 */
export function lookAtHandedSocket(path: string): undefined {
  const found = statOf(path);
  const fault = found === undefined ? undefined : faultOf(path, found);
  if (fault !== undefined) throw new StartError('EFILEREFUSED', `${path} ${fault}`);
}

function faultOf(path: string, found: Stats): string | undefined {
  if (!found.isSocket()) return 'is no socket; correct the path in the configuration';
  if ((found.mode & othersConnect) === 0) return othersMayWrite(path, found);
  return 'may be connected to by every user of this machine, who could be any client then; write SocketMode=0660 into its socket unit';
}

/** Undefined: its folder is closed to this user, and so to every user who is in none of its groups. */
function statOf(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (error) {
    if (systemFaultOf(error).code === 'EACCES') return undefined;
    throw error;
  }
}
