import { judgeArrival, judgeCall } from '../../checks/judge.ts';
import type { Call } from '../../domain/call/call.ts';
import type { Denial } from '../../domain/call/denial.ts';
import { denials, type ReportableReason } from '../../domain/call/denials.ts';
import type { Ledger, LimitStatus } from '../../domain/ledger/ledger.ts';
import { after, type MaybePromise } from '../../domain/maybe-promise.ts';
import type { Allowed, Verdict } from '../../domain/judging/verdict.ts';
import { readCall } from '../../hestia/call/read-call.ts';
import { deprecationOf } from '../answer/deprecation-headers.ts';
import { admit } from './admit.ts';
import { busyRetryMs } from '../../domain/call/busy-retry.ts';
import { closestLimit } from './closest-limit.ts';
import { type Ending, refused, refusedUncalled } from './ending.ts';
import type { Exchange } from '../context/exchange.ts';
import { piecesOfCall } from '../bounds/piece-count.ts';
import type { ArrivalReading } from '../request/read-arrival.ts';
import { readBody } from '../request/read-body.ts';
import { refuseEarly } from './refuse-early.ts';
import { sendCall } from './send-call.ts';
import { type Settled, settle } from './settle.ts';
import type { Panel } from '../context/panel.ts';
import type { Site } from '../context/site.ts';
import { subjectOf } from './subject.ts';
import { takeUse } from './take-use.ts';

/** A request that was let in: whatever becomes of it, it is settled once. */
interface Admitted {
  readonly site: Site;
  readonly panel: Panel;
  readonly allowed: Allowed;
}

/**
 * Judges a request whose head has come, counts it, and lets the panel answer it where it may. `gone`: the client left before it had asked for
 * anything.
 *
 * @throws Error, or rejects with one, where something fails
 */
export function judgeRequest(exchange: Exchange, reading: ArrivalReading, site: Site): MaybePromise<Ending | 'gone'> {
  const { arrival, panel, snapshot } = reading;
  if (!reading.bodyIsReadable && reading.denial !== undefined) return refusedUncalled(reading, reading.denial);
  if (exchange.connection.place?.isOverCapacity() === true)
    return refuseEarly(exchange, reading, { site, denial: { reason: 'gateway_busy', retryAfterMs: busyRetryMs } });
  if (panel === undefined || snapshot === undefined)
    return refuseEarly(exchange, reading, { site, denial: { reason: 'host_unknown' } });
  const verdict = judgeArrival(arrival, snapshot);
  const allowed = admit(verdict, panel.ledger);
  if ('reason' in allowed) {
    if (verdict.kind === 'allowed' && allowed.reason === 'address_rate') panel.ledger.noteRefused(verdict.addressCharge);
    const limit = verdict.kind === 'unaddressed' ? undefined : panel.ledger.statusHere(verdict.addressCharge);
    return refuseEarly(exchange, reading, { site, denial: allowed, limit });
  }
  const admitted = { site, panel, allowed };
  if (allowed.denial === undefined) return judgeBody(exchange, reading, admitted);
  const { denial } = allowed;
  return after(settle(panel.ledger, allowed), (settled) =>
    refuseEarly(exchange, reading, { site, denial: settled.denial ?? denial, limit: limitOf(admitted, settled) }),
  );
}

async function judgeBody(exchange: Exchange, reading: ArrivalReading, admitted: Admitted): Promise<Ending | 'gone'> {
  const { site, panel, allowed } = admitted;
  const { arrival, body: bounds } = reading;
  const mayFit = (reading.contentLength ?? 0) <= bounds.maxBytes;
  if (arrival.expectsContinue && mayFit) exchange.response.writeContinue();
  const expected = { address: allowed.address, contentLength: reading.contentLength, bounds, pieces: piecesOfCall };
  const arriving = readBody(exchange, expected, site.ledger);
  const body = arriving instanceof Promise ? await arriving : arriving;
  if (body.kind === 'gone') {
    await settle(panel.ledger, allowed);
    return 'gone';
  }
  if (body.kind === 'denial') return refuseWithoutCall(reading, admitted, body.denial);
  try {
    const judged = judgeBytes(exchange, admitted, body.bytes);
    return await (judged.kind === 'denial'
      ? refuseWithoutCall(reading, admitted, judged.denial)
      : decide(exchange, admitted, judged));
  } finally {
    body.release();
  }
}

type Judged =
  | { readonly kind: 'denial'; readonly denial: Denial }
  | { readonly kind: 'call'; readonly call: Call; readonly verdict: Verdict };

/** A request over which the gateway fails is counted, too: a body that makes it fail does not evade the rate of its address. */
function judgeBytes(exchange: Exchange, { site, panel, allowed }: Admitted, bytes: Buffer): Judged {
  try {
    const read = readCall(allowed.facts.arrival.contentType, bytes);
    exchange.returncode = read.returncode;
    if (read.returncode === true) site.dialects.askedForExitCode(allowed.address, true);
    if (read.kind === 'denial') return read;
    return { kind: 'call', call: read.call, verdict: judgeCall(allowed, read.call) };
  } catch (error) {
    void countFailed(panel.ledger, allowed);
    throw error;
  }
}

async function decide(
  exchange: Exchange,
  admitted: Admitted,
  { call, verdict: judged }: Extract<Judged, { kind: 'call' }>,
): Promise<Ending> {
  const { site, panel, allowed } = admitted;
  const { arrival, snapshot } = allowed.facts;
  const taken = judged.use === undefined ? undefined : await takeUse(site.quotas(), judged, judged.use);
  const verdict = taken?.verdict ?? judged;
  const settling = settle(panel.ledger, verdict);
  const settled = settling instanceof Promise ? await settling : settling;
  const limit = limitOf(admitted, settled);
  const wouldRefuse = wouldRefuseFor(verdict, settled);
  const subject = subjectOf({ panel: snapshot.panel, arrival, call, state: snapshot.state, wouldRefuse });
  if (settled.denial !== undefined) {
    taken?.refund();
    return refused(subject, settled.denial, limit);
  }
  const deprecation = deprecationOf(call, snapshot, verdict.denial?.reason);
  if (verdict.denial !== undefined) return { ...refused(subject, verdict.denial, limit), deprecation };
  const { reservation } = settled;
  const { outcome, timings } = await sendCall(exchange.client, { site, panel, subject, call, permitted: verdict, reservation });
  if (outcome.kind === 'denial') {
    if (denials[outcome.denial.reason].mayHaveRun !== true) taken?.refund();
    return { ...refused(subject, outcome.denial, limit), timings, deprecation };
  }
  return { subject, limit, timings, deprecation, result: { kind: 'answered', answer: outcome.answer } };
}

/** What the pipeline and the ledger noted in place of refusing. */
function wouldRefuseFor({ reported }: Verdict, settled: Settled): readonly ReportableReason[] {
  if (reported.length === 0) return settled.reported;
  return settled.reported.length === 0 ? reported : [...reported, ...settled.reported];
}

/** Whatever the ledger says, the request ends with the failure that it had before. */
async function countFailed(ledger: Ledger, allowed: Allowed): Promise<void> {
  try {
    await settle(ledger, allowed);
  } catch {
    // The first failure is the one that is told.
  }
}

/** Counts a request that has not become a call, and refuses it. */
async function refuseWithoutCall(reading: ArrivalReading, admitted: Admitted, denial: Denial): Promise<Ending> {
  const settled = await settle(admitted.panel.ledger, admitted.allowed);
  return refusedUncalled(reading, settled.denial ?? denial, limitOf(admitted, settled));
}

/** Of the limits that were asked, or else that of the address as far as this gateway knows. */
function limitOf({ panel, allowed }: Admitted, { statuses }: Settled): LimitStatus {
  return closestLimit(statuses) ?? panel.ledger.statusHere(allowed.addressCharge);
}
