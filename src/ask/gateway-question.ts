import type { AdminCaller } from '../admin/route/admin-caller.ts';
import type { AdminAnswer, AdminStream } from '../admin/route/admin-answer.ts';
import type { PageSessions } from '../admin/page/page-sessions.ts';
import type { Method } from '../admin/route/route.ts';
import type { ConfigurationControl } from '../domain/gateway/configuration-control.ts';
import type { Contract } from './contract/contracts.ts';
import type { DecisionsControl } from '../domain/gateway/decisions-control.ts';
import type { HistoryControl } from '../domain/gateway/traffic-history.ts';
import type { ExplainControl } from '../domain/gateway/explain-control.ts';
import type { TokenRole } from '../domain/policy/admin-token.ts';
import type { GatewayStatus } from '../domain/gateway/gateway-status.ts';
import type { UsesControl } from '../domain/gateway/uses-control.ts';
import type { LimitsControl } from '../domain/ledger/limits-status.ts';
import type { NoticesControl } from '../domain/notices/notices-control.ts';
import type { Clock } from '../domain/clock.ts';
import type { RecordAdministration } from '../domain/gateway/administration.ts';
import type { Log } from '../domain/log.ts';

/** What a command asks of the running gateway: one request to its second listener, and what the gateway does with it. */
export interface GatewayQuestion {
  readonly method: Method;
  /** Below `/api/v1`. */
  readonly path: string;
  readonly contract: Contract;
  /** Whose tokens may ask; undefined: `read` for a GET, and `operate` for what changes something. */
  readonly role?: TokenRole;
  /** The answer goes on until its reader leaves. */
  readonly isStream?: true;
  /** In the gateway. What changes something is logged here. A GET has its parameters in the query, another method in a JSON body. */
  readonly answer: (asked: AskedParts, parameters: URLSearchParams) => Promise<AdminAnswer | AdminStream>;
}

/** What a question is answered from, and who asks it. */
interface AskedParts extends GatewayControls {
  readonly by: AdminCaller;
}

/** The way into the page. */
interface PageControl {
  readonly newCode: PageSessions['newCode'];
  /** This program has its files. */
  readonly isShipped: boolean;
  /** Where browsers reach it: `unix:PATH` or a URL; undefined: nowhere. */
  readonly reachedAt: () => string | undefined;
}

/** What the running gateway can be asked about, over all panels. */
export interface GatewayControls {
  readonly limits: LimitsControl;
  readonly configuration: ConfigurationControl;
  readonly uses: UsesControl;
  readonly status: GatewayStatus;
  readonly explain: ExplainControl;
  readonly notices: NoticesControl;
  readonly history: HistoryControl;
  readonly decisions: DecisionsControl;
  readonly page: PageControl;
  readonly log: Log;
  readonly clock: Clock;
  /** Records an administrator's change in the audit log. */
  readonly audit: RecordAdministration;
}
