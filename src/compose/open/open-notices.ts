import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { readNoticeSecretFile } from '../../config/secrets/read-notice-secret-file.ts';
import type { Clock } from '../../domain/clock.ts';
import type { GatewayStatus } from '../../domain/gateway/gateway-status.ts';
import type { Log } from '../../domain/log.ts';
import type { NoticesControl } from '../../domain/notices/notices-control.ts';
import type { NoticesSettings } from '../../domain/policy/settings.ts';
import type { Prepared } from '../../domain/prepared.ts';
import type { StatusPart } from '../../domain/status-part.ts';
import { StartError } from '../../domain/start-error.ts';
import { Notices, type NoticesInForce } from '../../notices/notices.ts';
import type { NewUse, NewUses } from '../../usage/count-uses.ts';
import type { InForce } from '../in-force.ts';

interface NoticesParts {
  readonly status: () => GatewayStatus;
  readonly inForce: () => InForce;
  readonly clock: Clock;
  readonly log: Log;
  /** From one look at the status to the next; five seconds unless it is said. */
  readonly everyMs: number | undefined;
}

export interface OpenNotices {
  readonly part: StatusPart;
  readonly control: NoticesControl;
  /** What keys do for the first time. */
  readonly newUses: NewUses;
  /**
   * Reads the secret and the authorities anew.
   *
   * @throws StartError, or the system's error, where one of them cannot be used
   */
  readonly prepare: (settings: NoticesSettings | undefined) => Prepared;
  readonly start: () => void;
  readonly stop: () => void;
}

/** The notices to an administrator. */
export function openNotices(first: NoticesSettings | undefined, { inForce, everyMs, ...parts }: NoticesParts): OpenNotices {
  const notices = new Notices({
    ...parts,
    first: readOf(first),
    host: hostname(),
    userOf: (panel, key) => inForce().panelNamed(panel)?.state.current()?.accessKeys.get(key)?.user,
    ...(everyMs !== undefined && { everyMs }),
  });
  return {
    part: notices.part,
    control: notices.control,
    newUses: {
      areWanted: () => notices.wants('key.new_network') || notices.wants('key.new_command'),
      tell: (use) => tellUse(notices, use),
    },
    prepare: (settings) => {
      const next = readOf(settings);
      return { commit: () => notices.use(next), cancel: () => undefined };
    },
    start: () => notices.start(),
    stop: () => notices.stop(),
  };
}

function tellUse({ tell }: Notices, { panel, key, user, command, place, ...use }: NewUse): void {
  const fields = { panel, key, user, command, accepted: use.isAccepted };
  const { network, isFirstUse: firstUse } = use;
  if (network !== undefined) tell('key.new_network', `${panel} ${key} ${network}`, { ...fields, network, firstUse });
  if (use.isNewCommand) tell('key.new_command', `${panel} ${key} ${command}`, { ...fields, network: place });
}

function readOf(settings: NoticesSettings | undefined): NoticesInForce | undefined {
  if (settings === undefined) return undefined;
  const { url, origin, secretFile, caFile, kinds } = settings;
  const ca = caFile === undefined ? undefined : authoritiesIn(caFile);
  return { receiver: { url, secrets: readNoticeSecretFile(secretFile), ca }, origin, kinds };
}

/** A file that holds none would be taken in silence, and no receiver trusted. */
function authoritiesIn(path: string): string {
  const pem = readFileSync(path, 'latin1');
  try {
    // The first of them; it throws where there is none.
    const { raw } = new X509Certificate(pem);
    if (raw.length > 0) return pem;
  } catch {
    // Said below.
  }
  throw new StartError('EFILEREFUSED', `${path}: expected certificates of authorities in PEM, found something else`);
}
