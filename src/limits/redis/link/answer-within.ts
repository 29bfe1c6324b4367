import { RedisAwayError } from './redis-away-error.ts';

/**
 * Settles as the answer does, within this time.
 *
 * @throws RedisAwayError where the time is up
 */
export function answerWithin<Value>(ms: number, answer: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      // Where this process itself was delayed, the answer may be in the socket already: it is read before this runs.
      setImmediate(() => reject(new RedisAwayError(`no answer within ${Math.round(ms)} ms`)));
    }, ms);
    answer.then(resolve, reject).finally(() => {
      if (!isLate) clearTimeout(timer);
    });
  });
}
