import { setTimeout as pause } from 'node:timers/promises';
import { errorText } from '../../domain/text/error-text.ts';
import type { Outcome } from '../../domain/gateway/observer.ts';
import type { GatewayName } from '../panel/gateway-setups.ts';
import { sendRequest } from './send-request.ts';
import type { Expected, PlayedCase, TourAnswer, TourCase, TourPart } from './tour-case.ts';

/** Where the tour is played. */
export interface Stage {
  readonly urls: Readonly<Record<GatewayName, string>>;
  /** What became of a request, by its id. */
  readonly outcomeOf: (requestId: string) => Outcome | undefined;
  readonly isPanelBusy: () => boolean;
}

const pollMs = 25;
const maxBusyWaitMs = 2000;

/** Plays the cases one after the other, each over a connection of its own. Never throws: a call without an answer is a played case, too. */
export async function playTour(parts: readonly TourPart[], stage: Stage): Promise<readonly PlayedCase[]> {
  const played: PlayedCase[] = [];
  for (const { theme, cases } of parts) {
    for (const tourCase of cases) {
      for (const one of await playWithMeanwhile(tourCase, stage)) played.push({ theme, ...one });
    }
  }
  return played;
}

type Played = Omit<PlayedCase, 'theme'>;

async function playWithMeanwhile(tourCase: TourCase, stage: Stage): Promise<readonly Played[]> {
  const { meanwhile } = tourCase;
  const first = playUntilExpected(tourCase, stage);
  if (meanwhile === undefined) return [await first];
  const deadlineMs = performance.now() + maxBusyWaitMs;
  while (!stage.isPanelBusy() && performance.now() < deadlineMs) await pause(pollMs);
  const second = await playUntilExpected(meanwhile, stage);
  return [await first, second];
}

async function playUntilExpected(tourCase: TourCase, stage: Stage): Promise<Played> {
  const deadlineMs = performance.now() + (tourCase.withinMs ?? 0);
  let played = await play(tourCase, stage);
  while (!played.isAsExpected && performance.now() < deadlineMs) {
    await pause(pollMs);
    played = await play(tourCase, stage);
  }
  return played;
}

async function play({ title, gateway = 'main', request, expected }: TourCase, stage: Stage): Promise<Played> {
  const came = await sendRequest(stage.urls[gateway], request).catch((error: unknown) => `no answer (${errorText(error)})`);
  if (typeof came === 'string') return { title, expected, came, reason: undefined, isAsExpected: false };
  const outcome = stage.outcomeOf(came.requestId ?? '');
  const reason = outcome?.result.kind === 'refused' ? outcome.result.denial.reason : undefined;
  const folded = { ...came, body: came.body.replaceAll(/\s+/g, ' ') };
  // An answer that no gateway was asked for is none of theirs.
  const isAsExpected = outcome !== undefined && reason === expected.reason && isAnswer(folded, expected);
  return { title, expected, came: folded, reason, isAsExpected };
}

function isAnswer(came: TourAnswer, expected: Expected): boolean {
  const mayBeTriedAgain = came.status === 429 || came.status === 503;
  return (
    came.status === expected.status &&
    came.exitCode === expected.exitCode &&
    mayBeTriedAgain === (came.retryAfter !== undefined) &&
    (expected.body.endsWith('…') ? came.body.startsWith(expected.body.slice(0, -1)) : came.body === expected.body)
  );
}
