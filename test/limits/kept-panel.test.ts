import { expect, it } from 'vitest';
import { KeptPanel } from '../../src/limits/kept/kept-panel.ts';
import { MemoryFailures } from '../../src/limits/logins/memory-failures.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { ban, keyTerms } from './kept-site.ts';

it('what changes while another process writes is kept in mind within a bound: beyond it, what is not banned any more is dropped', () => {
  const clock = new ManualClock();
  const failures = new MemoryFailures(clock, 100);
  const panel = new KeptPanel({ failures, rememberedMs: () => ban.maxMs, keyPerMs: () => keyTerms.perMs }, clock);
  for (let count = 0; count < 5000; count += 1) {
    const subject = { kind: 'address', text: `a${count}` } as const;
    failures.ban(subject, count < 50 ? 60_000 : 1);
    panel.touch(subject);
    clock.advance(1);
    expect(panel.touched).toBeLessThanOrEqual(1000);
  }
  // Those that run are not forgotten: the files of another process do not take their place.
  panel.merge({ bans: new Map(), keys: new Map() });
  expect(failures.bans()).toHaveLength(50);
});
