import type { UpstreamSettings } from '../../src/domain/policy/settings.ts';

/** What a test changes of the way to a panel; its concurrency one by one. */
export interface UpstreamChanges extends Partial<Omit<UpstreamSettings, 'concurrency'>> {
  readonly maxCalls?: number;
  readonly maxQueue?: number;
  readonly maxWaitMs?: number;
}

export function upstreamWith(settings: UpstreamSettings, changes: UpstreamChanges = {}): UpstreamSettings {
  const { calls, queue, waitMs } = settings.concurrency;
  const { maxCalls = calls, maxQueue = queue, maxWaitMs = waitMs, ...others } = changes;
  return { ...settings, ...others, concurrency: { calls: maxCalls, queue: maxQueue, waitMs: maxWaitMs } };
}
