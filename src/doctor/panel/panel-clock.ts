import { request as requestPlain } from 'node:http';
import { request } from 'node:https';
import type { Clock } from '../../domain/clock.ts';
import { byHand, type Finding, tellOf } from '../look/finding.ts';

/** Between what two clocks a panel's lies, compared with this host's: negative where it is behind. */
export interface ClockOffset {
  readonly leastMs: number;
  readonly mostMs: number;
}

const tell = tellOf('clock');
const patienceMs = 5000;
/** Dates of HTTP say whole seconds and cut the rest off (RFC 9110, 5.6.7). */
const dateMs = 1000;
const toleratedMs = 5000;
/** Served by the panel's web server alone: no page of the panel runs for it. */
const path = '/robots.txt';

/**
 * Compares the clock of a panel on another host with this one's, by the `Date` of an answer of its web server. Nothing is told where there is no
 * answer: that is told of the panel itself.
 */
export async function panelClock(name: string, origin: string, clock: Clock): Promise<readonly Finding[]> {
  const sentMs = clock.wallMs();
  const date = await dateOfAnswer(origin);
  const receivedMs = clock.wallMs();
  if (date === 'no answer') return [];
  const atMs = Date.parse(date ?? '');
  if (Number.isNaN(atMs))
    return [tell.unknown(`the web server of ${name} does not say what its clock is`, byHand('compare date on both hosts'))];
  return [judgeOffset(name, { leastMs: atMs - receivedMs, mostMs: atMs + dateMs - sentMs })];
}

export function judgeOffset(name: string, { leastMs, mostMs }: ClockOffset): Finding {
  if (leastMs > toleratedMs) return off(name, `ahead of this host by ${seconds(leastMs)} s or more`);
  if (mostMs < -toleratedMs) return off(name, `behind this host by ${seconds(-mostMs)} s or more`);
  return tell.well(`that of ${name} agrees with it`);
}

function off(name: string, how: string): Finding {
  return tell.warning(
    `the clock of ${name} is ${how}, and this host judges the times in its files by its own`,
    byHand('compare date on both hosts; on the one that is wrong: timedatectl set-ntp true'),
  );
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(0);
}

async function dateOfAnswer(origin: string): Promise<string | undefined> {
  const url = new URL(path, origin);
  // Nothing that is secret is sent. Whether it is the right panel, its key says.
  const options = { method: 'HEAD', agent: false, timeout: patienceMs, rejectUnauthorized: false } as const;
  return new Promise((resolve) => {
    const asked = url.protocol === 'http:' ? requestPlain(url, options) : request(url, options);
    asked.once('response', ({ headers }) => {
      resolve(headers.date);
      asked.destroy();
    });
    asked.once('timeout', () => asked.destroy());
    asked.once('error', () => resolve('no answer'));
    asked.once('close', () => resolve('no answer'));
    asked.end();
  });
}
