import { historySpans } from '../../domain/gateway/traffic-history.ts';
import { historyContract } from '../contract/page-contracts.ts';
import type { GatewayQuestion } from '../gateway-question.ts';
import { jsonAnswer } from '../json-answer.ts';

/** `?span=15m`, `6h` or `30d`. */
export const historyQuestion: GatewayQuestion = {
  method: 'GET',
  path: '/history',
  contract: historyContract,
  answer: async ({ history }, query) => {
    const asked = query.get('span');
    const span = historySpans.find((each) => each === asked);
    if (span === undefined) return { status: 400, body: `expected span as one of ${historySpans.join(', ')}\n` };
    return jsonAnswer(history.read(span));
  },
};
