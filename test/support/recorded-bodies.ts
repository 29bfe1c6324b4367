import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Bodies that are easily read in two ways, with PHP's reading of each, recorded on a panel. Values of `php` are byte strings. */
export type RecordedBody = z.infer<typeof recordedBody>;

export function recordedBodies(): readonly RecordedBody[] {
  const file = new URL('../fixtures/bodies.json', import.meta.url);
  return z.object({ bodies: z.array(recordedBody) }).parse(JSON.parse(readFileSync(file, 'utf8'))).bodies;
}

const base64 = z.base64().transform((text) => Buffer.from(text, 'base64').toString('latin1'));

const recordedBody = z.object({
  id: z.string(),
  note: z.string(),
  method: z.string(),
  contentType: z
    .string()
    .nullable()
    .transform((type) => type ?? undefined),
  body: z.base64().transform((text) => Buffer.from(text, 'base64')),
  php: z.object({
    route: z.enum(['form', 'json', '405']),
    mode: z.enum(['access_key', 'legacy', '405']).nullable(),
    fatal: z.string().nullable(),
    executes: z.boolean(),
    sees: z.record(z.string(), base64),
    argv: z.array(base64).nullable(),
  }),
});
