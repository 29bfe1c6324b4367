import { judgeArrival, judgeCall } from '../../checks/judge.ts';
import { parseAddress } from '../../domain/address/address.ts';
import type { Arrival } from '../../domain/call/arrival.ts';
import type { Call } from '../../domain/call/call.ts';
import type { Denial } from '../../domain/call/denial.ts';
import type { Snapshot } from '../../domain/judging/snapshot.ts';
import type { Trace, TracedStep } from '../../domain/judging/trace.ts';
import { Secret } from '../../domain/secret.ts';
import { refusalBody, refusalOf } from '../../hestia/answer/refusal.ts';
import { changeFor } from './change-for.ts';
import type { ExplainedCall, ExplainedStep, Explanation } from './explanation.ts';
import { type Looked, sawOf } from './saw-of.ts';

/** Stands for the secret of the key, which is not asked for. */
const standIn = new Secret('0'.repeat(40));

/**
 * Has the pipeline judge a call with a trace. Counts nothing, and takes the secret to be right.
 *
 * @param unread what of the panel's state could not be read, in words
 */
export function explainCall(asked: ExplainedCall, snapshot: Snapshot, unread: readonly string[] = []): Explanation {
  const call: Call = {
    credential: { kind: 'access-key', id: bytesOf(asked.key), secret: standIn },
    command: bytesOf(asked.command),
    args: asked.args.map(bytesOf),
    returncode: undefined,
  };
  const looked: Looked = { asked, snapshot };
  const steps: ExplainedStep[] = [];
  const denial = walk(call, { arrival: arrivalOf(asked.from), snapshot: withStandIn(snapshot, asked.key) }, (step) =>
    steps.push({ step: step.name, result: resultOf(step), saw: sawOf(step, looked) }),
  );
  const refusal = denial === undefined ? undefined : refusalOf(denial);
  return {
    panel: snapshot.panel,
    from: asked.from,
    key: asked.key,
    command: asked.command,
    steps,
    verdict: denial === undefined ? 'permitted' : 'refused',
    reason: denial?.reason ?? null,
    answer:
      refusal === undefined ? null : { status: refusal.status, exitCode: refusal.exitCode, body: refusalBody(refusal, false) },
    change: denial === undefined ? null : changeFor(denial.reason, looked),
    unread,
  };
}

interface Arrived {
  readonly arrival: Arrival;
  readonly snapshot: Snapshot;
}

function walk(call: Call, { arrival, snapshot }: Arrived, trace: Trace): Denial | undefined {
  const arrived = judgeArrival(arrival, snapshot, trace);
  if (arrived.kind !== 'allowed' || arrived.denial !== undefined) return arrived.denial;
  return judgeCall(arrived, call, trace).denial;
}

function resultOf({ denial, isReported, charge }: TracedStep): ExplainedStep['result'] {
  if (isReported) return 'reported';
  if (denial !== undefined) return 'refused';
  return charge === undefined ? 'passed' : 'counted';
}

/** The same snapshot, but that the key, where the panel has it, has the secret that the call has. */
function withStandIn(snapshot: Snapshot, id: string): Snapshot {
  const { state } = snapshot;
  const key = state?.accessKeys.get(id);
  if (state === undefined || key === undefined) return snapshot;
  const accessKeys = new Map(state.accessKeys).set(id, { ...key, secretDigest: standIn.digest() });
  return { ...snapshot, state: { ...state, accessKeys } };
}

/** A POST of a form to the API's path, as every client sends it. */
function arrivalOf(from: string): Arrival {
  return {
    requestId: '0'.repeat(32),
    address: parseAddress(from),
    proxy: undefined,
    method: 'POST',
    pathIsApi: true,
    contentType: 'application/x-www-form-urlencoded',
    expectsContinue: false,
    isEarly: false,
  };
}

/** Text as a request would carry it: one character a byte. */
function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
