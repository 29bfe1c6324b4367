import { isWithinBounds } from '../../src/domain/call/bounds.ts';
import type { Call } from '../../src/domain/call/call.ts';
import { readCall } from '../../src/hestia/call/read-call.ts';
import type { SentBody } from './php-panel.ts';

/** The call that the gateway would judge in this body, and write for the panel if its checks permit it. */
export function forwardedCall({ contentType, body }: SentBody): Call | undefined {
  const reading = readCall(contentType, body);
  return reading.kind === 'call' && isWithinBounds(reading.call, 'admin') ? reading.call : undefined;
}
