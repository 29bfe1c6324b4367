import { judgeArrival, judgeCall } from '../../checks/judge.ts';
import { type Address, parseAddress } from '../../domain/address/address.ts';
import type { Arrival } from '../../domain/call/arrival.ts';
import { isAccessKeyId } from '../../domain/call/bounds.ts';
import type { Call } from '../../domain/call/call.ts';
import type { Denial } from '../../domain/call/denial.ts';
import type { ExplainedCall, ExplainedRequest } from '../../domain/gateway/explain-control.ts';
import type { KeyUse } from '../../domain/judging/verdict.ts';
import type { Snapshot } from '../../domain/judging/snapshot.ts';
import type { TracedStep } from '../../domain/judging/trace.ts';
import type { Entry } from '../../domain/ledger/ledger.ts';
import { Secret } from '../../domain/secret.ts';
import { refusalBody, refusalOf } from '../../hestia/answer/refusal.ts';
import { readCall } from '../../hestia/call/read-call.ts';
import { isApiPath } from '../../http/request/api-path.ts';
import { changeFor } from './change-for.ts';
import type { ExplainedStep, Explanation } from './explanation.ts';
import type { FactPlaces } from './fact-places.ts';
import type { Looked } from './looked.ts';
import { sawOf } from './saw-of.ts';

/** Stands for the secret of the key, which is not asked for. */
const standIn = new Secret('0'.repeat(40));

/** A walk of the pipeline with its steps, before anything of it is counted. */
export interface WalkResult {
  readonly looked: Looked;
  readonly steps: readonly ExplainedStep[];
  readonly denial: Denial | undefined;
  /** What would be counted; undefined: the step is not reached. */
  readonly entry: Entry | undefined;
  readonly address: Address | undefined;
  /** The address may call. */
  readonly isLetIn: boolean;
  /** Of a key that may be used so often. */
  readonly use?: KeyUse | undefined;
  /** The client wants the bare exit code. */
  readonly returncode: boolean;
}

export interface KnownBeside {
  /** What of the panel's state could not be read, in words. */
  readonly unread?: readonly string[];
  readonly places?: FactPlaces | undefined;
  /** Wall clock: at which it is judged. */
  readonly nowMs: number;
}

/** Has the pipeline judge a call with a trace. Counts nothing, and takes the secret to be right. */
export function explainCall(asked: ExplainedCall, snapshot: Snapshot, { unread = [], places, nowMs }: KnownBeside): Explanation {
  return explanationOf(walkCall(asked, snapshot, { places, nowMs }), unread, false);
}

/** The same of a request as it is sent: the secret in it is compared. */
export function explainRequest(
  asked: ExplainedRequest,
  snapshot: Snapshot,
  { unread = [], places, nowMs }: KnownBeside,
): Explanation {
  return explanationOf(walkRequest(asked, snapshot, { places, nowMs }), unread, false);
}

export function walkCall(asked: ExplainedCall, snapshot: Snapshot, about: About): WalkResult {
  const call: Call = {
    credential: { kind: 'access-key', id: bytesOf(asked.key), secret: standIn },
    command: bytesOf(asked.command),
    args: asked.args.map(bytesOf),
    returncode: undefined,
  };
  const looked = lookedOf(asked, snapshot, { ...about, isSecretGiven: false });
  const arrival = arrivalOf({ from: asked.from, method: 'POST', path: '/api/', contentType: formType }, about.nowMs);
  return walk({ looked, snapshot: withStandIn(snapshot, asked.key), arrival, read: { call, returncode: false } });
}

export function walkRequest(asked: ExplainedRequest, snapshot: Snapshot, about: About): WalkResult {
  const read = readCall(asked.contentType, asked.body);
  const call = read.kind === 'call' ? read.call : undefined;
  const named = {
    from: asked.from,
    key: keyNameOf(call),
    command: commandOf(call, snapshot),
    args: call?.args.map(textOf) ?? [],
  };
  const looked = lookedOf(named, snapshot, { ...about, isSecretGiven: true });
  const returncode = read.returncode === true;
  return walk({
    looked,
    snapshot,
    arrival: arrivalOf(asked, about.nowMs),
    read: read.kind === 'call' ? { call: read.call, returncode } : { denial: read.denial, returncode },
  });
}

/** What is known of the panel besides the snapshot. */
interface About {
  readonly places: FactPlaces | undefined;
  readonly isLive?: boolean;
  readonly nowMs: number;
}

function lookedOf(
  asked: ExplainedCall,
  snapshot: Snapshot,
  { places, nowMs: _nowMs, ...about }: About & { readonly isSecretGiven: boolean },
): Looked {
  return { asked, snapshot, ...about, ...(places && { places }) };
}

export function explanationOf(walked: WalkResult, unread: readonly string[], isLive: boolean): Explanation {
  const { looked, steps, denial, returncode } = walked;
  const { asked, snapshot } = looked;
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
      refusal === undefined
        ? null
        : { status: refusal.status, exitCode: refusal.exitCode, body: refusalBody(refusal, returncode) },
    change: denial === undefined ? null : changeFor(denial, looked),
    unread,
    isLive,
  };
}

interface Walking {
  readonly looked: Looked;
  readonly snapshot: Snapshot;
  readonly arrival: Arrival;
  readonly read: { readonly returncode: boolean } & ({ readonly call: Call } | { readonly denial: Denial });
}

function walk({ looked, snapshot, arrival, read }: Walking): WalkResult {
  const steps: ExplainedStep[] = [];
  const trace = (step: TracedStep): void =>
    void steps.push({ step: step.name, result: resultOf(step), saw: sawOf(step, looked) });
  const { returncode } = read;
  const { address } = arrival;
  const about = { looked, steps, address, returncode };
  const arrived = judgeArrival(arrival, snapshot, trace);
  if (arrived.kind === 'unaddressed') return { ...about, denial: arrived.denial, entry: undefined, isLetIn: false };
  const isLetIn = arrived.kind === 'allowed';
  if (!isLetIn || arrived.denial !== undefined) return { ...about, denial: arrived.denial, entry: arrived, isLetIn };
  if ('denial' in read) {
    steps.push({ step: read.denial.reason, result: 'refused', saw: 'the body, which is no call' });
    return { ...about, denial: read.denial, entry: arrived, isLetIn };
  }
  const verdict = judgeCall(arrived, read.call, trace);
  return { ...about, denial: verdict.denial, entry: verdict, isLetIn, use: verdict.use };
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

const formType = 'application/x-www-form-urlencoded';

function arrivalOf({ from, method, path, contentType }: Omit<ExplainedRequest, 'body'>, receivedMs: number): Arrival {
  return {
    requestId: '0'.repeat(32),
    receivedMs,
    address: parseAddress(from),
    proxy: undefined,
    method,
    pathIsApi: isApiPath(path),
    contentType,
    expectsContinue: false,
    isEarly: false,
    trace: undefined,
  };
}

/** Never a secret, also where the client has mixed up its fields. */
function keyNameOf(call: Call | undefined): string {
  if (call === undefined) return '';
  const { credential } = call;
  if (credential.kind !== 'access-key') return credential.kind;
  return isAccessKeyId(credential.id) ? credential.id : unfit;
}

/** Likewise. */
function commandOf(call: Call | undefined, { state }: Snapshot): string {
  const command = call?.command ?? '';
  return command === '' || state?.commands.has(command) === true ? command : unfit;
}

const unfit = '?';

/** Text as a request would carry it: one character a byte. */
function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function textOf(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
