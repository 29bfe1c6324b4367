import { beforeEach, describe, expect, it } from 'vitest';
import { type CircuitBreaker, createCircuitBreaker, type CircuitEvidence } from '../../src/forward/exchange/circuit-breaker.ts';

let nowMs = 0;
let breaker: CircuitBreaker;
let changes: (number | undefined)[];

beforeEach(() => {
  nowMs = 1000;
  changes = [];
  breaker = createCircuitBreaker({
    clock: { monotonicMs: () => nowMs, wallMs: () => 0 },
    maxTimeouts: () => 3,
    changed: (openMs) => changes.push(openMs),
  });
});

/** The end of a call that is let through. */
function letThrough(): (verdict: CircuitEvidence) => void {
  const entry = breaker.enter();
  if (entry.kind === 'open') throw new Error(`expected to be let through, am to wait ${entry.retryAfterMs} ms`);
  return entry.ended;
}

function calls(...verdicts: readonly CircuitEvidence[]): void {
  for (const verdict of verdicts) letThrough()(verdict);
}

const failFiveTimes = (): void => calls('failed', 'failed', 'failed', 'failed', 'failed');

describe('a circuit', () => {
  it('is closed, and lets all through', () => {
    calls('answered', 'answered');
    expect([breaker.state(), breaker.retryAfterMs(), changes]).toEqual(['closed', undefined, []]);
  });

  it.each<readonly [string, readonly CircuitEvidence[]]>([
    ['five calls that failed', ['failed', 'failed', 'failed', 'failed', 'failed']],
    ['three that timed out', ['timed-out', 'timed-out', 'timed-out']],
    ['five that failed or timed out', ['failed', 'timed-out', 'failed', 'timed-out', 'failed']],
    ['five between which nothing was learned', ['failed', 'failed', 'nothing-learned', 'failed', 'failed', 'failed']],
  ])('opens after %s in a row, not before', (_, verdicts) => {
    calls(...verdicts.slice(0, -1));
    expect(breaker.state()).toBe('closed');
    calls(...verdicts.slice(-1));
    expect([breaker.state(), breaker.retryAfterMs(), changes]).toEqual(['open', 10_000, [10_000]]);
  });

  it('does not open for failures between which a call was answered', () => {
    for (let time = 0; time < 10; time += 1) calls('failed', 'timed-out', 'failed', 'timed-out', 'answered');
    expect(breaker.state()).toBe('closed');
  });

  it('does not open for calls of which nothing is learned', () => {
    for (let time = 0; time < 10; time += 1) calls('nothing-learned');
    expect(breaker.state()).toBe('closed');
  });

  it('counts each call once', () => {
    const ended = letThrough();
    for (let time = 0; time < 10; time += 1) ended('failed');
    expect(breaker.state()).toBe('closed');
  });
});

describe('an open circuit', () => {
  beforeEach(failFiveTimes);

  it('lets nothing through for 10 s, and says for how long', () => {
    nowMs += 9999;
    expect([breaker.enter(), breaker.state()]).toEqual([{ kind: 'open', retryAfterMs: 1 }, 'open']);
    nowMs += 1;
    expect([breaker.enter().kind, breaker.state()]).toEqual(['pass', 'half-open']);
  });

  it('is half-open as soon as a call would be let through', () => {
    nowMs += 10_000;
    expect([breaker.state(), breaker.retryAfterMs()]).toEqual(['half-open', undefined]);
  });
});

it('an open circuit does not heed calls that were let through before', () => {
  const before = [letThrough(), letThrough()] as const;
  failFiveTimes();
  before[0]('answered');
  before[1]('failed');
  expect([breaker.state(), breaker.retryAfterMs(), changes]).toEqual(['open', 10_000, [10_000]]);
});

describe('a half-open circuit', () => {
  beforeEach(() => {
    failFiveTimes();
    nowMs += 10_000;
  });

  it('lets one call through', () => {
    letThrough();
    expect([breaker.enter(), breaker.enter()]).toEqual([
      { kind: 'open', retryAfterMs: 10_000 },
      { kind: 'open', retryAfterMs: 10_000 },
    ]);
    expect(breaker.state()).toBe('half-open');
  });

  it('closes when that is answered, and has forgotten the failures', () => {
    calls('answered');
    expect([breaker.state(), changes]).toEqual(['closed', [10_000, undefined]]);
    calls('failed', 'failed', 'failed', 'failed');
    expect(breaker.state()).toBe('closed');
  });

  it('opens for twice as long each time that fails, for 60 s at most, and for 10 s again after it has been closed', () => {
    for (const openMs of [20_000, 40_000, 60_000, 60_000]) {
      calls('failed');
      expect([breaker.state(), breaker.retryAfterMs()]).toEqual(['open', openMs]);
      nowMs += openMs;
    }
    calls('answered');
    failFiveTimes();
    expect(breaker.retryAfterMs()).toBe(10_000);
  });

  it('lets another through at once when nothing was learned of the first', () => {
    calls('nothing-learned', 'nothing-learned', 'answered');
    expect(breaker.state()).toBe('closed');
  });

  it('lets another through after 10 s without an answer, so that a long command keeps nobody out', () => {
    const long = letThrough();
    nowMs += 9999;
    expect(breaker.enter().kind).toBe('open');
    nowMs += 1;
    calls('answered');
    expect(breaker.state()).toBe('closed');
    long('timed-out');
    calls('timed-out', 'timed-out');
    expect(breaker.state()).toBe('closed');
  });

  it('does not heed an answer that comes after it has opened again', () => {
    const long = letThrough();
    nowMs += 10_000;
    calls('failed');
    long('answered');
    expect([breaker.state(), breaker.retryAfterMs()]).toEqual(['open', 20_000]);
  });
});
