import { isAccessKeyId } from '../domain/call/bounds.ts';
import type { ExplainQuestion } from '../domain/gateway/explain-control.ts';
import { parseAddress } from '../domain/address/address.ts';
import { explainContract } from './contract/contracts.ts';
import type { GatewayQuestion } from './gateway-question.ts';
import { jsonAnswer } from './json-answer.ts';

/**
 * A call: `from`, `key`, `command`, and `args` as a JSON list or `argCount` with `userArg`; or a request as it is sent: `from`, `method`, `path`,
 * `contentType`, and `body` in base64. With either `panel` or `host` where one is wanted. A POST, so that no secret stands in a line of a log.
 */
export const explainQuestion: GatewayQuestion = {
  method: 'POST',
  path: '/explain',
  contract: explainContract,
  role: 'read',
  answer: async ({ explain }, parameters) => {
    const asked = askedIn(parameters);
    if (typeof asked === 'string') return { status: 400, body: `${asked}\n` };
    const panel = parameters.get('panel') ?? undefined;
    const explanation = await explain.explain({ panel, host: parameters.get('host') ?? undefined, asked });
    return explanation === undefined ? { status: 404, body: 'there is no such panel\n' } : jsonAnswer(explanation);
  },
};

/** What is wrong with it, in words, where it is none. */
function askedIn(parameters: URLSearchParams): ExplainQuestion['asked'] | string {
  const text = (name: string): string => parameters.get(name) ?? '';
  const from = text('from');
  if (parseAddress(from) === undefined) return 'expected from=ADDRESS';
  const body = parameters.get('body');
  if (body !== null) {
    const contentType = parameters.get('contentType') ?? undefined;
    return { from, method: text('method'), path: text('path'), contentType, body: Buffer.from(body, 'base64') };
  }
  const [key, command] = [text('key'), text('command')];
  if (!isAccessKeyId(key)) return 'expected key=ID of an access key';
  const count = parameters.get('argCount');
  if (count === null) {
    const args = argumentsIn(parameters.get('args') ?? '[]');
    return args === undefined ? 'expected args as a JSON list of texts, written in a text' : { from, key, command, args };
  }
  if (parameters.has('args')) return 'expected args or argCount, found both';
  const argCount = Number(count);
  if (!Number.isSafeInteger(argCount) || argCount < 0 || argCount > 100) return 'expected argCount as a number from 0 to 100';
  return { from, key, command, argCount, userArg: parameters.get('userArg') ?? undefined };
}

function argumentsIn(text: string): readonly string[] | undefined {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.every((each) => typeof each === 'string') ? list : undefined;
  } catch {
    // No JSON, and so no list.
    return undefined;
  }
}
