import type { ChainKey } from '../../../observe/chain/chain-key.ts';
import type { Anchors } from './anchors.ts';
import type { RunCheck } from './line-check.ts';
import type { Remarks } from './remarks.ts';

interface Read {
  readonly runs: ReadonlyMap<number, RunCheck>;
  readonly remarks: Remarks;
  readonly key: ChainKey | undefined;
  readonly anchors: Anchors;
}

/** What is to be said of runs when all lines have been read. */
export function tellRuns({ runs, remarks, key }: Read): void {
  const numbers = [...runs.keys()].toSorted((one, other) => one - other);
  const last = numbers.at(-1);
  for (const [index, number] of numbers.entries()) {
    const run = runs.get(number);
    const before = numbers[index - 1];
    if (before !== undefined && number > before + 1)
      remarks.add(
        'note',
        '',
        `${runsText(before + 1, number - 1)} left no line: ended before the first, or cut before run ${number}`,
      );
    if (run !== undefined && !run.isStopped && number !== last)
      remarks.add('note', '', `run ${number} was not ended in order: its last line here is ${run.next - 1}`);
    if (key !== undefined && run?.base === undefined)
      remarks.add('unproven', '', `run ${number} is from before the key, which is for runs from ${key.run} on`);
  }
  if (key === undefined)
    remarks.add(
      'unproven',
      '',
      'there is no key: only the order of the lines was looked at, and who changes them can number them anew',
    );
}

/** What the anchors say of lines that are not here, and which lines none of them tells of. */
export function tellAnchored({
  runs,
  remarks,
  anchors,
  lastAnchored,
}: Read & { readonly lastAnchored: { readonly run: number; readonly seq: number } | undefined }): void {
  const numbers = [...runs.keys()].toSorted((one, other) => one - other);
  const [first = 0] = numbers;
  for (const { run, seq } of anchors.lastOfEach()) {
    const check = runs.get(run);
    if (run < first || (check !== undefined && seq < check.next)) continue;
    const here = check === undefined ? 'it has no line here' : `its last line here is ${check.next - 1}`;
    remarks.add(
      'tampered',
      '',
      `an anchor tells of line ${seq} of run ${run}, and ${here}: the end was cut off, or its file was not given`,
    );
  }
  for (const { run, seq } of anchors.contradictions)
    remarks.add('tampered', '', `two anchors tell different things of ${placeText({ run, seq })}: one of them was forged`);
  if (anchors.left > 0)
    remarks.add('unproven', '', `${anchors.left} anchors were not looked at, as there are too many: give them in parts`);
  const last = runs.get(numbers.at(-1) ?? 0);
  if (last === undefined) return;
  const end = last.next - 1;
  if (lastAnchored === undefined) remarks.add('unproven', '', 'there is no anchor: lines may have been cut off at the end');
  else if (lastAnchored.run !== last.run)
    remarks.add('unproven', '', `there is no anchor of run ${last.run}: its lines may have been cut off at the end`);
  else if (lastAnchored.seq < end) remarks.add('note', '', behindText(end - lastAnchored.seq, placeText(lastAnchored)));
  else if (!last.isStopped)
    remarks.add('note', '', 'the last line has an anchor; one that was cut off behind it would not be missed');
}

function behindText(count: number, place: string): string {
  const lines = count === 1 ? '1 line is' : `${count} lines are`;
  return `${lines} behind the last one with an anchor, ${place}; a line that was cut off there would not be missed`;
}

function placeText({ run, seq }: { readonly run: number; readonly seq: number }): string {
  return `line ${seq} of run ${run}`;
}

function runsText(from: number, to: number): string {
  return from === to ? `run ${from}` : `runs ${from} to ${to}`;
}
