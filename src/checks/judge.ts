import type { Arrival } from '../domain/call/arrival.ts';
import type { Call } from '../domain/call/call.ts';
import type { Denial } from '../domain/call/denial.ts';
import type { Charge, LoginAttempt } from '../domain/ledger/ledger.ts';
import type { Snapshot } from '../domain/judging/snapshot.ts';
import type { Check, ProvenFacts, ProvenStep } from '../domain/judging/step.ts';
import type { Trace } from '../domain/judging/trace.ts';
import type { Allowed, ArrivalVerdict, Denied, Verdict } from '../domain/judging/verdict.ts';
import { pipeline } from './pipeline.ts';

const [addressKnown, ...arrivalChecks] = pipeline.onArrival;
const [addressRate, ...requestChecks] = pipeline.onRequest;
const [stateKnown, ...callChecks] = pipeline.onCall;
const [credentialProven, ...provenSteps] = pipeline.onProof;

const nothing: readonly never[] = Object.freeze([]);

/**
 * Judges a request before its body is read. Counts, waits for and writes nothing.
 *
 * @param trace hears of each step that is taken; the walk is the same with it and without
 */
export function judgeArrival(arrival: Arrival, snapshot: Snapshot, trace?: Trace): ArrivalVerdict {
  const facts = addressKnown.prove({ arrival, snapshot });
  trace?.({ name: addressKnown.name, denial: denialIn(facts), charge: undefined });
  if (isDenial(facts)) return { kind: 'unaddressed', denial: facts };
  const { address } = facts;
  const addressCharge = addressRate.charge(facts);
  const objection = firstObjection(arrivalChecks, facts, trace);
  if (objection !== undefined)
    return { kind: 'not-allowed', denial: objection, facts, address, addressCharge, attempt: undefined, charges: nothing };
  trace?.({ name: addressRate.name, denial: undefined, charge: addressCharge });
  const denial = firstObjection(requestChecks, facts, trace);
  return { kind: 'allowed', denial, facts, address, addressCharge, attempt: undefined, charges: nothing };
}

/**
 * Judges the call of a request that was let in. Counts, waits for and writes nothing.
 *
 * @param trace as that of `judgeArrival`
 */
export function judgeCall({ facts: base, address, addressCharge }: Allowed, call: Call, trace?: Trace): Verdict {
  const about = { address, addressCharge };
  const facts = stateKnown.prove({ base, call });
  trace?.({ name: stateKnown.name, denial: denialIn(facts), charge: undefined });
  if (isDenial(facts)) return unproven(about, facts);
  const objection = firstObjection(callChecks, facts, trace);
  if (objection !== undefined) return unproven(about, objection);
  const proof = credentialProven.prove(facts);
  trace?.({ name: credentialProven.name, denial: proof.denial, charge: undefined });
  if (proof.denial !== undefined) return unproven(about, proof.denial, proof.attempt);
  const { attempt, caller } = proof;
  const { state } = facts;
  const charges: Charge[] = [];
  const denial = walk({ base, call, state, caller }, charges, trace);
  if (denial === undefined) return { denial, caller, state, address, addressCharge, attempt, charges, reported: nothing };
  return { denial, caller, address, addressCharge, attempt: unsent(attempt), charges, reported: nothing };
}

type About = Pick<Allowed, 'address' | 'addressCharge'>;

function unproven({ address, addressCharge }: About, denial: Denial, attempt?: LoginAttempt): Denied {
  return { denial, caller: undefined, address, addressCharge, attempt, charges: nothing, reported: nothing };
}

function firstObjection<Facts>(checks: readonly Check<Facts>[], facts: Facts, trace?: Trace): Denial | undefined {
  for (const check of checks) {
    const denial = check.judge(facts);
    trace?.({ name: check.name, denial, charge: undefined });
    if (denial !== undefined) return denial;
  }
  return undefined;
}

/** @param charges is filled with what the steps up to the first objection want counted */
function walk(facts: ProvenFacts, charges: Charge[], trace?: Trace): Denial | undefined {
  for (const step of provenSteps) {
    const counted = charges.length;
    const denial = objectionOf(step, facts, charges);
    trace?.({ name: step.kind === 'counted-check' ? step.check.name : step.name, denial, charge: charges[counted] });
    if (denial !== undefined) return denial;
  }
  return undefined;
}

function objectionOf(step: ProvenStep, facts: ProvenFacts, charges: Charge[]): Denial | undefined {
  switch (step.kind) {
    case 'check':
      return step.judge(facts);
    case 'limit':
      add(step.charge(facts), charges);
      return undefined;
    case 'counted-check': {
      const denial = step.check.judge(facts);
      // What the gateway cannot know is nobody's refused command.
      if (denial !== undefined && denial.reason !== 'state_unavailable') add(step.limit.charge(facts), charges);
      return denial;
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
