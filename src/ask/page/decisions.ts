import { decisionsContract } from '../contract/page-contracts.ts';
import type { GatewayQuestion } from '../gateway-question.ts';
import { jsonAnswer } from '../json-answer.ts';
import { isoTime } from '../uses/used-keys.ts';
import { decisionFilter } from './decision-filter.ts';

const most = 50;

/** `?panel=NAME`, `key=ID`, `address=ADDRESS` and `reason=REASON` where they are wanted. */
export const decisionsQuestion: GatewayQuestion = {
  method: 'GET',
  path: '/decisions',
  contract: decisionsContract,
  answer: async ({ decisions, status }, query) => {
    const filter = decisionFilter(query, status);
    if ('kind' in filter) return filter.answer;
    const { sinceMs, lines, folded } = await decisions.recent(filter, most);
    const records: readonly unknown[] = lines.map((line) => JSON.parse(line));
    return jsonAnswer({ since: isoTime(sinceMs), decisions: records, folded });
  },
};
