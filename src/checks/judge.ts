import type { Arrival } from '../domain/call/arrival.ts';
import type { Call } from '../domain/call/call.ts';
import type { Denial } from '../domain/call/denial.ts';
import { isReportable, type ReportableReason } from '../domain/call/denials.ts';
import type { Charge, LoginAttempt } from '../domain/ledger/ledger.ts';
import type { Snapshot } from '../domain/judging/snapshot.ts';
import type { CallFacts, Check, KeyCheck, ProvenFacts, ProvenStep } from '../domain/judging/step.ts';
import type { Caller } from '../domain/panel/caller.ts';
import { isNotedOnly } from '../domain/policy/key-policy.ts';
import type { Trace } from '../domain/judging/trace.ts';
import type { Allowed, ArrivalVerdict, Denied, Verdict } from '../domain/judging/verdict.ts';
import type { ReportOnly } from '../domain/policy/report-only.ts';
import { keyUse } from './key-use.ts';
import { pipeline } from './pipeline.ts';

const [addressKnown, ...arrivalChecks] = pipeline.onArrival;
const [addressRate, ...requestChecks] = pipeline.onRequest;
const [stateKnown, ...callChecks] = pipeline.onCall;
const [credentialProven, ...keyChecks] = pipeline.onLogin;
const provenSteps = pipeline.onProof;
const stepsWithoutPolicy = provenSteps.filter((step) => !isOfPolicies(step));

const nothing: readonly never[] = Object.freeze([]);

/**
 * Judges a request before its body is read. Counts, waits for and writes nothing.
 *
 * @param trace hears of each step that is taken; the walk is the same with it and without
 */
export function judgeArrival(arrival: Arrival, snapshot: Snapshot, trace?: Trace): ArrivalVerdict {
  const facts = addressKnown.prove({ arrival, snapshot });
  trace?.({ name: addressKnown.name, denial: denialIn(facts), isReported: false, charge: undefined });
  if (isDenial(facts)) return { kind: 'unaddressed', denial: facts };
  const { address } = facts;
  const addressCharge = addressRate.charge(facts);
  const { reportOnly } = snapshot;
  const walk: Walk = { reportOnly, reported: nothing, trace };
  const objection = firstObjection(arrivalChecks, facts, walk);
  if (objection !== undefined)
    return {
      kind: 'not-allowed',
      denial: objection,
      facts,
      address,
      addressCharge,
      attempt: undefined,
      charges: nothing,
      reportOnly,
    };
  trace?.({ name: addressRate.name, denial: undefined, isReported: false, charge: addressCharge });
  const denial = firstObjection(requestChecks, facts, walk);
  const { reported } = walk;
  return { kind: 'allowed', denial, facts, address, addressCharge, attempt: undefined, charges: nothing, reportOnly, reported };
}

/**
 * Judges the call of a request that was let in. Counts, waits for and writes nothing.
 *
 * @param trace as that of `judgeArrival`
 */
export function judgeCall(arrived: Allowed, call: Call, trace?: Trace): Verdict {
  const { facts: base, address, addressCharge, reportOnly } = arrived;
  const walk: Walk = { reportOnly, reported: arrived.reported, trace };
  const about = { address, addressCharge, reportOnly };
  const facts = stateKnown.prove({ base, call });
  trace?.({ name: stateKnown.name, denial: denialIn(facts), isReported: false, charge: undefined });
  if (isDenial(facts)) return unproven(about, walk, { denial: facts });
  const objection = firstObjection(callChecks, facts, walk);
  if (objection !== undefined) return unproven(about, walk, { denial: objection });
  const proof = credentialProven.prove(facts);
  trace?.({ name: credentialProven.name, denial: proof.denial, isReported: false, charge: undefined });
  if (proof.denial !== undefined) {
    // The same work as for a right secret.
    const claimed = proof.claimed === undefined ? undefined : provenFacts(facts, proof.claimed);
    if (claimed !== undefined) firstMisuse(claimed, { ...walk, trace: undefined });
    return { ...unproven(about, walk, proof), use: claimed && keyUse(claimed, reportOnly) };
  }
  const { attempt, caller } = proof;
  const proven = provenFacts(facts, caller);
  const misuse = firstMisuse(proven, walk);
  const use = keyUse(proven, reportOnly);
  if (misuse !== undefined)
    return { ...unproven(about, walk, { denial: misuse, attempt: { ...attempt, result: 'misused' } }), use };
  const { state } = facts;
  const charges: Charge[] = [];
  const denial = firstProvenObjection(proven, charges, walk);
  const { reported } = walk;
  if (denial !== undefined)
    return { denial, caller, address, addressCharge, attempt: unsent(attempt), charges, reportOnly, reported, use };
  // The panel bans for wrong passwords, so the gates stay closed to them.
  const kept = attempt.result === 'unproven' ? withoutGates(reportOnly) : reportOnly;
  return { denial, caller, state, address, addressCharge, attempt, charges, reportOnly: kept, reported, use };
}

function provenFacts({ base, call, state }: CallFacts, caller: Caller): ProvenFacts {
  return { base, call, state, caller, policies: base.snapshot.policy.keys.of(caller) };
}

/** What a policy of the key says against its being used here and now. */
function firstMisuse(facts: ProvenFacts, walk: Walk): Denial | undefined {
  if (facts.policies.length === 0) return undefined;
  for (const check of keyChecks) {
    const { denial, isReported } = objectionOfPolicies(check, facts, walk);
    walk.trace?.({ name: check.name, denial, isReported, charge: undefined });
    if (denial !== undefined && !isReported) return denial;
  }
  return undefined;
}

function isOfPolicies(step: ProvenStep): boolean {
  const { kind } = step.kind === 'counted-check' ? step.check : step;
  return kind === 'key-check' || kind === 'key-limit';
}

/** Gates are looked at before the secret is known to be right; charges to a caller only afterwards. */
function withoutGates(reportOnly: ReportOnly): ReportOnly {
  return new Set([...reportOnly].filter((reason) => reason !== 'address_banned' && reason !== 'address_rate'));
}

/** State of one walk. */
interface Walk {
  readonly reportOnly: ReportOnly;
  /** Objections that were only noted; there is none as a rule. */
  reported: readonly ReportableReason[];
  readonly trace: Trace | undefined;
}

type About = Pick<Allowed, 'address' | 'addressCharge' | 'reportOnly'>;

function unproven(
  about: About,
  { reported }: Walk,
  { denial, attempt }: { readonly denial: Denial; readonly attempt?: LoginAttempt },
): Denied {
  const { address, addressCharge, reportOnly } = about;
  return { denial, caller: undefined, address, addressCharge, attempt, charges: nothing, reportOnly, reported, use: undefined };
}

function firstObjection<Facts>(checks: readonly Check<Facts>[], facts: Facts, walk: Walk): Denial | undefined {
  for (const check of checks) {
    const denial = check.judge(facts);
    const isReported = denial !== undefined && isNoted(check, facts, { denial, walk });
    walk.trace?.({ name: check.name, denial, isReported, charge: undefined });
    if (denial !== undefined && !isReported) return denial;
  }
  return undefined;
}

/** @param charges is filled with what the steps up to the first objection want counted */
function firstProvenObjection(facts: ProvenFacts, charges: Charge[], walk: Walk): Denial | undefined {
  for (const step of facts.policies.length === 0 ? stepsWithoutPolicy : provenSteps) {
    const counted = charges.length;
    const { denial, isReported } = objectionOf(step, facts, { charges, walk });
    const { name } = step.kind === 'counted-check' ? step.check : step;
    walk.trace?.({ name, denial, isReported, charge: charges[counted] });
    if (denial !== undefined && !isReported) return denial;
  }
  return undefined;
}

interface Objection {
  readonly denial: Denial | undefined;
  readonly isReported: boolean;
}

const noObjection: Objection = { denial: undefined, isReported: false };

/** The first of a key's policies that objects; where none does, the first whose objection is only noted, once. */
function objectionOfPolicies(check: KeyCheck, facts: ProvenFacts, walk: Walk): Objection {
  const terms = { reportOnly: walk.reportOnly, atMs: facts.base.arrival.receivedMs };
  let noted: (Denial & { readonly reason: ReportableReason }) | undefined;
  for (const policy of facts.policies) {
    const denial = check.judge(facts, policy);
    if (denial === undefined) continue;
    if (!isReportableDenial(denial) || !isNotedOnly(denial.reason, policy.report, terms)) return { denial, isReported: false };
    noted ??= denial;
  }
  if (noted === undefined) return noObjection;
  walk.reported = [...walk.reported, noted.reason];
  return { denial: noted, isReported: true };
}

function isReportableDenial(denial: Denial): denial is Denial & { readonly reason: ReportableReason } {
  return isReportable(denial.reason);
}

/** Notes an objection that is reported only. */
function isNoted<Facts>(
  check: Check<Facts>,
  facts: Facts,
  { denial: { reason }, walk }: { readonly denial: Denial; readonly walk: Walk },
): boolean {
  if (!isReportable(reason) || !walk.reportOnly.has(reason) || check.panelTakes?.(facts) !== true) return false;
  walk.reported = [...walk.reported, reason];
  return true;
}

/** @param to `charges` is filled with what the step wants counted */
function objectionOf(step: ProvenStep, facts: ProvenFacts, to: { readonly charges: Charge[]; readonly walk: Walk }): Objection {
  const { charges, walk } = to;
  switch (step.kind) {
    case 'check': {
      const denial = step.judge(facts);
      return { denial, isReported: denial !== undefined && isNoted(step, facts, { denial, walk }) };
    }
    case 'key-check':
      return objectionOfPolicies(step, facts, walk);
    case 'limit':
      add(step.charge(facts), charges);
      return noObjection;
    case 'key-limit':
      for (const policy of facts.policies) add(step.charge(facts, policy), charges);
      return noObjection;
    case 'counted-check': {
      const objection = objectionOf(step.check, facts, to);
      const { denial, isReported } = objection;
      // What is only reported goes on, and what the gateway cannot decide is nobody's fault: neither is counted as a refused command.
      if (denial !== undefined && !isReported && denial.reason !== 'state_unavailable') add(step.limit.charge(facts), charges);
      return objection;
    }
  }
}

function add(charge: Charge | undefined, charges: Charge[]): void {
  if (charge !== undefined) charges.push(charge);
}

/** The panel is not asked about a password whose call is refused, so nobody learns whether it is right. */
function unsent(attempt: LoginAttempt): LoginAttempt {
  return attempt.result === 'unproven' ? { ...attempt, result: 'undecided' } : attempt;
}

function denialIn(proven: Denial | object): Denial | undefined {
  return isDenial(proven) ? proven : undefined;
}

function isDenial(proven: Denial | object): proven is Denial {
  return 'reason' in proven;
}
