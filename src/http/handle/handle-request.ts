import { type Answer, passedAnswer, refusalAnswer } from '../answer/answer.ts';
import type { Exchange } from '../context/exchange.ts';
import { type Ending, refused, refusedUncalled } from './ending.ts';
import { ownFault } from './own-fault.ts';
import { judgeRequest } from './judge-request.ts';
import { type ArrivalReading, readArrival, unreadArrival } from '../request/read-arrival.ts';
import type { Site } from '../context/site.ts';
import { wantsExitCode } from '../answer/wants-exit-code.ts';
import { subjectOf } from './subject.ts';
import { tellEnded } from './tell-observers.ts';
import { writeAnswer } from '../answer/write-answer.ts';

const maxRequestsOnConnection = 1000;

/** A request that has come to its end, before its answer is written. */
interface Ended {
  readonly ending: Ending;
  readonly answer: Answer;
  /** Another request may follow on the connection. */
  readonly isSound: boolean;
}

/**
 * Takes one request to its end: arrival, body, call, checks, panel, answer. A failure of the gateway's own is answered as one.
 *
 * Rejects only where that answer fails, too.
 */
export async function handleRequest(exchange: Exchange, site: Site): Promise<void> {
  const { request, connection } = exchange;
  connection.requests += 1;
  const startedAtMs = site.clock.monotonicMs();
  const ended = await endedOf(exchange, site);
  // The client left before it had asked for anything.
  if (ended === 'gone') return undefined;
  const { answer, isSound } = ended;
  const { result, timings } = ended.ending;
  const { panel, arrival, call, keyId, user, knownUsers, wouldRefuse } = ended.ending.subject;
  const totalMs = site.clock.monotonicMs() - startedAtMs;
  exchange.isTold = true;
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
  const isLast = !isSound || connection.requests >= maxRequestsOnConnection || site.isStopping();
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

async function endedOf(exchange: Exchange, site: Site): Promise<Ended | 'gone'> {
  let reading: ArrivalReading | undefined;
  try {
    reading = readArrival(exchange.request, exchange.connection, site);
    const ending = await endingOf(exchange, reading, site);
    return ending === 'gone' ? 'gone' : endedWith(exchange, { ending, isSound: reading.bodyIsReadable, site });
  } catch (error) {
    const fault = ownFault(error, site, reading?.arrival.requestId);
    if (reading !== undefined)
      return endedWith(exchange, { ending: refusedUncalled(reading, fault), isSound: reading.bodyIsReadable, site });
    // Nothing is known of the request, so nothing that follows it is read.
    const arrival = unreadArrival(exchange.connection, fault.requestId);
    return endedWith(exchange, { ending: refused(subjectOf({ panel: undefined, arrival }), fault), isSound: false, site });
  }
}

async function endingOf(exchange: Exchange, reading: ArrivalReading, site: Site): Promise<Ending | 'gone'> {
  reading.panel?.uses.begin();
  try {
    return await judgeRequest(exchange, reading, site);
  } finally {
    reading.panel?.uses.end();
  }
}

function endedWith(
  { returncode }: Exchange,
  { ending, isSound, site }: Pick<Ended, 'ending' | 'isSound'> & { readonly site: Site },
): Ended {
  const { result, limit, subject, deprecation } = ending;
  const about = { requestId: subject.arrival.requestId, limit, deprecation };
  const answer =
    result.kind === 'answered'
      ? passedAnswer(result.answer, about)
      : refusalAnswer(result.denial, returncode ?? wantsExitCode(subject.arrival, site), about);
  return { ending, answer, isSound };
}
