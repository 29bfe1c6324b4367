import { errorText } from '../../domain/text/error-text.ts';
import { passedAnswer, refusalAnswer } from '../answer/answer.ts';
import type { Exchange } from '../context/exchange.ts';
import { type Ending, refusedUncalled } from './ending.ts';
import { judgeRequest } from './judge-request.ts';
import { type ArrivalReading, readArrival } from '../request/read-arrival.ts';
import type { Site } from '../context/site.ts';
import { speaksNumber } from '../answer/speaks-number.ts';
import { tellEnded } from './tell-observers.ts';
import { writeAnswer } from '../answer/write-answer.ts';

const maxRequestsOnConnection = 1000;

/** Takes one request to its end: arrival, body, call, checks, panel, answer. Never throws, and answers whatever happens. */
export async function handleRequest(exchange: Exchange, site: Site): Promise<void> {
  const { request, connection } = exchange;
  connection.requests += 1;
  const startedAtMs = site.clock.monotonicMs();
  const reading = readArrival(request, connection, site);
  const { arrival } = reading;
  reading.panel?.uses.begin();
  const ending = await endingOf(exchange, reading, site);
  reading.panel?.uses.end();
  // The client left before it had asked for anything.
  if (ending === 'gone') return undefined;
  const { result, timings, limit } = ending;
  const { panel, call, keyId, user, knownUsers, wouldRefuse } = ending.subject;
  const totalMs = site.clock.monotonicMs() - startedAtMs;
  // Written out, because copying by spreading costs a microsecond.
  tellEnded(site, {
    panel,
    arrival,
    call,
    keyId,
    user,
    knownUsers,
    wouldRefuse,
    result,
    timings: { totalMs, queueMs: timings?.queueMs, panelMs: timings?.panelMs },
  });
  const about = { requestId: arrival.requestId, limit };
  const answer =
    result.kind === 'answered'
      ? passedAnswer(result.answer, about)
      : refusalAnswer(result.denial, exchange.returncode ?? speaksNumber(arrival, site), about);
  const isLast = !reading.bodyIsReadable || connection.requests >= maxRequestsOnConnection || site.isStopping();
  const isUnread = !exchange.isRead && !request.complete;
  connection.closing ||= isLast || isUnread;
  // Not awaited: nothing that this function knows of the call is held while its client takes the answer.
  const unread = connection.isIgnored ? request.socket : request;
  return writeAnswer(
    {
      request,
      response: exchange.response,
      address: arrival.address,
      unread: isUnread ? unread : undefined,
      answers: site.answers,
      turnEnd: site.turnEnd,
    },
    answer,
    connection.closing,
  );
}

async function endingOf(exchange: Exchange, reading: ArrivalReading, site: Site): Promise<Ending | 'gone'> {
  try {
    return await judgeRequest(exchange, reading, site);
  } catch (error) {
    return endingOfFailure(error, reading, site);
  }
}

function endingOfFailure(error: unknown, reading: ArrivalReading, site: Site): Ending {
  const { requestId } = reading.arrival;
  const text = error instanceof Error ? (error.stack ?? error.message) : errorText(error);
  site.log.error('a request failed in the gateway', { requestId, error: text });
  return refusedUncalled(reading, { reason: 'gateway_failed', requestId });
}
