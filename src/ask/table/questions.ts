import { callerQuestion } from '../page/caller.ts';
import { decisionsQuestion } from '../page/decisions.ts';
import { historyQuestion } from '../page/history.ts';
import { liveQuestion } from '../page/live.ts';
import { explainQuestion } from '../explain-question.ts';
import type { GatewayQuestion } from '../gateway-question.ts';
import { askingLines } from './asking-lines.ts';

/** The routes of the admin API, each once. */
export const questions: readonly GatewayQuestion[] = [
  ...new Set([
    ...askingLines.map(({ question }) => question),
    explainQuestion,
    historyQuestion,
    decisionsQuestion,
    liveQuestion,
    callerQuestion,
  ]),
];
