import type { RunningBan } from '../../domain/ledger/limits-status.ts';
import { fieldsOf, itemsOf, textOf } from '../../domain/text/json-fields.ts';
import { spanText } from '../../domain/text/span-text.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import { tableText } from '../../terminal/table-text.ts';
import { wrapText } from '../../terminal/wrap-text.ts';
import { askingLine, type RunningGateway } from '../asking-line.ts';
import { bansListContract } from '../contract/contracts.ts';
import type { GatewayQuestion } from '../gateway-question.ts';
import { jsonAnswer } from '../json-answer.ts';
import { limitsInQuery } from '../target-in-query.ts';
import { panelOption } from '../target.ts';

type Fields = Readonly<Record<string, unknown>>;

/** `?panel=NAME` where one is wanted. */
export const bansQuestion: GatewayQuestion = {
  method: 'GET',
  path: '/bans',
  contract: bansListContract,
  answer: async ({ limits: all, clock }, query) => {
    const limits = limitsInQuery(all, query);
    if ('kind' in limits) return limits.answer;
    const nowMs = clock.wallMs();
    return jsonAnswer({ bans: limits.bans().map((ban) => banFields(ban, nowMs)), onThisGatewayAlone: limits.isAlone() });
  },
};

/** The one that ends last first. */
export const bansList = askingLine({
  name: 'bans list',
  about: 'List the bans in force, the one that expires last first.',
  more: [
    'A key with the cause "key" has used up its failed logins from everywhere: it works only where it was used with success within 30 days. bans remove KEY lets it be used from everywhere again. A note stands below its ban.',
  ],
  options: { panel: panelOption },
  question: bansQuestion,
  run: async ({ panel }, gateway, { stdout }) => {
    const { bans, isAlone } = await runningBans(gateway, panel);
    stdout.write(bans.length === 0 ? 'no ban runs\n' : listText(bans.toSorted((a, b) => leftOf(b) - leftOf(a))));
    if (isAlone) stdout.write('Redis does not answer: these bans are known to this gateway alone\n');
    return exitCode.ok;
  },
});

/** The bans in force, as `banFields` has them. */
export async function runningBans(
  { ask }: RunningGateway,
  panel: string | undefined,
): Promise<{ readonly bans: readonly Fields[]; readonly isAlone: boolean }> {
  const { bans, onThisGatewayAlone } = fieldsOf(await ask(bansQuestion, panel === undefined ? {} : { panel }));
  return { bans: itemsOf(bans).map(fieldsOf), isAlone: onThisGatewayAlone === true };
}

function banFields({ panel, subject, cause, leftMs, sinceMs, level, note }: RunningBan, nowMs: number): object {
  const until = new Date(nowMs + leftMs).toISOString();
  const since = sinceMs === undefined ? undefined : new Date(sinceMs).toISOString();
  return { panel, subject, cause, since, until, leftSeconds: Math.ceil(leftMs / 1000), level, note };
}

function listText(bans: readonly Fields[]): string {
  const [head = '', ...rows] = tableText(['panel', 'banned', 'cause', 'expires in', 'consecutive'], bans.map(rowOf)).split('\n');
  const lines = bans.flatMap(({ note }, index) => [rows[index] ?? '', ...(note === undefined ? [] : wrapText(textOf(note), 4))]);
  return [head, ...lines].map((line) => `${line}\n`).join('');
}

function leftOf({ leftSeconds }: Fields): number {
  return Number(leftSeconds);
}

function rowOf({ panel, subject, cause, leftSeconds, level }: Fields): readonly string[] {
  return [textOf(panel), textOf(subject), textOf(cause), spanText(Number(leftSeconds)), textOf(level)];
}
