import { z } from 'zod';
import { allowedRange, benchKey, formType, loginBody, requestBytes } from './traffic.ts';

/** Failed logins at keys that do not exist, each call from another address than the one before. */
export const floodSchema = z.object({
  /** So many take turns. Every second one is IPv6, in a network of 48 bits of its own. */
  floodAddresses: z.number(),
});

export type Flood = z.infer<typeof floodSchema>;

/** All addresses of a flood. */
export const floodRanges: readonly string[] = [allowedRange, 'fd00::/16'];

/** Made one by one: a million requests would fill the load's memory. */
export function floodOf({ floodAddresses }: Flood): (index: number) => Buffer {
  return (index) => {
    const at = index % floodAddresses;
    return requestBytes(`${formType}X-Forwarded-For: ${at % 2 === 0 ? ipv4(at) : ipv6(at)}\r\n`, loginBody(benchKey(noKey + at)));
  };
}

/** No panel of the bench has so many. */
const noKey = 10_000_000;

function ipv4(at: number): string {
  return `10.${(at >> 16) & 0x3f}.${(at >> 8) & 0xff}.${at & 0xff}`;
}

function ipv6(at: number): string {
  return `fd00:${(at >>> 16).toString(16)}:${(at & 0xffff).toString(16)}::1`;
}
