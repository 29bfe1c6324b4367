import { beforeAll, describe, expect, it } from 'vitest';
import { judgeArrival, judgeCall } from '../../src/checks/judge.ts';
import { pipeline } from '../../src/checks/pipeline.ts';
import type { Snapshot } from '../../src/domain/judging/snapshot.ts';
import type { TracedStep } from '../../src/domain/judging/trace.ts';
import { callWith, policyWith, snapshotOf, stateWith, type World, worldWith } from '../support/facts.ts';
import { judgeTranscript, snapshotOfPanel } from '../support/judge-transcript.ts';
import { readRecording, type Transcript } from '../support/transcripts.ts';

// The trace of a walk: the same verdict, and what each step said on the way to it.

/** Those of policies are passed over where the key has none. */
const inOrder = Object.values(pipeline)
  .flat()
  .map((step) => (step.kind === 'counted-check' ? step.check : step))
  .filter(({ kind }) => kind !== 'key-check' && kind !== 'key-limit')
  .map(({ name }) => name);

describe('the trace of a walk', () => {
  it('has each step of a permitted call, in the order of the pipeline', () => {
    expect(traceOf().map(({ name }) => name)).toEqual(inOrder);
    expect(traceOf().filter(({ denial }) => denial !== undefined)).toEqual([]);
  });

  it('says of each limit what it charges', () => {
    const policy = policyWith({ limits: { commands: new Map([['v-list-user', { calls: 7, perMs: 60_000 }]]) } });
    const charged = traceOf({ policy }).filter(({ charge }) => charge !== undefined);
    expect(charged.map(({ name, charge }) => [name, charge?.limit, charge?.rate.calls])).toEqual([
      ['address_rate', 'address_rate', 120],
      ['key_rate', 'key_rate', 600],
      ['command_rate', 'command_rate', 7],
    ]);
  });

  it('says of a counted objection what it charges', () => {
    const state = stateWith({ profiles: new Map() });
    expect(traceOf({ state }).at(-1)).toMatchObject({
      name: 'command_not_allowed',
      denial: { reason: 'command_not_allowed' },
      charge: { limit: 'refused_commands' },
    });
  });

  it.each<readonly [string, Partial<World>]>([
    ['state_unavailable', { isStale: true }],
    ['credential', { state: stateWith({ accessKeys: new Map() }) }],
    ['user_mismatch', { call: callWith({ args: ['bob'] }) }],
    ['command_not_allowed', { state: stateWith({ profiles: new Map([['other', { role: 'user', commands: new Set() }]]) }) }],
  ])('ends with %s where that objects', (name, changes) => {
    const trace = traceOf(changes);
    expect(trace.map((step) => step.name)).toEqual(inOrder.slice(0, inOrder.indexOf(name) + 1));
    expect(trace.filter(({ denial }) => denial !== undefined)).toEqual(trace.slice(-1));
  });
});

const recording = readRecording();
const confs = [...new Set(recording.transcripts.map(({ panel }) => JSON.stringify(panel)))];

describe.each(confs)('traced at a panel with %s', (conf) => {
  const panel = JSON.parse(conf) as Transcript['panel'];
  const cases = recording.transcripts.filter((transcript) => JSON.stringify(transcript.panel) === conf);
  let snapshots: readonly Snapshot[];

  beforeAll(async () => {
    snapshots = await Promise.all([false, true].map((deprecated) => snapshotOfPanel(recording, panel, deprecated)));
  });

  it.each(cases.map((transcript) => [transcript.id, transcript] as const))('%s has the verdict of traffic', (_id, transcript) => {
    for (const snapshot of snapshots) {
      const trace: TracedStep[] = [];
      const traced = judgeTranscript(transcript, snapshot, (step) => trace.push(step));
      expect(traced).toEqual(judgeTranscript(transcript, snapshot));
      const last = trace.at(-1);
      // A body that is no call is refused between the steps.
      const isBetween = traced.verdict === undefined && last?.denial === undefined;
      expect(last?.denial).toEqual(isBetween ? undefined : traced.denial);
      expect(trace.map(({ name }) => name)).toEqual(inOrder.slice(0, trace.length));
    }
  });
});

function traceOf(changes: Partial<World> = {}): readonly TracedStep[] {
  const world = worldWith(changes);
  const trace: TracedStep[] = [];
  const arrived = judgeArrival(world.arrival, snapshotOf(world), (step) => trace.push(step));
  if (arrived.kind === 'allowed' && arrived.denial === undefined) judgeCall(arrived, world.call, (step) => trace.push(step));
  return trace;
}
