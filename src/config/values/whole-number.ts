import { leaf } from './leaf.ts';
import { writtenForm } from '../text/written-form.ts';

/** A whole number; also as text, which is what the environment gives. */
export function wholeNumber(
  expected: string,
  { min, max = Number.MAX_SAFE_INTEGER }: { readonly min: number; readonly max?: number },
) {
  const isBounded = max < Number.MAX_SAFE_INTEGER;
  return leaf(
    expected,
    (raw) => {
      const value = typeof raw === 'string' && /^(0|[1-9][0-9]*)$/.test(raw) ? Number(raw) : raw;
      return typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max ? value : undefined;
    },
    writtenForm<number>(
      isBounded
        ? { title: `number from ${min} to ${max}`, anyOf: [{ type: 'integer', minimum: min, maximum: max }] }
        : { title: `number from ${min}`, anyOf: [{ type: 'integer', minimum: min }] },
    ),
  );
}
