import { judgeArrival, judgeCall } from '../../src/checks/judge.ts';
import type { Denial } from '../../src/domain/call/denial.ts';
import type { PanelState } from '../../src/domain/panel/panel-state.ts';
import type { Snapshot } from '../../src/domain/judging/snapshot.ts';
import type { Trace } from '../../src/domain/judging/trace.ts';
import type { Verdict } from '../../src/domain/judging/verdict.ts';
import { readCall } from '../../src/hestia/call/read-call.ts';
import { readCommandTable } from '../../src/hestia/files/command-table.ts';
import { wantsReturncode } from '../../src/hestia/call/wants-returncode.ts';
import { isApiPath } from '../../src/http/request/api-path.ts';
import { createFilesState } from '../../src/state/files/files-state.ts';
import { addressOf, arrivalWith, policyWith, snapshotOf, worldWith } from './facts.ts';
import { silentLog } from '../state/sources/silent-log.ts';
import { openRecordedPanel } from './recorded-panel.ts';
import { inherit } from './test-gateway.ts';
import type { Recording, Transcript } from './transcripts.ts';

/** How a recorded request is judged: nothing listens, nothing is counted. */
export interface JudgedTranscript {
  readonly verdict: Verdict | undefined;
  readonly denial: Denial | undefined;
  /** It asked for the bare exit code. */
  readonly returncode: boolean;
}

/** What the recorded panel with this hestia.conf is judged by. */
export async function snapshotOfPanel(recording: Recording, conf: Transcript['panel'], deprecated: boolean): Promise<Snapshot> {
  const policy = policyWith({
    clients: { allow: inherit },
    auth: { allowed: { 'access-key': true, 'api-key': deprecated, password: deprecated } },
  });
  const state = await readState(recording, conf);
  return snapshotOf(worldWith({ policy, state, commandTable: readCommandTable() }));
}

/** From the panel's own files, once. */
async function readState(recording: Recording, conf: Transcript['panel']): Promise<PanelState | undefined> {
  const folder = await openRecordedPanel(recording, conf);
  const source = createFilesState({
    settings: { root: folder.root, readApiKeys: true },
    // So far ahead that every file has long settled.
    clock: { monotonicMs: () => performance.now(), wallMs: () => Date.now() + 60_000 },
    log: silentLog,
  });
  await source.start();
  await source.stop();
  await folder.remove();
  return source.current();
}

export function judgeTranscript({ request }: Transcript, snapshot: Snapshot, trace?: Trace): JudgedTranscript {
  const body = Buffer.from(request.bodyBase64 ?? '', 'base64');
  const contentType = request.contentType ?? undefined;
  const arrival = arrivalWith({
    address: addressOf('127.0.0.1'),
    method: request.method,
    pathIsApi: isApiPath(request.path),
    contentType,
  });
  const arrived = judgeArrival(arrival, snapshot, trace);
  if (arrived.kind !== 'allowed' || arrived.denial !== undefined) {
    return { verdict: undefined, denial: arrived.denial, returncode: wantsReturncode(contentType, body) === true };
  }
  const read = readCall(contentType, body);
  const returncode = read.returncode === true;
  if (read.kind === 'denial') return { verdict: undefined, denial: read.denial, returncode };
  const verdict = judgeCall(arrived, read.call, trace);
  return { verdict, denial: verdict.denial, returncode };
}
