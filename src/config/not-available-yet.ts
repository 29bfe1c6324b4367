import { z } from 'zod';
import { isMapping } from './is-mapping.ts';

/** A setting whose name is known but whose feature is not there: refused, never ignored. Values that ask for nothing may stand. */
export function notAvailableYet() {
  return z
    .unknown()
    .optional()
    .transform((value, context): undefined => {
      if (value === undefined || isNeutral(value)) return;
      context.addIssue({ code: 'custom', params: { text: notAvailableYetText } });
    })
    .meta({ description: 'not available yet', notAvailableYet: true });
}

const notAvailableYetText = 'not available yet; leave it out';

function isNeutral(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === false || (isMapping(value) && Object.keys(value).length === 0);
}
