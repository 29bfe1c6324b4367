import * as z from 'zod';
import { durationText } from '../units/duration-text.ts';
import { leaf } from './leaf.ts';
import { durationPattern, parseDuration } from '../units/parse-duration.ts';
import { writtenForm } from '../text/written-form.ts';

/** Node's timers hold no longer delay: with 2^31 ms they fire at once, and a window of that length never limits. */
const maxDurationMs = 2 ** 31 - 1;

export interface DurationBounds {
  readonly minMs: number;
  readonly maxMs?: number;
  /** Counters and bans that are kept in Redis end at whole seconds. */
  readonly inSeconds?: boolean;
}

export type DurationText = `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`;

/** A duration with its unit, in milliseconds; a section says so in its name. */
export function duration({ minMs, maxMs = maxDurationMs, inSeconds = false }: DurationBounds) {
  const schema = leaf(
    'a duration such as 500ms, 30s, 10m, 2h or 7d',
    (raw, fault) => {
      const ms = typeof raw === 'string' ? parseDuration(raw) : undefined;
      if (ms === undefined) return undefined;
      const found = `found ${JSON.stringify(raw)}`;
      if (ms < minMs) return fault(`expected a duration of at least ${durationText(minMs)}, ${found}`);
      if (ms > maxDurationMs) return fault(`expected a duration below 2^31 ms (24d is the longest in days), ${found}`);
      if (ms > maxMs) return fault(`expected a duration of at most ${durationText(maxMs)}, ${found}`);
      if (inSeconds && ms % 1000 !== 0) return fault(`expected whole seconds, the finest that counters in Redis hold, ${found}`);
      return ms;
    },
    writtenForm<DurationText>({
      title: titleOf({ minMs, maxMs, inSeconds }),
      anyOf: [{ type: 'string', pattern: durationPattern.source }],
    }),
  );
  durations.add(schema, { unit: 'ms' });
  return schema.brand<'ms'>();
}

const durations = z.registry<{ readonly unit: 'ms' }>();

/** Whether what it reads is milliseconds, if there is something. */
export function isDuration(schema: z.core.$ZodType): boolean {
  if (schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional) return isDuration(schema.unwrap());
  return durations.get(schema) !== undefined;
}

function titleOf({ minMs, maxMs, inSeconds }: Required<DurationBounds>): string {
  const from = minMs > 0 ? ` from ${durationText(minMs)}` : '';
  const to = maxMs < maxDurationMs ? ` to ${durationText(maxMs)}` : '';
  return `duration${from}${to}${inSeconds ? ' in whole seconds' : ''}`;
}
