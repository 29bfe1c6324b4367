import type { Denial } from '../../../src/domain/call/denial.ts';
import type { Outcome } from '../../../src/domain/gateway/observer.ts';
import type { PanelAnswer } from '../../../src/domain/gateway/panel-client.ts';
import { arrivalWith, callWith, idOfAlice } from '../../support/facts.ts';

/** A call that the panel answered with this exit code. */
export function answered(exitCode: string | undefined, changes: Partial<Outcome> = {}): Outcome {
  const answer: PanelAnswer = { status: 200, contentType: 'text/html; charset=UTF-8', exitCode, body: Buffer.from('OK') };
  return {
    panel: 'main',
    arrival: arrivalWith(),
    call: callWith(),
    keyId: idOfAlice,
    knownUsers: undefined,
    user: 'alice',
    wouldRefuse: undefined,
    result: { kind: 'answered', answer },
    timings: { totalMs: 130, queueMs: 9, panelMs: 120 },
    ...changes,
  };
}

/** A request that was refused before anything was sent. */
export function refused(denial: Denial, changes: Partial<Outcome> = {}): Outcome {
  return {
    ...answered('0'),
    result: { kind: 'refused', denial },
    timings: { totalMs: 0.2, queueMs: undefined, panelMs: undefined },
    ...changes,
  };
}
