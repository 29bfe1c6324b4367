import { beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/domain/judging/snapshot.ts';
import { refusalBody, refusalOf } from '../../src/hestia/answer/refusal.ts';
import { judgeTranscript, snapshotOfPanel } from '../support/judge-transcript.ts';
import { readRecording, type Transcript } from '../support/transcripts.ts';

// The verdict on every recorded request, without a gateway. test/journeys/transcripts.test.ts plays the same requests over sockets, and holds what
// traffic gives to these verdicts.

const recording = readRecording();
const confs = [...new Set(recording.transcripts.map(({ panel }) => JSON.stringify(panel)))];

describe.each(confs)('the verdict at a panel with %s', (conf) => {
  const panel = JSON.parse(conf) as Transcript['panel'];
  const cases = recording.transcripts.filter((transcript) => JSON.stringify(transcript.panel) === conf);
  let strict: Snapshot;
  let wide: Snapshot;

  beforeAll(async () => {
    strict = await snapshotOfPanel(recording, panel, false);
    wide = await snapshotOfPanel(recording, panel, true);
  });

  it.each(cases.map((transcript) => [transcript.id, transcript] as const))('on %s is that of the contract', (_id, transcript) => {
    const { kind, status, exitCode, body = null, onlyWith } = transcript.gateway;
    const told = toldOf(transcript, onlyWith === undefined ? strict : wide);
    // A body of null stands for any text of the panel's form.
    expect({ ...told, body: body === null && /^Error: ./.test(told.body ?? '') ? null : told.body }).toEqual({
      kind,
      status,
      exitCode,
      body,
    });
  });

  const deprecated = cases.filter(({ gateway }) => gateway.onlyWith !== undefined);
  it.each(deprecated.map((transcript) => [transcript.id, transcript] as const))('on %s is no by default', (_id, transcript) => {
    expect(judgeTranscript(transcript, strict).denial).toEqual({ reason: 'api_disabled' });
  });
});

/** What the client of a recorded request is told; of one that is forwarded, nothing. */
function toldOf(transcript: Transcript, snapshot: Snapshot): Omit<Transcript['gateway'], 'onlyWith'> {
  const { denial, returncode } = judgeTranscript(transcript, snapshot);
  if (denial === undefined) return { kind: 'forward', body: null };
  const refusal = refusalOf(denial);
  const body = refusalBody(refusal, returncode);
  return { kind: 'refuse', status: refusal.status, exitCode: String(refusal.exitCode), body };
}
