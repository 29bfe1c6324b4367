import { AddressSet } from '../../domain/address/address-set.ts';
import type { Attempts } from '../../domain/policy/policy.ts';
import type { Rate } from '../../domain/policy/rate.ts';
import { burstWindows } from '../../domain/policy/burst-windows.ts';
import { durationText } from '../units/duration-text.ts';

/** Settings as `hearthgate check` shows them, in the words of the configuration. What each is follows from its name and its value. */
export function describeSettings(settings: object): Readonly<Record<string, unknown>> {
  const known = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known.map(([name, value]) => describeSetting(name, value)));
}

function describeSetting(name: string, value: unknown): readonly [string, unknown] {
  const isDuration = name.endsWith('Ms') && typeof value === 'number';
  return isDuration ? [name.slice(0, -'Ms'.length), durationText(value)] : [name, describeValue(value)];
}

export function describeValue(value: unknown): unknown {
  if (value instanceof AddressSet) return listText(value.texts);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Map) return describeSettings(Object.fromEntries(value));
  if (value instanceof Set || Array.isArray(value)) return listText([...value].map(String));
  if (typeof value !== 'object' || value === null) return value;
  if (hasEntries(value)) return listText(value.entries.map(String));
  if (isRate(value)) return rateText(value);
  return isAttempts(value) ? `${value.attempts} attempts per ${durationText(value.perMs)}` : describeSettings(value);
}

const shownEntries = 5;

export function listText(entries: readonly string[]): string {
  if (entries.length === 0) return '0 entries';
  const shown = entries.slice(0, shownEntries).join(', ');
  const rest = entries.length > shownEntries ? ', …' : '';
  return `${entriesText(entries.length)}: ${shown}${rest}`;
}

export function entriesText(count: number): string {
  return count === 1 ? '1 entry' : `${count} entries`;
}

/** A list that has words beside addresses. */
function hasEntries(value: object): value is { readonly entries: readonly unknown[] } {
  return 'entries' in value && Array.isArray(value.entries);
}

function isRate(value: object): value is Rate {
  return 'calls' in value && 'perMs' in value;
}

function isAttempts(value: object): value is Attempts {
  return 'attempts' in value && 'perMs' in value;
}

function rateText({ calls, perMs, burst = 0 }: Rate): string {
  const text = `${calls} calls per ${durationText(perMs)}`;
  return burst === 0 ? text : `${text}, and ${burst} more per ${durationText(burstWindows * perMs)}`;
}
