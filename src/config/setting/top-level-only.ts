import type { z } from 'zod';
import type { Inheritable } from './inheritable.ts';
import { leaf } from '../values/leaf.ts';
import { noForm } from '../text/written-form.ts';

/**
 * A setting in an inheritable section that no panel may have otherwise.
 *
 * @param text why, and what to do instead
 */
export function topLevelOnly<Whole extends z.ZodType>(whole: Whole, text: string) {
  const part = leaf('nothing', (_raw, fault) => fault(text), noForm).optional();
  return { whole, part, held: () => undefined } satisfies Inheritable<Whole, typeof part, undefined>;
}
