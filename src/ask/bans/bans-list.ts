import type { RunningBan } from '../../domain/ledger/limits-status.ts';
import { fieldsOf, itemsOf, textOf } from '../../domain/text/json-fields.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import { spanText } from '../../domain/text/span-text.ts';
import { tableText } from '../../terminal/table-text.ts';
import { askingLine, type RunningGateway } from '../asking-line.ts';
import { jsonAnswer } from '../json-answer.ts';
import type { GatewayQuestion } from '../gateway-question.ts';

type Fields = Readonly<Record<string, unknown>>;

const question: GatewayQuestion = {
  method: 'GET',
  path: '/bans',
  answer: async ({ limits }) => jsonAnswer({ bans: limits.bans().map(banFields) }),
};

/** The one that ends last first. */
export const bansList = askingLine({
  name: 'bans list',
  about: 'List the bans in force, the one that expires last first.',
  more: [
    'A key with the cause "key" has used up its failed logins from everywhere: it works only where it was used with success within 30 days. bans remove KEY lets it be used from everywhere again.',
  ],
  question,
  run: async (_values, gateway, { stdout }) => {
    const bans = (await runningBans(gateway)).toSorted((a, b) => Number(b['leftSeconds']) - Number(a['leftSeconds']));
    stdout.write(
      bans.length === 0 ? 'no ban runs\n' : tableText(['panel', 'banned', 'cause', 'expires in', 'consecutive'], bans.map(rowOf)),
    );
    return exitCode.ok;
  },
});

/** The bans in force, as `banFields` has them. */
export async function runningBans({ ask }: RunningGateway): Promise<readonly Fields[]> {
  const { bans } = fieldsOf(await ask(question));
  return itemsOf(bans).map(fieldsOf);
}

function banFields({ panel, subject, cause, leftMs, level }: RunningBan): object {
  return { panel, subject, cause, leftSeconds: Math.ceil(leftMs / 1000), level };
}

function rowOf({ panel, subject, cause, leftSeconds, level }: Fields): readonly string[] {
  return [textOf(panel), textOf(subject), textOf(cause), spanText(Number(leftSeconds)), textOf(level)];
}
