import { listenName } from '../../domain/policy/listen-name.ts';
import type { ListenSettings, RedisSettings, Settings } from '../../domain/policy/settings.ts';

/**
 * What a reload puts in force: the settings that are wanted, but for what is opened once, at a start. These are where it listens, for calls and for
 * administrators, the folder `data` with the chain of the audit log, and where the store is.
 */
export function settingsToForce(wanted: Settings, running: Settings): Settings {
  const { data } = running;
  const audit = { ...wanted.audit, chain: running.audit.chain };
  const admin = adminToForce(wanted.admin, running.admin);
  const redis = running.redis === undefined ? undefined : { ...running.redis, ...waitingFor(wanted.redis ?? running.redis) };
  return { ...wanted, audit, data, redis, admin, listen: listenToForce(wanted.listen, running.listen) };
}

/** Where it listens stays; over TCP, whom it answers may change. */
function adminToForce(wanted: Settings['admin'], running: Settings['admin']): Settings['admin'] {
  if (wanted?.at.kind !== 'tcp' || running?.at.kind !== 'tcp') return running;
  const { host, port } = running.at;
  return { ...running, at: { ...wanted.at, host, port } };
}

/** How long a decision waits for Redis, and what happens then. */
function waitingFor({ timeoutMs, onFailure }: RedisSettings): Pick<RedisSettings, 'timeoutMs' | 'onFailure'> {
  return { timeoutMs, onFailure };
}

/** Of each listener that runs what the configuration says of it now; one that it does not name any more goes on as it is. */
function listenToForce(wanted: readonly ListenSettings[], running: readonly ListenSettings[]): readonly ListenSettings[] {
  const left = [...wanted];
  return running.map((listen) => {
    const at = left.findIndex((other) => nameOf(other) === nameOf(listen));
    return left.splice(at, at === -1 ? 0 : 1)[0] ?? listen;
  });
}

function nameOf({ at }: ListenSettings): string {
  return listenName(at.kind === 'socket' ? at : { ...at, isTls: at.tls.kind === 'files' });
}
