import type { Clock } from '../../domain/clock.ts';
import type { CommandTable } from '../../domain/panel/command-facts.ts';
import type { Denial } from '../../domain/call/denial.ts';
import { denials } from '../../domain/call/denials.ts';
import type { Doubts } from '../../domain/panel/doubts.ts';
import { errorText } from '../../domain/text/error-text.ts';
import type { Log } from '../../domain/log.ts';
import { NotRecordedError } from '../../domain/not-recorded-error.ts';
import type { ClientPresence, PanelCall, PanelClient, PanelOutcome } from '../../domain/gateway/panel-client.ts';
import type { UpstreamSettings } from '../../domain/policy/settings.ts';
import { createCircuitBreaker } from '../exchange/circuit-breaker.ts';
import { createCallDispatch, type PlacedCall } from './dispatch-call.ts';
import { isShortRead } from '../exchange/is-short-read.ts';
import type { Judged } from '../exchange/judge-exchange.ts';
import { Lanes } from '../wire/lanes.ts';
import { PanelLogins } from '../logins/panel-logins.ts';
import { createOwnCalls } from './own-calls.ts';
import { createPanelConnector, type PanelConnector } from '../wire/panel-connector.ts';
import type { PlaceTaken } from './place-taken.ts';
import type { PlacesInUse } from './places-part.ts';
import { createPlaces } from './places.ts';
import { takeConfirmed } from './confirmed-place.ts';
import type { ShownKey } from '../trust/shown-key.ts';

const connectTimeoutMs = 3000;
/** Allowance for the head of an answer, and for chunk sizes of as many bytes as its body. */
const maxWireBytesFor = (maxAnswerBytes: number): number => maxAnswerBytes * 2 + 65_536;

interface PoolClientParts {
  readonly clock: Clock;
  readonly log: Log;
  /** Says which commands only read. */
  readonly commands: CommandTable;
  /** Its name, for the log. */
  readonly panel?: string;
  /** With `verify: panel`: the key that it showed last. */
  readonly shownKey?: ShownKey | undefined;
  /** The panel has refused a call of a client that the gateway had allowed: its state is to be read at once. */
  readonly disagreed?: (accessKey: string | undefined) => void;
}

export interface PoolClient extends PanelClient {
  /** `overdue`: of calls whose clients have been answered, while the panel is not done with them. */
  readonly places: () => PlacesInUse & { readonly overdue: number };
  /** Consulted by calls that come after a refusal of the panel's. */
  readonly doubts: Doubts;
  /** Calls that the gateway allowed and the panel's API refused. */
  readonly disagreements: () => number;
  /**
   * Other settings hold from now on, of the same panel: its `origin` is the same. Calls in flight end as they began; where others are trusted than
   * before, further ones go over connections of their own.
   */
  readonly use: (settings: UpstreamSettings, shownKey: ShownKey | undefined) => void;
}

/** The way to one panel over a pool of connections, one for each call that may be in flight. */
export function createPoolClient(first: UpstreamSettings, parts: PoolClientParts): PoolClient {
  const { origin } = first;
  const { clock, log, commands, panel = origin, disagreed = () => undefined } = parts;
  const places = createPlaces(first.concurrency);
  let settings = first;
  let connections = openConnections(settings, parts.shownKey);
  const maxWaitMs = (): number => settings.concurrency.waitMs;
  const breaker = createCircuitBreaker({
    clock,
    // No more writing commands can hang at the same time. A single slow command does not mean that the panel is broken.
    maxTimeouts: () => Math.max(2, settings.concurrency.calls - 1),
    changed: (openMs) => {
      if (openMs === undefined) return log.info('the panel answers again: calls go to it as usual', { panel: origin });
      log.warn('the panel does not answer: calls are refused for a time, then one is sent as a test', { panel: origin, openMs });
      places.turnAway('all');
    },
  });
  const logins = new PanelLogins({ panel, clock, log, disagreed, changed: places.review });
  const { dispatch, overdue } = createCallDispatch({
    origin,
    way: () => ({ lanes: connections.lanes, timeoutMs: settings.timeoutMs, maxAnswerBytes: settings.maxAnswerBytes }),
    breaker,
    log,
  });
  const ownCalls = createOwnCalls({ places, breaker, dispatch, logins });
  warnUnverified(settings, log);

  async function send(panelCall: PanelCall): Promise<PanelOutcome> {
    const outcome = await sendAdmitted(panelCall).catch((error: unknown) => notWritten(panelCall, error));
    // What was sent is concluded when the panel is done with it.
    if (panelCall.reservation !== undefined && outcome.kind === 'denial' && denials[outcome.denial.reason].mayHaveRun !== true)
      logins.conclude(panelCall, 'not-refused');
    return outcome;
  }

  /** Rejects, or throws, before the first byte is sent. */
  async function sendAdmitted(panelCall: PanelCall): Promise<PanelOutcome> {
    const { call, caller, client, sending } = panelCall;
    const retryAfterMs = breaker.retryAfterMs();
    if (retryAfterMs !== undefined) return refused({ reason: 'panel_circuit_open', retryAfterMs });
    const mayWait = breaker.state() === 'closed';
    const use = isShortRead(call, commands) ? 'read' : 'write';
    const admission = logins.admissionOf(panelCall);
    const taken = await takeConfirmed(places, { caller, use, mayWait, client, admission }, maxWaitMs());
    if (taken.kind === 'refused') return refused(taken.denial);
    if (taken.kind === 'held') return refused(admission.denial());
    if (taken.kind !== 'place') return refused(withoutPlace(taken, mayWait));
    const { release } = taken;
    if (!(await isStillThere(client, { release, admission })))
      return refused({ reason: 'panel_busy', retryAfterMs: maxWaitMs() });
    const sentAtMs = clock.monotonicMs();
    return outcomeOf(panelCall, await dispatch(panelCall, { release, admission, sending }), sentAtMs);
  }

  function withoutPlace({ kind }: PlaceTaken, mayWait: boolean): Denial {
    if (kind === 'left' || (kind === 'busy' && mayWait)) return { reason: 'panel_busy', retryAfterMs: maxWaitMs() };
    return { reason: 'panel_circuit_open', retryAfterMs: breaker.retryAfterMs() ?? maxWaitMs() };
  }

  function outcomeOf({ requestId }: PanelCall, judged: Judged, sentAtMs: number): PanelOutcome {
    if (judged.kind === 'answer') return { kind: 'answer', answer: judged.answer };
    const { reason } = judged.denial;
    const tookMs = Math.round(clock.monotonicMs() - sentAtMs);
    if (denials[reason].holdsBack !== true) {
      log.warn('a call to the panel failed', { requestId, panel: origin, reason, why: judged.why, tookMs });
    }
    return refused(judged.denial);
  }

  function notWritten({ requestId }: PanelCall, error: unknown): PanelOutcome {
    // The log reports an outage of the audit log once, not for each call.
    if (!(error instanceof NotRecordedError))
      log.error('a call could not be written for the panel; nothing was sent', { requestId, why: errorText(error) });
    return refused({ reason: 'gateway_failed', requestId });
  }

  return {
    send,
    ask: ownCalls.ask,
    close: () => {
      places.turnAway('own');
      return connections.lanes.close();
    },
    use: (next, shownKey) => {
      const isOther = !isSameWay(settings, next) || shownKey !== connections.shownKey;
      const { lanes } = connections;
      const wasVerified = settings.tls.verify !== 'none';
      settings = next;
      if (isOther) {
        connections = openConnections(next, shownKey);
        // Ends when the calls in flight have.
        void lanes.close();
      }
      if (wasVerified) warnUnverified(next, log);
      places.use(next.concurrency);
    },
    doubts: logins,
    disagreements: () => logins.disagreements,
    callsInFlight: places.inFlight,
    callsWaiting: places.waiting,
    circuit: breaker.state,
    places: () => ({
      all: settings.concurrency.calls,
      taken: places.taken(),
      overdue: overdue(),
      keysWaiting: places.callersWaiting(),
      ownCalls: ownCalls.counts(),
    }),
    certificateExpiresAtMs: () => connections.connector.certificateExpiresAtMs(),
    probe: () => connections.connector.probe(origin),
  };
}

interface Connections {
  readonly connector: PanelConnector;
  readonly lanes: Lanes;
  readonly shownKey: ShownKey | undefined;
}

function openConnections({ origin, tls, maxAnswerBytes }: UpstreamSettings, shownKey: ShownKey | undefined): Connections {
  const maxWireBytes = maxWireBytesFor(maxAnswerBytes);
  const connector = createPanelConnector({ tls, connectTimeoutMs, maxWireBytes, shownKey });
  return { connector, lanes: new Lanes(origin, connector), shownKey };
}

/** Both settings lead to the same connections. */
function isSameWay(one: UpstreamSettings, other: UpstreamSettings): boolean {
  return one.maxAnswerBytes === other.maxAnswerBytes && JSON.stringify(one.tls) === JSON.stringify(other.tls);
}

function warnUnverified({ origin, tls }: UpstreamSettings, log: Log): void {
  if (tls.verify !== 'none') return;
  log.warn(
    `the panel at ${origin} is not verified: whoever answers there gets the credentials of its clients; ` +
      'set tls.verify of this panel to panel, ca or system, or tls.pin to its key',
  );
}

function refused(denial: Denial): PanelOutcome {
  return { kind: 'denial', denial };
}

/** The client may have left after the place was given and before this ran: then the place is given back. */
async function isStillThere(
  client: ClientPresence,
  { release, admission }: Pick<PlacedCall, 'release' | 'admission'>,
): Promise<boolean> {
  let isThere = false;
  try {
    const noticing = client.noticed?.();
    if (noticing !== undefined) await noticing;
    isThere = !client.hasLeft();
    return isThere;
  } finally {
    if (!isThere) {
      admission.ended(undefined);
      release();
    }
  }
}
