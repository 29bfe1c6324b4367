import type { Denial } from '../../domain/call/denial.ts';
import { denials } from '../../domain/call/denials.ts';
import type { LimitStatus } from '../../domain/ledger/ledger.ts';
import { wantsReturncode } from '../../hestia/call/wants-returncode.ts';
import { type Ending, refusedUncalled } from './ending.ts';
import type { Exchange } from '../context/exchange.ts';
import { piecesOfRefusal } from '../bounds/piece-count.ts';
import type { ArrivalReading } from '../request/read-arrival.ts';
import { readBody } from '../request/read-body.ts';
import type { Receiving } from '../context/receiving.ts';

export interface EarlyRefusal {
  readonly site: Receiving;
  readonly denial: Denial;
  readonly limit?: LimitStatus | undefined;
}

/** Refuses before the body is judged: a little of it is read, only to learn in which dialect to answer. `gone`: the client has left. */
export async function refuseEarly(exchange: Exchange, reading: ArrivalReading, refusal: EarlyRefusal): Promise<Ending | 'gone'> {
  const { site, denial, limit } = refusal;
  const { address, contentType } = reading.arrival;
  const ending = refusedUncalled(reading, denial, limit);
  if (address !== undefined && denials[denial.reason].escalates === true) site.escalation.refused(address);
  if (address !== undefined && site.escalation.levelOf(address) !== 'dialect') return ending;
  const bounds = { maxBytes: reading.body.refusedMaxBytes, timeoutMs: reading.body.refusedTimeoutMs };
  const expected = { address, contentLength: reading.contentLength, bounds, pieces: piecesOfRefusal };
  const body = await readBody(exchange, expected, site.ledger);
  if (body.kind === 'gone') return 'gone';
  if (body.kind === 'denial') return ending;
  body.release();
  exchange.returncode = wantsReturncode(contentType, body.bytes);
  if (exchange.returncode === true && address !== undefined) site.dialects.askedForExitCode(address, site.isPreferred(address));
  return ending;
}
