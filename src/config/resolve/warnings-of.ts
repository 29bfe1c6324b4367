import { systemClock } from '../../domain/clock.ts';
import type {
  ListenAt,
  PanelSettings,
  RedisNode,
  RedisSettings,
  Settings,
  StateSourceSettings,
} from '../../domain/policy/settings.ts';
import { isLoopback } from '../text/is-loopback.ts';
import { warningsOfClients } from './warnings-of-clients.ts';
import { warningsOfCredentials } from './warnings-of-credentials.ts';

/**
 * Warnings: what is no fault of a configuration, but should be known before it is used.
 *
 * @param nowMs wall clock, milliseconds since 1970
 */
export function warningsOf({ listen, audit, redis, panels }: Settings, nowMs = systemClock.wallMs()): string[] {
  return [
    ...(audit.authLog !== undefined && audit.authLog === audit.file
      ? ['audit.authLog is the file of audit.file: lines of both forms would be mixed in it; name another file']
      : []),
    ...listen.flatMap(({ at }) => warningsOfPlainText(at)),
    ...(redis === undefined ? [] : warningsOfRedis(redis)),
    ...panels.flatMap((panel) => warningsOfPanel(panel, nowMs).map((text) => `panel ${panel.name}: ${text}`)),
    ...panels.flatMap((panel, index) => warningsOfPair(panel, panels.slice(0, index))),
  ];
}

function warningsOfPanel(panel: PanelSettings, nowMs: number): string[] {
  const { upstream, state, policy } = panel;
  const warnings = [];
  if (upstream.tls.verify === 'none')
    warnings.push('verify: none takes whoever answers at the url for the panel, and sends it every key; write pin instead');
  if (state.source.kind === 'api')
    warnings.push(
      'the key in state.api.accessKeyFile can read the secret of every key, so it is as good as root; prefer state.static',
    );
  warnings.push(...warningsOfClients(panel));
  if (policy.report.reasons.size > 0 && policy.clients.before === undefined && !policy.clients.allow.everyone)
    warnings.push(
      'clients.allow is enforced while the rest is reported only: write in clients.before who could call the panel before',
    );
  warnings.push(...warningsOfCredentials(panel, nowMs));
  return warnings;
}

function warningsOfRedis({ at, tls, passwordFile }: RedisSettings): string[] {
  const warnings = [];
  if (tls === undefined && !nodesOf(at).every(({ host }) => isLoopback(host)))
    warnings.push(
      'store.redis: without rediss://, beyond loopback, counters, bans and the password can be read and changed on their way',
    );
  // The mode of a socket's file decides who can connect.
  if (passwordFile === undefined && at.kind !== 'socket')
    warnings.push(
      'store.redis: without passwordFile, whoever reaches it can lift bans; on a hosting server every customer reaches loopback',
    );
  return warnings;
}

function nodesOf(at: RedisSettings['at']): readonly RedisNode[] {
  switch (at.kind) {
    case 'single':
      return [at.node];
    case 'socket':
      return [];
    case 'cluster':
      return at.nodes;
    case 'sentinel':
      return at.sentinels;
  }
}

/** Two entries for one panel are possible, each with its own policy, but seldom meant. */
function warningsOfPair(panel: PanelSettings, before: readonly PanelSettings[]): string[] {
  const where = originOf(panel.state.source);
  const sameUrl = before.find((other) => other.upstream.origin === panel.upstream.origin);
  const sameState = before.find((other) => originOf(other.state.source) === where);
  const warnings = [];
  if (sameUrl !== undefined)
    warnings.push(
      `panels ${sameUrl.name} and ${panel.name} have the same url: together they may have more calls in flight than it has workers`,
    );
  if (sameState !== undefined && sameState !== sameUrl)
    warnings.push(`panels ${sameState.name} and ${panel.name} have the same state (${where}) but not the same url`);
  return warnings;
}

function originOf(source: StateSourceSettings): string {
  switch (source.kind) {
    case 'files':
      return source.root;
    case 'static':
      return source.file;
    case 'api':
      return source.accessKeyFile;
  }
}

/** What goes over a socket stays within the machine. */
function warningsOfPlainText(at: ListenAt): readonly string[] {
  if (at.kind === 'socket' || at.tls.kind !== 'plaintext' || isLoopback(at.host)) return [];
  return [`listen ${at.host} port ${at.port}: without tls, beyond loopback, every key can be read on its way`];
}
