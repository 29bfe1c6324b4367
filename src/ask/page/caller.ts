import { callerContract } from '../contract/page-contracts.ts';
import type { GatewayQuestion } from '../gateway-question.ts';
import { jsonAnswer } from '../json-answer.ts';

/** Who asks, by the token that is shown. */
export const callerQuestion: GatewayQuestion = {
  method: 'GET',
  path: '/caller',
  contract: callerContract,
  answer: ({ by: { name, role } }) => jsonAnswer({ name, role }),
};
