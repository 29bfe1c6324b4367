import { addressRate } from '../checks/address-rate.ts';
import { attemptOf } from '../checks/credential-proven.ts';
import { decideOnArrival, decideOnCall, type Permission } from '../checks/decide.ts';
import type { Arrival } from '../domain/arrival.ts';
import type { Call } from '../domain/call.ts';
import type { Denial, Reason } from '../domain/denial.ts';
import { withCall, withState } from '../domain/facts.ts';
import type { Guard } from '../domain/guard.ts';
import type { MaybePromise } from '../domain/maybe-promise.ts';
import type { Outcome, Subject } from '../domain/observer.ts';
import type { PanelOutcome } from '../domain/panel-client.ts';
import type { PanelState } from '../domain/panel-state.ts';
import { type Standing, Standings } from '../domain/standings.ts';
import type { ArrivalFacts } from '../domain/step.ts';
import { StoreAwayError } from '../domain/store-away-error.ts';
import { readCall } from '../hestia/read-call.ts';
import { wantsReturncode } from '../hestia/wants-returncode.ts';
import type { Exchange } from './exchange.ts';
import { type Forwarded, forward } from './forward.ts';
import { noteLogin } from './note-login.ts';
import { piecesOfCall, piecesOfRefusal } from './piece-count.ts';
import type { ArrivalReading } from './read-arrival.ts';
import { readBody } from './read-body.ts';
import type { Panel, Site } from './site.ts';
import { subjectOf } from './subject.ts';

/** How the judging of a request ended. */
export interface Ending {
  readonly result: Outcome['result'];
  readonly call?: Call | undefined;
  readonly state?: PanelState | undefined;
  readonly timings?: Forwarded['timings'];
  /** Of the limit that is reached first; undefined where none applies: no panel, no address. */
  readonly standing?: Standing | undefined;
}

/** Refusals for which an address climbs the ladder. A health check, or a gateway that is busy, is not the client's fault. */
const climbing: ReadonlySet<Reason> = new Set<Reason>(['address_not_allowed', 'address_banned', 'address_rate']);
/** After this an overloaded gateway is worth another try. */
const busyRetryMs = 2000;
/** Said once by the store, not for every call. */
export const storeAway: Denial = { reason: 'gateway_busy', retryAfterMs: busyRetryMs };

interface Judging {
  readonly site: Site;
  readonly panel: Panel;
  readonly facts: ArrivalFacts;
  readonly guard: Guard;
}

/** Judges a request whose head has come, and lets the panel answer it where it may. `gone`: the client left before it had asked for anything. */
export async function judgeRequest(exchange: Exchange, reading: ArrivalReading, site: Site): Promise<Ending | 'gone'> {
  const { arrival, panel } = reading;
  if (!reading.bodyIsReadable && reading.denial !== undefined) return refused(reading.denial);
  if (exchange.connection.place?.isSurplus() === true)
    return refuseEarly(exchange, reading, { site, denial: { reason: 'gateway_busy', retryAfterMs: busyRetryMs } });
  if (panel === undefined) return refuseEarly(exchange, reading, { site, denial: { reason: 'host_unknown' } });
  const guard = panel.guard();
  const judging = { site, panel, guard, facts: factsOf(arrival, { site, panel, guard }) };
  const objection = objectionTo(judging);
  const denial = objection instanceof Promise ? await objection : objection;
  return denial === undefined ? judgeCall(exchange, reading, judging) : refuseEarly(exchange, reading, { ...judging, denial });
}

/** Counters that cannot be asked refuse an arrival as any other objection does: its body says how to answer. */
function objectionTo({ facts, guard }: Judging): MaybePromise<Denial | undefined> {
  try {
    const objection = decideOnArrival(facts, guard);
    return objection instanceof Promise ? objection.catch(storeAwayOr) : objection;
  } catch (error) {
    return storeAwayOr(error);
  }
}

/** @throws every other error */
function storeAwayOr(error: unknown): Denial {
  if (error instanceof StoreAwayError) return storeAway;
  throw error;
}

/** The end of a request that is refused without a look at its call. */
export function refused(denial: Denial, standing?: Standing): Ending {
  return { result: { kind: 'refused', denial }, standing };
}

async function judgeCall(exchange: Exchange, reading: ArrivalReading, judging: Judging): Promise<Ending | 'gone'> {
  const { site, panel, facts, guard } = judging;
  const { arrival } = facts;
  const mayFit = (reading.contentLength ?? 0) <= site.body.maxBytes;
  if (arrival.expectsContinue && mayFit) exchange.response.writeContinue();
  const body = await readBody(
    exchange,
    { address: arrival.address, contentLength: reading.contentLength, bounds: site.body, pieces: piecesOfCall },
    site.ledger,
  );
  if (body.kind === 'gone') return 'gone';
  if (body.kind === 'denial') return refused(body.denial, standingOf(judging));
  try {
    const read = readCall(arrival.contentType, body.bytes);
    exchange.returncode = read.returncode;
    if (read.returncode === true && arrival.address !== undefined) site.dialects.spokeNumber(arrival.address, true);
    if (read.kind === 'denial') return refused(read.denial, standingOf(judging));
    const { call } = read;
    const { state } = facts;
    const deciding = decideOnCall(withCall(facts, call), guard);
    const decision = deciding instanceof Promise ? await deciding : deciding;
    const standing = standingOf(judging);
    if (decision.kind === 'denied') {
      return { call, state, standing, result: { kind: 'refused', denial: decision.denial } };
    }
    const subject = subjectOf({ panel: panel.name, arrival, call, state });
    const { outcome, timings } = await send(exchange, { site, panel, facts, guard, subject, call }, decision);
    if (outcome.kind === 'answer') {
      return { call, state, timings, standing, result: { kind: 'answered', answer: outcome.answer } };
    }
    return { call, state, timings, standing, result: { kind: 'refused', denial: outcome.denial } };
  } finally {
    body.release();
  }
}

type Sending = Judging & { readonly subject: Subject; readonly call: Call };

/** Hands a permitted call to the panel, and takes note of what it says to a credential that only it can judge. */
async function send(
  { client }: Exchange,
  { site, panel, facts, guard, subject, call }: Sending,
  { bearer, state }: Permission,
): Promise<Forwarded> {
  const attempt = call.credential.kind === 'password' ? attemptOf(withState(withCall(facts, call), state)) : undefined;
  const isFromKnown = attempt !== undefined && guard.logins.isKnown(attempt);
  const sending = forward(client, { site, panel, subject, call, bearer, state, isFromKnown });
  if (attempt === undefined) return sending;
  let outcome: PanelOutcome | undefined;
  try {
    const forwarded = await sending;
    ({ outcome } = forwarded);
    return forwarded;
  } finally {
    noteLogin(attempt, { call, requestId: facts.arrival.requestId, outcome }, { site, panel });
  }
}

type EarlyRefusal = { readonly site: Site; readonly denial: Denial } & Partial<Judging>;

/** Refuses before the body is judged: a little of it is read, only to learn in which dialect to answer. */
async function refuseEarly(exchange: Exchange, reading: ArrivalReading, early: EarlyRefusal): Promise<Ending | 'gone'> {
  const { site, denial, facts, guard } = early;
  const { address, contentType } = reading.arrival;
  const standing = facts === undefined || guard === undefined ? undefined : standingOf({ facts, guard });
  if (address !== undefined && climbing.has(denial.reason)) site.ladder.refused(address);
  if (address !== undefined && site.ladder.rungOf(address) !== 'dialect') return refused(denial, standing);
  const bounds = { maxBytes: site.body.refusedMaxBytes, timeoutMs: site.body.refusedTimeoutMs };
  const expected = { address, contentLength: reading.contentLength, bounds, pieces: piecesOfRefusal };
  const body = await readBody(exchange, expected, site.ledger);
  if (body.kind === 'gone') return 'gone';
  if (body.kind === 'denial') return refused(denial, standing);
  body.release();
  exchange.returncode = wantsReturncode(contentType, body.bytes);
  if (exchange.returncode === true && address !== undefined) site.dialects.spokeNumber(address, site.isPreferred(address));
  return refused(denial, standing);
}

/** Where the limits stand that were asked; where none was, that of addresses as far as this gateway knows. */
function standingOf({ facts, guard }: Pick<Judging, 'facts' | 'guard'>): Standing | undefined {
  const closest = facts.standings.closest();
  if (closest !== undefined) return closest;
  const budget = addressRate.budget(facts);
  if (budget === undefined) return undefined;
  return { limit: addressRate.name, rate: budget.rate, taken: guard.limiter.look(addressRate.name, budget) };
}

/** The snapshot that this request is judged by, to its end. */
function factsOf(arrival: Arrival, { site, panel, guard }: Omit<Judging, 'facts'>): ArrivalFacts {
  const state = panel.state();
  const stateIsStale = state === undefined || site.clock.monotonicMs() - state.readAtMs > panel.maxAgeMs;
  const { policy, doubts } = panel;
  const bannedMs = arrival.address === undefined ? undefined : guard.logins.bannedMs(arrival.address);
  return { arrival, policy, state, stateIsStale, doubts, bannedMs, standings: new Standings(), commandTable: site.commandTable };
}
