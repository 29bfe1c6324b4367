import type { PageFiles } from '../../admin/page/page-files.ts';
import type { Clock } from '../../domain/clock.ts';
import type { GatewayStatus } from '../../domain/gateway/gateway-status.ts';
import type { Observer } from '../../domain/gateway/observer.ts';
import type { Log } from '../../domain/log.ts';
import type { Settings } from '../../domain/policy/settings.ts';
import type { StatusPart } from '../../domain/status-part.ts';
import type { ConfigurationSource } from '../reload/reloader.ts';

export interface GatewayOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly observers?: readonly Observer[];
  /** How often address files are looked at; every second unless it is said. */
  readonly lookAtListsEveryMs?: number;
  /** How often the status is looked at for notices; every five seconds unless it is said. */
  readonly lookForNoticesEveryMs?: number;
  /** Parts of the process around the gateway that its health page and its metrics are to show. */
  readonly parts?: readonly StatusPart[];
  /** Where the settings come from, and others of a reload; undefined: there are none. */
  readonly configuration?: ConfigurationSource;
  /** What the last recorded run of `hearthgate doctor` found. */
  readonly doctorGrade?: GatewayStatus['doctorGrade'];
  /** Of the page at the second listener; undefined: there is none. */
  readonly pageFiles?: PageFiles | undefined;
  /** Has the log tell from this level on; undefined: it is not for the gateway to say. */
  readonly setLogLevel?: (level: Settings['log']['level']) => void;
}
