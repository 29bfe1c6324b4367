import { createAdminListener } from '../../admin/admin-listener.ts';
import { PageSessions } from '../../admin/page/page-sessions.ts';
import type { PageFiles } from '../../admin/page/page-files.ts';
import { askedRoutes } from '../../ask/table/asked-routes.ts';
import { readTokens } from '../../config/secrets/token-list.ts';
import { readTokenFile } from '../../config/secrets/read-token-file.ts';
import type { AdminSettings } from '../../domain/policy/admin-settings.ts';
import type { Clock } from '../../domain/clock.ts';
import { errorText } from '../../domain/text/error-text.ts';
import type { ConfigurationControl } from '../../domain/gateway/configuration-control.ts';
import type { RecordAdministration } from '../../domain/gateway/administration.ts';
import type { DecisionsControl } from '../../domain/gateway/decisions-control.ts';
import type { HistoryControl } from '../../domain/gateway/traffic-history.ts';
import type { GatewayStatus } from '../../domain/gateway/gateway-status.ts';
import type { ExplainControl } from '../../domain/gateway/explain-control.ts';
import type { UsesControl } from '../../domain/gateway/uses-control.ts';
import type { LimitsControl } from '../../domain/ledger/limits-status.ts';
import type { Log } from '../../domain/log.ts';
import type { NoticesControl } from '../../domain/notices/notices-control.ts';
import type { Prepared } from '../../domain/prepared.ts';
import type { AdminListenSettings } from '../../domain/policy/settings.ts';
import type { Metrics } from '../../observe/metrics/metrics.ts';

export interface AdminParts {
  readonly status: GatewayStatus;
  readonly limits: LimitsControl;
  readonly configuration: ConfigurationControl;
  readonly uses: UsesControl;
  readonly explain: ExplainControl;
  readonly notices: NoticesControl;
  readonly history: HistoryControl;
  readonly decisions: DecisionsControl;
  readonly pageFiles: PageFiles | undefined;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly log: Log;
  readonly audit: RecordAdministration;
}

export interface OpenAdmin {
  /**
   * Reads the tokens anew. Where it listens stays.
   *
   * @throws StartError, or the system's error, where the token cannot be used
   */
  readonly prepare: (settings: AdminListenSettings) => Prepared;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** The second listener. At its default place, where it is not configured, it may fail to start. */
export function openAdmin(first: AdminListenSettings, { metrics, pageFiles, ...controls }: AdminParts): OpenAdmin {
  const { isRequired } = first;
  const { status, clock, log } = controls;
  const sessions = new PageSessions(clock);
  const asked = askedRoutes({
    ...controls,
    page: {
      newCode: (by, role) => sessions.newCode(by, role),
      isShipped: pageFiles !== undefined,
      reachedAt: () => listener.browsersAt(),
    },
  });
  const listener = createAdminListener(adminSettings(first), {
    status,
    asked,
    metricsText: metrics.text,
    sessions,
    audit: controls.audit,
    pageFiles,
    clock,
    log,
  });
  return {
    start: async () => {
      try {
        log.info('metrics and health listen', { where: await listener.start() });
      } catch (error) {
        if (isRequired) throw error;
        log.warn(
          'the second listener (metrics, health, bans) is off: its default socket cannot be used; choose another in admin',
          {
            error: errorText(error),
          },
        );
      }
    },
    prepare: (next) => {
      const settings = adminSettings(next);
      return { commit: () => listener.use(settings), cancel: () => undefined };
    },
    stop: listener.stop,
  };
}

function adminSettings({ at, tokensFile }: AdminListenSettings): AdminSettings {
  const tokens = tokensFile === undefined ? [] : readTokens(tokensFile);
  if (at.kind === 'socket') return { ...at, tokens };
  const { host, port, tokenFile, hosts } = at;
  return { kind: 'tcp', host, port, token: readTokenFile(tokenFile), tokens, ...(hosts && { hosts }) };
}
