import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../bench/judging/exit-code.ts';
import type { CaseResult, Figure } from '../../bench/judging/figure.ts';
import { judgeRatios } from '../../bench/judging/judge-ratios.ts';
import { judgeValues } from '../../bench/judging/judge-values.ts';
import { ratioFigure } from '../../bench/judging/ratio-figure.ts';
import { type SideConditions, sideFaults } from '../../bench/judging/side-faults.ts';
import { tableText } from '../../bench/judging/table-text.ts';
import { invalidityLines, validityText } from '../../bench/judging/validity-text.ts';
import { valueFigure } from '../../bench/judging/value-figure.ts';
import type { Bar } from '../../bench/judging/verdict.ts';
import { maxWarmUpRounds, warmUp } from '../../bench/judging/warm-up.ts';

const atLeast: Bar = { kind: 'at-least', value: 0.5 };
const atMost: Bar = { kind: 'at-most', value: 2 };
const loaded = 'the load side was the limit for x: its core was taken for 95 % of the time';

describe('the verdict on ratios', () => {
  it.each<readonly [string, readonly number[], Bar | undefined, readonly string[], string]>([
    ['at least, kept', [0.6, 0.62, 0.58], atLeast, [], 'ok'],
    ['at least, at the bound', [0.5, 0.5], atLeast, [], 'ok'],
    ['at least, missed', [0.45, 0.44, 0.46], atLeast, [], 'short'],
    ['at most, kept', [1.9, 1.8, 2], atMost, [], 'ok'],
    ['at most, missed', [2.1, 2.2, 2.15], atMost, [], 'short'],
    ['without a bar', [1, 1.1], undefined, [], 'valid'],
    ['judged by their middle', [0.49, 0.51, 0.55], atLeast, [], 'ok'],
    ['at the edge of agreeing', [1, 1.15], atLeast, [], 'ok'],
    ['that disagree', [1, 1.16], atLeast, [], 'not-valid'],
    ['that disagree in one round of five', [1, 1, 1, 1, 0.8], atLeast, [], 'not-valid'],
    ['that disagree and would fall short', [0.1, 0.3], atLeast, [], 'not-valid'],
    ['that disagree, without a bar', [1, 2], undefined, [], 'not-valid'],
    ['of sides that the load held back', [0.9, 0.9], atLeast, [loaded], 'not-valid'],
    ['of sides that the load held back, without a bar', [0.9, 0.9], undefined, [loaded], 'not-valid'],
    ['of one round', [0.9], atLeast, [], 'not-valid'],
    ['of a round without an answer', [0.9, Number.NaN], atLeast, [], 'not-valid'],
    ['of a round that cost nothing', [0.9, 0], atMost, [], 'not-valid'],
    ['of a round that cost nothing at the other side', [0.9, Number.POSITIVE_INFINITY], atLeast, [], 'not-valid'],
  ])('%s', (_, ratios, bar, faults, kind) => {
    expect(judgeRatios({ ratios, bar, faults }).kind).toBe(kind);
  });

  it('tells each reason once', () => {
    const verdict = judgeRatios({ ratios: [1, 2], bar: atLeast, faults: [loaded, loaded] });
    expect(verdict).toEqual({ kind: 'not-valid', why: [loaded, 'the ratios of the rounds disagree: 1.00 to 2.00'] });
  });
});

describe('the verdict on values', () => {
  const busy = 'others used 40 % of the two cores';

  it.each<readonly [string, readonly number[], number | undefined, readonly string[], readonly string[], string]>([
    ['kept in all rounds', [40, 49, 50], 50, [], [], 'ok'],
    ['missed in all rounds', [51, 60], 50, [], [], 'short'],
    ['kept in some rounds', [40, 51], 50, [], [], 'not-valid'],
    ['of one round', [40], 50, [], [], 'ok'],
    ['without a bar', [40], undefined, [], [], 'valid'],
    ['kept on a busy machine', [40, 49], 50, [], [busy], 'ok'],
    ['missed on a busy machine', [51, 60], 50, [], [busy], 'not-valid'],
    ['kept in some rounds on a busy machine', [40, 60], 50, [], [busy], 'not-valid'],
    ['without a bar on a busy machine', [40], undefined, [], [busy], 'not-valid'],
    ['kept, of a side that was not warm', [40], 50, ['not warm'], [], 'not-valid'],
    ['that are no numbers', [40, Number.NaN], 50, [], [], 'not-valid'],
    ['of no round', [], 50, [], [], 'not-valid'],
  ])('%s', (_, values, bound, faults, disturbances, kind) => {
    expect(judgeValues({ values, atMost: bound, faults, disturbances }).kind).toBe(kind);
  });
});

describe('what is wrong with a side', () => {
  const well: SideConditions = { name: 'x', isWarm: true, loadSideShare: 0.7, servedShare: 0.95 };

  it.each<readonly [string, Partial<SideConditions>, readonly RegExp[]]>([
    ['nothing', {}, []],
    ['nothing at the edges', { loadSideShare: 0.9, servedShare: 0.75 }, []],
    ['nothing where it rests on purpose', { servedShare: undefined }, []],
    ['the load', { loadSideShare: 0.95 }, [/^the load side was the limit for x: .* 95 %/]],
    ['the load, and so it rested', { loadSideShare: 0.95, servedShare: 0.5 }, [/load side was the limit/]],
    ['the load of a side that rests on purpose', { loadSideShare: 0.91, servedShare: undefined }, [/load side was the limit/]],
    ['what held it back', { servedShare: 0.7 }, [/^something else held x back: .* 70 %/]],
    ['its warm-up', { isWarm: false }, [/^the warm-up of x ended/]],
    ['two things', { isWarm: false, loadSideShare: 1 }, [/warm-up/, /load side/]],
  ])('%s', (_, parts, expected) => {
    const faults = sideFaults({ ...well, ...parts });
    expect(faults).toHaveLength(expected.length);
    for (const [index, pattern] of expected.entries()) expect(faults[index]).toMatch(pattern);
  });
});

describe('the warm-up', () => {
  it('ends with the second of two rounds that agree', async () => {
    expect(await run((round) => [600, 440, 345, 335][round] ?? 0)).toEqual({ isWarm: true, rounds: 4 });
  });

  it('has two rounds at least', async () => {
    expect(await run(() => 100)).toEqual({ isWarm: true, rounds: 2 });
  });

  it('takes a round that costs more for no agreement', async () => {
    expect(await run((round) => [100, 120, 150, 150][round] ?? 0)).toEqual({ isWarm: true, rounds: 4 });
  });

  it.each([
    ['that never agree', (round: number) => (round % 2 === 0 ? 100 : 200)],
    ['that have no cost', () => Number.NaN],
  ])('has an end with rounds %s, and says so', async (_, costs) => {
    expect(await run(costs)).toEqual({ isWarm: false, rounds: maxWarmUpRounds });
  });
});

describe('the results', () => {
  const told = { part: 'a', what: 'a call', gateway: '50 us', reference: 'bare 40 us' };
  const ok = ratioFigure({ ...told, ratios: [0.8, 0.81], bar: atLeast, faults: [] });
  const short = ratioFigure({ ...told, part: 'b', ratios: [0.4, 0.41], bar: atLeast, faults: [] });
  const invalid = ratioFigure({ ...told, part: 'c', ratios: [0.8, 0.8], bar: atLeast, faults: [loaded] });
  const barless = ratioFigure({ ...told, part: 'd', ratios: [0.8, 1.8], bar: undefined, faults: [] });
  const valid = valueFigure({ part: 'e', what: 'memory', values: [5], text: (value) => `${value} MB` });

  it('show the verdict of each row', () => {
    const rows = tableText([ok, short, invalid, barless, valid]).split('\n').slice(2);
    const verdicts = rows.map((row) => row.split('|').at(-2)?.trim());
    expect(verdicts).toEqual(['ok', 'SHORT', 'not valid', 'not valid', '']);
  });

  it('begin with what is valid', () => {
    const text = validityText([resultOf(ok, short), resultOf(invalid, barless, valid), { ...resultOf(), isBroken: true }]);
    expect(text).toContain('Valid rows: 3 of 5. Of these, bar kept: 1; bar missed: 1 (case b); without a bar: 1.');
    expect(text).toContain('Rows that are not valid: 2 (case c, case d); they have no verdict');
    expect(text).toContain('Cases that could not be measured: 1.');
  });

  it('say why a row is not valid', () => {
    expect(invalidityLines([ok, invalid])).toEqual([`c, a call: not valid, because ${loaded}`]);
  });

  it.each<readonly [string, readonly CaseResult[], number]>([
    ['all bars are kept', [resultOf(ok, valid)], 0],
    ['a row without a bar is not valid', [resultOf(ok, barless)], 0],
    ['a row with a bar is not valid', [resultOf(ok), resultOf(invalid)], 2],
    ['a bar is missed', [resultOf(ok, invalid, short)], 1],
    ['a case could not be measured', [resultOf(ok), { ...resultOf(), isBroken: true }], 1],
  ])('end with a code that says so where %s', (_, results, code) => {
    expect(exitCodeOf(results)).toBe(code);
  });
});

/** @param costOf the cost of each round, by its number from 0 */
async function run(costOf: (round: number) => number): Promise<{ readonly isWarm: boolean; readonly rounds: number }> {
  let rounds = 0;
  const isWarm = await warmUp(() => Promise.resolve(costOf(rounds++)));
  return { isWarm, rounds };
}

function resultOf(...figures: readonly Figure[]): CaseResult {
  return { figures, remarks: [] };
}
