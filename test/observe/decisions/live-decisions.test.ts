import { describe, expect, it } from 'vitest';
import type { DecisionFilter } from '../../../src/domain/gateway/decisions-control.ts';
import { LiveDecisions } from '../../../src/observe/decisions/live-decisions.ts';
import { answered, refused } from '../metrics/outcomes.ts';

const all: DecisionFilter = { panel: undefined, key: undefined, addresses: undefined, reason: undefined };

function watching(live: LiveDecisions, filter = all, takes: () => boolean = () => true): string[] {
  const texts: string[] = [];
  live.watch(filter, (text) => takes() && texts.push(text) > 0);
  return texts;
}

describe('decisions as they come', () => {
  it('are shown up to 50 a second, and the rest is counted', () => {
    const live = new LiveDecisions();
    const texts = watching(live);
    for (let count = 0; count < 120; count += 1) live.tell(answered('0'), '{}');
    live.tell(answered('0'), undefined);
    expect(texts).toHaveLength(50);
    live.tick();
    expect(texts.at(-1)).toBe('{"notShown":71}\n');
    live.tell(answered('0'), '{"n":1}');
    live.tick();
    expect(texts.slice(-2)).toEqual(['{"n":1}\n', '{"notShown":0}\n']);
  });

  it('are told to each viewer by its own filter', () => {
    const live = new LiveDecisions();
    const wrong = watching(live, { ...all, reason: 'secret_wrong' });
    const reported = watching(live, { ...all, reason: 'key_rate' });
    live.tell(refused({ reason: 'secret_wrong', deprecated: false }), 'wrong');
    live.tell(answered('0', { wouldRefuse: ['key_rate'] }), 'reported');
    live.tell(answered('0'), 'permitted');
    expect([wrong, reported]).toEqual([['wrong\n'], ['reported\n']]);
  });

  it('are told of one panel alone where that is wanted', () => {
    const live = new LiveDecisions();
    const own = watching(live, { ...all, panel: answered('0').panel });
    const other = watching(live, { ...all, panel: 'another' });
    live.tell(answered('0'), 'told');
    expect([own, other]).toEqual([['told\n'], []]);
  });

  it('that a slow viewer does not take are counted, and told when it takes something again', () => {
    const live = new LiveDecisions();
    let takes = false;
    const texts = watching(live, all, () => takes);
    live.tell(answered('0'), '{}');
    live.tick();
    takes = true;
    live.tick();
    expect(texts).toEqual(['{"notShown":1}\n']);
  });
});
