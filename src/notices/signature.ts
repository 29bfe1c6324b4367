import { createHmac } from 'node:crypto';
import type { Secret } from '../domain/secret.ts';

/** What is signed: `ID.TIMESTAMP.BODY`. */
export interface Signed {
  readonly id: string;
  /** Whole seconds since 1970, of this try. */
  readonly timestamp: number;
  readonly body: string;
}

/** As Standard Webhooks 1.0.0 has it: `v1,BASE64` for each secret, with a blank between them. */
export function signatureOf({ id, timestamp, body }: Signed, secrets: readonly Secret[]): string {
  const text = `${id}.${timestamp}.${body}`;
  return secrets
    .map((secret) => `v1,${createHmac('sha256', Buffer.from(secret.reveal(), 'latin1')).update(text).digest('base64')}`)
    .join(' ');
}
