import { fieldsOf, itemsOf, textOf } from '../domain/text/json-fields.ts';
import { type Address, networkBits } from '../domain/address/address.ts';
import { firstAddress } from '../domain/address/network.ts';
import type { CountedRow } from '../domain/ledger/limits-status.ts';
import { exitCode } from '../terminal/exit-code.ts';
import { spanText } from '../domain/text/span-text.ts';
import { tableText } from '../terminal/table-text.ts';
import { askingLine } from './asking-line.ts';
import { jsonAnswer } from './json-answer.ts';
import { limitsContract } from './contract/contracts.ts';
import type { GatewayQuestion } from './gateway-question.ts';
import { type AskedTarget, type NoTarget, noTarget, targetInQuery } from './target-in-query.ts';
import { queryOf, targetOperand } from './target.ts';

type Fields = Readonly<Record<string, unknown>>;

/** `?address=ADDRESS` or `?key=ID`. */
const question: GatewayQuestion = {
  method: 'GET',
  path: '/limits',
  contract: limitsContract,
  answer: async ({ limits }, query) => {
    const target = countedTarget(targetInQuery(query));
    if (target.kind === 'none') return target.answer;
    const rows = await (target.kind === 'key' ? limits.ofKey(target.key) : limits.ofAddress(target.address));
    return jsonAnswer({ counted: rows.map(rowFields) });
  },
};

export const limitsShow = askingLine({
  name: 'limits show',
  about: 'Show what is counted for an address or an access key.',
  more: [
    'The columns tell how much of each limit is used, when it resets, and for how long calls are refused. A burst has a row of its own. With Redis all gateways show the same; while it is away, what this gateway alone has counted.',
  ],
  examples: ['hearthgate limits show 192.0.2.7'],
  operands: { target: targetOperand },
  question,
  run: async ({ target }, { ask }, { stdout }) => {
    const { counted } = fieldsOf(await ask(question, queryOf(target)));
    const rows = itemsOf(counted).map(fieldsOf);
    stdout.write(tableText(['panel', 'counted', 'used', 'resets in', 'retry after'], rows.map(rowOf)));
    if (rows.some((row) => row['onThisGatewayAlone'] === true)) stdout.write(aloneText);
    return exitCode.ok;
  },
});

type CountedTarget = { readonly kind: 'key'; readonly key: string } | { readonly kind: 'address'; readonly address: Address };

/** An IPv6 network of a list is counted as that of its first address. */
function countedTarget(target: AskedTarget): CountedTarget | NoTarget {
  if (target.kind !== 'network') return target;
  const { family, bits } = target.network;
  const first = family === 4 || bits < networkBits ? undefined : firstAddress(target.network);
  return first === undefined
    ? noTarget('expected a network that counts as one client: calls of others are not counted together')
    : { kind: 'address', address: first };
}

const aloneText = 'Redis does not answer: these are the counts of this gateway alone\n';

function rowFields({ panel, counted, used, of, resetMs, refusedMs, isAlone }: CountedRow): object {
  return {
    panel,
    counted,
    used,
    of,
    resetSeconds: secondsOf(resetMs),
    refusedSeconds: secondsOf(refusedMs),
    onThisGatewayAlone: isAlone,
  };
}

function secondsOf(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.ceil(ms / 1000);
}

function rowOf({ panel, counted, used, of, resetSeconds, refusedSeconds }: Fields): readonly string[] {
  return [
    textOf(panel),
    // With the id of a key the table is then no wider than a terminal.
    textOf(counted).replace(/^failures of the /, 'failures of '),
    `${textOf(used)} of ${textOf(of)}`,
    spanOrNone(resetSeconds),
    spanOrNone(refusedSeconds),
  ];
}

function spanOrNone(seconds: unknown): string {
  return typeof seconds === 'number' ? spanText(seconds) : '-';
}
