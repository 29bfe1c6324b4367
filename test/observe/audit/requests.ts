import type { Denial } from '../../../src/domain/call/denial.ts';
import type { Outcome, ObservedRequest } from '../../../src/domain/gateway/observer.ts';
import type { PanelAnswer } from '../../../src/domain/gateway/panel-client.ts';
import { addressOf, arrivalWith, callWith, idOfAlice, stateWith } from '../../support/facts.ts';

/** Alice's key lists alice, with each part open to change. */
export function subjectWith(changes: Partial<ObservedRequest> = {}): ObservedRequest {
  return {
    panel: 'main',
    arrival: arrivalWith(),
    call: callWith(),
    keyId: idOfAlice,
    user: 'alice',
    knownUsers: stateWith().users,
    wouldRefuse: undefined,
    ...changes,
  };
}

export function answeredWith(answer: Partial<PanelAnswer> = {}, changes: Partial<Outcome> = {}): Outcome {
  return {
    ...subjectWith(),
    result: {
      kind: 'answered',
      answer: { status: 200, contentType: undefined, exitCode: '0', body: Buffer.alloc(0), ...answer },
    },
    timings: { totalMs: 105.04, queueMs: 1.25, panelMs: 103.4 },
    ...changes,
  };
}

export function refusedWith(denial: Denial, changes: Partial<Outcome> = {}): Outcome {
  return {
    ...subjectWith(),
    result: { kind: 'refused', denial },
    timings: { totalMs: 0.44, queueMs: undefined, panelMs: undefined },
    ...changes,
  };
}

/** A refusal before the call was known. */
export function refusedFrom(address: string | undefined, denial: Denial): Outcome {
  return refusedWith(denial, {
    arrival: arrivalWith({ address: address === undefined ? undefined : addressOf(address) }),
    call: undefined,
    keyId: undefined,
    user: undefined,
    knownUsers: undefined,
  });
}

export const notAllowed: Denial = { reason: 'address_not_allowed' };
export const keyUnknown: Denial = { reason: 'key_unknown', deprecated: false };
