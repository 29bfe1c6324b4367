import { liveContract } from '../contract/page-contracts.ts';
import type { GatewayQuestion } from '../gateway-question.ts';
import { decisionFilter } from './decision-filter.ts';

/** Decisions as they come, one JSON object a line; `?panel=NAME`, `key=ID`, `address=ADDRESS` and `reason=REASON` where they are wanted. */
export const liveQuestion: GatewayQuestion = {
  method: 'GET',
  path: '/live',
  contract: liveContract,
  isStream: true,
  answer: async ({ decisions, status }, query) => {
    const filter = decisionFilter(query, status);
    if ('kind' in filter) return filter.answer;
    return { contentType: 'application/x-ndjson; charset=utf-8', follow: (write) => decisions.watch(filter, write) };
  },
};
