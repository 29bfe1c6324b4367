import type { Arrival } from '../domain/call/arrival.ts';
import type { Call } from '../domain/call/call.ts';
import type { Denial } from '../domain/call/denial.ts';
import type { Charge, LoginAttempt } from '../domain/ledger/ledger.ts';
import type { Snapshot } from '../domain/judging/snapshot.ts';
import type { Check, ProvenFacts, ProvenStep } from '../domain/judging/step.ts';
import type { Allowed, ArrivalVerdict, Denied, Verdict } from '../domain/judging/verdict.ts';
import { pipeline } from './pipeline.ts';

const [addressKnown, ...arrivalChecks] = pipeline.onArrival;
const [addressRate, ...requestChecks] = pipeline.onRequest;
const [stateKnown, ...callChecks] = pipeline.onCall;
const [credentialProven, ...provenSteps] = pipeline.onProof;

const nothing: readonly never[] = Object.freeze([]);

/** Judges a request before its body is read. Counts, waits for and writes nothing. */
export function judgeArrival(arrival: Arrival, snapshot: Snapshot): ArrivalVerdict {
  const facts = addressKnown.prove({ arrival, snapshot });
  if (isDenial(facts)) return { kind: 'unaddressed', denial: facts };
  const { address } = facts;
  const addressCharge = addressRate.charge(facts);
  const objection = firstObjection(arrivalChecks, facts);
  if (objection !== undefined)
    return { kind: 'not-allowed', denial: objection, facts, address, addressCharge, attempt: undefined, charges: nothing };
  const denial = firstObjection(requestChecks, facts);
  return { kind: 'allowed', denial, facts, address, addressCharge, attempt: undefined, charges: nothing };
}

/** Judges the call of a request that was let in. Counts, waits for and writes nothing. */
export function judgeCall({ facts: base, address, addressCharge }: Allowed, call: Call): Verdict {
  const about = { address, addressCharge };
  const facts = stateKnown.prove({ base, call });
  if (isDenial(facts)) return unproven(about, facts);
  const objection = firstObjection(callChecks, facts);
  if (objection !== undefined) return unproven(about, objection);
  const proof = credentialProven.prove(facts);
  if (proof.denial !== undefined) return unproven(about, proof.denial, proof.attempt);
  const { attempt, caller } = proof;
  const { state } = facts;
  const charges: Charge[] = [];
  const denial = walk(provenSteps, { base, call, state, caller }, charges);
  if (denial === undefined) return { denial, caller, state, address, addressCharge, attempt, charges, reported: nothing };
  return { denial, caller, address, addressCharge, attempt: unsent(attempt), charges, reported: nothing };
}

type About = Pick<Allowed, 'address' | 'addressCharge'>;

function unproven({ address, addressCharge }: About, denial: Denial, attempt?: LoginAttempt): Denied {
  return { denial, caller: undefined, address, addressCharge, attempt, charges: nothing, reported: nothing };
}

function firstObjection<Facts>(checks: readonly Check<Facts>[], facts: Facts): Denial | undefined {
  for (const check of checks) {
    const denial = check.judge(facts);
    if (denial !== undefined) return denial;
  }
  return undefined;
}

/** @param charges is filled with what the steps up to the first objection want counted */
function walk(steps: readonly ProvenStep[], facts: ProvenFacts, charges: Charge[]): Denial | undefined {
  for (const step of steps) {
    const denial = objectionOf(step, facts, charges);
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

function isDenial(proven: Denial | object): proven is Denial {
  return 'reason' in proven;
}
