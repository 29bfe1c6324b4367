import { setTimeout as pause } from 'node:timers/promises';
import type { Call } from '../../domain/call/call.ts';
import { errorText } from '../../domain/text/error-text.ts';
import type { PanelAnswer } from '../../domain/gateway/panel-client.ts';
import type { Secret } from '../../domain/secret.ts';
import { isApiRefusal } from '../../hestia/answer/api-refusal.ts';
import { absentExitCodes, type PanelQuestion } from '../../hestia/lists/panel-lists.ts';

export interface ApiAskerOptions {
  readonly accessKey: { readonly id: string; readonly secret: Secret };
  /** @throws Error in words where there is no answer of the API's */
  readonly ask: (call: Call) => Promise<PanelAnswer>;
  readonly patienceMs: number;
  /** Ends all waiting. */
  readonly stopped: AbortSignal;
}

export type Asked<Facts> =
  | { readonly kind: 'facts'; readonly facts: Facts; readonly broken?: ReadonlyMap<string, string> }
  /** The one thing that was asked for is gone. */
  | { readonly kind: 'absent' }
  /** The one thing that was asked for is there, and what it says cannot be read. */
  | { readonly kind: 'broken'; readonly fault: string }
  /** An answer that says nothing that counts. */
  | { readonly kind: 'fault'; readonly fault: string }
  /** No answer of the API's. */
  | { readonly kind: 'silence'; readonly fault: string }
  /** The API did not let the gateway's own key do it. */
  | { readonly kind: 'refusal'; readonly fault: string };

const stops = 'the gateway stops';
const quoteAdvice =
  'a quote or a backslash in one of the values that the panel lists (a COMMENT, a name) makes it so: take it out';
const keyAdvice =
  "check the key in state.api.accessKeyFile, that its profile lists the command, and that the panel's API is on and allows this host";

/** Asks the panel one question after the other. Its answers are handed to their reader only: they hold secrets. */
export class ApiAsker {
  readonly #options: ApiAskerOptions;
  /** The command that has not been answered yet, although its time is over. */
  #unanswered: string | undefined;

  constructor(options: ApiAskerOptions) {
    this.#options = options;
  }

  async ask<Facts>(question: PanelQuestion<Facts>): Promise<Asked<Facts>> {
    if (this.#options.stopped.aborted) return silence(stops);
    // A panel that hangs has few places left, and each question would take another one.
    if (this.#unanswered !== undefined) return silence(`an earlier ${this.#unanswered} is still not answered`);
    const { id, secret } = this.#options.accessKey;
    const credential = { kind: 'access-key', id, secret } as const;
    const call: Call = { credential, command: question.command, args: question.args, returncode: undefined };
    const answer = await this.#answerTo(call);
    return typeof answer === 'string' ? silence(answer) : judge(question, call, answer);
  }

  /** A text says in words why there is none. */
  async #answerTo(call: Call): Promise<PanelAnswer | string> {
    const { ask, patienceMs, stopped } = this.#options;
    this.#unanswered = call.command;
    const answered = new AbortController();
    const waiting = ask(call)
      .catch((error: unknown) => wordsOf(error))
      .finally(() => {
        this.#unanswered = undefined;
        answered.abort();
      });
    const late = `not answered within ${patienceMs / 1000} s`;
    const patience = pause(patienceMs, late, { ref: false, signal: AbortSignal.any([stopped, answered.signal]) });
    return Promise.race([waiting, patience.catch(() => (stopped.aborted ? stops : waiting))]);
  }
}

function judge<Facts>(question: PanelQuestion<Facts>, call: Call, answer: PanelAnswer): Asked<Facts> {
  const exitCode = answer.exitCode ?? 'none';
  if (answer.status === 401 || isApiRefusal(call, answer, undefined)) {
    return { kind: 'refusal', fault: `refused (status ${answer.status}, exit code ${exitCode}): ${keyAdvice}` };
  }
  if (question.mayBeAbsent && absentExitCodes.has(exitCode)) return { kind: 'absent' };
  if (exitCode !== '0' || answer.status >= 400) return { kind: 'fault', fault: `ended with exit code ${exitCode}, expected 0` };
  const text = answer.body.toString('latin1');
  const reading = question.read(text);
  if (reading.kind === 'facts')
    return reading.broken === undefined ? reading : { ...reading, broken: withAdvice(reading.broken) };
  if (question.isAbout(text)) return { kind: 'broken', fault: `${reading.fault}; ${quoteAdvice}` };
  return { kind: 'fault', fault: `the answer is not what this command gives: ${reading.fault}; ${quoteAdvice}` };
}

function withAdvice(broken: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...broken].map(([name, fault]) => [name, `its line cannot be read: ${fault}; ${quoteAdvice}`]));
}

function silence(fault: string): { readonly kind: 'silence'; readonly fault: string } {
  return { kind: 'silence', fault };
}

function wordsOf(error: unknown): string {
  const words = errorText(error);
  return words.slice(0, 300).replaceAll(/[^ -~]/g, '?');
}
