import type { IncomingMessage, ServerResponse } from 'node:http';
import { decideOnArrival, decideOnCall } from '../checks/decide.ts';
import type { Arrival } from '../domain/arrival.ts';
import type { Call } from '../domain/call.ts';
import type { Denial, Reason } from '../domain/denial.ts';
import type { Outcome } from '../domain/observer.ts';
import type { PanelState } from '../domain/panel-state.ts';
import type { ArrivalFacts } from '../domain/step.ts';
import { readCall } from '../hestia/read-call.ts';
import { passedAnswer, refusalAnswer } from './answer.ts';
import { type ArrivalReading, readArrival } from './read-arrival.ts';
import { readBody } from './read-body.ts';
import type { Connection } from './connection.ts';
import { type Forwarded, forward } from './forward.ts';
import type { Panel, Site } from './site.ts';
import { subjectOf } from './subject.ts';
import { tellEnded } from './tell-observers.ts';
import { writeAnswer } from './write-answer.ts';

/** One request and its answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly connection: Connection;
  /** Its body has been taken in whole. Node may say so a moment later. */
  isRead: boolean;
}

/** How the judging of a request ended. */
interface Ending {
  readonly result: Outcome['result'];
  /** In which dialect a refusal is given. */
  readonly returncode: boolean;
  readonly call?: Call | undefined;
  readonly state?: PanelState | undefined;
  readonly timings?: Forwarded['timings'];
}

/** Refusals for which an address climbs the ladder. A health check, or a gateway that is busy, is not the client's fault. */
const climbing: ReadonlySet<Reason> = new Set<Reason>(['address_not_allowed', 'address_rate']);
const maxRequestsOnConnection = 1000;
/** After this an overloaded gateway is worth another try. */
const busyRetryMs = 2000;

/** Takes one request to its end: arrival, body, call, checks, panel, answer. Never throws, and answers whatever happens. */
export async function handleRequest(exchange: Exchange, site: Site): Promise<void> {
  const { request, connection } = exchange;
  connection.requests += 1;
  const startedAtMs = site.clock.monotonicMs();
  const reading = readArrival(request, connection, site);
  const { arrival } = reading;
  const ending = await judge(exchange, reading, site).catch((error: unknown) => {
    site.log.error('a request failed in the gateway', { requestId: arrival.requestId, error: describe(error) });
    return refused({ reason: 'gateway_failed', requestId: arrival.requestId });
  });
  // The client left before it had asked for anything.
  if (ending === 'gone') return;
  const { call, state, result, timings } = ending;
  tellEnded(site, {
    ...subjectOf({ panel: reading.panel?.name, arrival, call, state }),
    result,
    timings: {
      totalMs: site.clock.monotonicMs() - startedAtMs,
      queueMs: timings?.queueMs,
      panelMs: timings?.panelMs,
    },
  });
  const answer =
    result.kind === 'answered'
      ? passedAnswer(result.answer, arrival.requestId)
      : refusalAnswer(result.denial, ending.returncode, arrival.requestId);
  const isLast = !reading.bodyIsReadable || connection.requests >= maxRequestsOnConnection || site.isStopping();
  const isUnread = !exchange.isRead && !request.complete;
  connection.closing ||= isLast || isUnread;
  await writeAnswer({ request, response: exchange.response, isUnread }, answer, connection.closing);
}

async function judge(exchange: Exchange, reading: ArrivalReading, site: Site): Promise<Ending | 'gone'> {
  const { arrival, panel } = reading;
  if (!reading.bodyIsReadable && reading.denial !== undefined) return refused(reading.denial);
  if (site.isOverloaded()) return refuseEarly(exchange, reading, site, { reason: 'gateway_busy', retryAfterMs: busyRetryMs });
  if (panel === undefined) return refuseEarly(exchange, reading, site, { reason: 'host_unknown' });
  const facts = factsOf(arrival, panel, site);
  const denial = await decideOnArrival(facts, panel.limiter);
  if (denial !== undefined) return refuseEarly(exchange, reading, site, denial);
  return judgeCall(exchange, reading, { site, panel, facts });
}

interface Judging {
  readonly site: Site;
  readonly panel: Panel;
  readonly facts: ArrivalFacts;
}

async function judgeCall(exchange: Exchange, reading: ArrivalReading, { site, panel, facts }: Judging): Promise<Ending | 'gone'> {
  const mayFit = (reading.contentLength ?? 0) <= site.body.maxBytes;
  if (facts.arrival.expectsContinue && mayFit) exchange.response.writeContinue();
  const body = await readBody(exchange, { contentLength: reading.contentLength, bounds: site.body }, site.ledger);
  if (body.kind === 'gone') return 'gone';
  if (body.kind === 'denial') return refused(body.denial);
  try {
    const read = readCall(facts.arrival.contentType, body.bytes);
    const { returncode } = read;
    if (read.kind === 'denial') return refused(read.denial, returncode);
    const { call } = read;
    const { state, arrival } = facts;
    const decision = await decideOnCall({ ...facts, call }, panel.limiter);
    if (decision.kind === 'denied') return { returncode, call, state, result: { kind: 'refused', denial: decision.denial } };
    const subject = subjectOf({ panel: panel.name, arrival, call, state });
    const { outcome, timings } = await forward(exchange.response, { site, panel, subject, call, ...decision });
    const result: Ending['result'] =
      outcome.kind === 'answer' ? { kind: 'answered', answer: outcome.answer } : { kind: 'refused', denial: outcome.denial };
    return { returncode, call, state, result, timings };
  } finally {
    body.release();
  }
}

/** Refuses before the body is judged: a little of it is read, only to learn in which dialect to answer. */
async function refuseEarly(exchange: Exchange, reading: ArrivalReading, site: Site, denial: Denial): Promise<Ending | 'gone'> {
  const { address, contentType } = reading.arrival;
  if (address !== undefined && climbing.has(denial.reason)) site.ladder.refused(address);
  if (address !== undefined && site.ladder.rungOf(address) !== 'dialect') return refused(denial);
  const bounds = { maxBytes: site.body.refusedMaxBytes, timeoutMs: site.body.refusedTimeoutMs };
  const body = await readBody(exchange, { contentLength: reading.contentLength, bounds }, site.ledger);
  if (body.kind === 'gone') return 'gone';
  if (body.kind === 'denial') return refused(denial);
  body.release();
  return refused(denial, readCall(contentType, body.bytes).returncode);
}

/** The snapshot that this request is judged by, to its end. */
function factsOf(arrival: Arrival, panel: Panel, site: Site): ArrivalFacts {
  const state = panel.state();
  const stateIsStale = state === undefined || site.clock.monotonicMs() - state.readAtMs > panel.maxAgeMs;
  return { arrival, policy: panel.policy, state, stateIsStale, doubts: panel.doubts, receipts: new Map() };
}

function refused(denial: Denial, returncode = false): Ending {
  return { result: { kind: 'refused', denial }, returncode };
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
