import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { projectFile } from './project-file.ts';

/** A body that is easily read in two ways, with the call that PHP was seen to read in it. */
export interface AmbiguousBody {
  readonly id: string;
  readonly note: string;
  readonly method: string;
  readonly contentType: string | undefined;
  readonly body: Buffer;
  /** Undefined: PHP read no call that would run. */
  readonly call: ReadCall | undefined;
}

/** The key, the command and its arguments. */
export interface ReadCall {
  readonly id: string;
  readonly command: string;
  readonly arguments: readonly string[];
}

export function ambiguousBodies(): AmbiguousBody[] {
  const text = readFileSync(projectFile('test/fixtures/bodies.json'), 'utf8');
  return fileSchema.parse(JSON.parse(text)).bodies.map(({ id, note, method, contentType, body, php }) => {
    const { executes, sees, argv } = php;
    const call = executes ? { id: sees['access_key'] ?? '', command: sees['cmd'] ?? '', arguments: argv ?? [] } : undefined;
    return { id, note, method, contentType: contentType ?? undefined, body, call };
  });
}

const base64 = z.base64().transform((text) => Buffer.from(text, 'base64'));
const latin1 = base64.transform((bytes) => bytes.toString('latin1'));

const fileSchema = z.object({
  bodies: z.array(
    z.object({
      id: z.string(),
      note: z.string(),
      method: z.string(),
      contentType: z.string().nullable(),
      body: base64,
      php: z.object({ executes: z.boolean(), sees: z.record(z.string(), latin1), argv: z.array(latin1).nullable() }),
    }),
  ),
});
