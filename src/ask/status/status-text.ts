import { fieldsOf, itemsOf, textOf } from '../../domain/text/json-fields.ts';
import { printable } from '../../domain/text/printable.ts';
import { spanText } from '../../domain/text/span-text.ts';
import { tableText } from '../../terminal/table-text.ts';
import { wrapText } from '../../terminal/wrap-text.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What `hearthgate status` shows: one screen of 80 columns. */
export function statusText(answer: Fields): string {
  const atMs = timeOf(answer['at']);
  const panels = itemsOf(answer['panels']).map(fieldsOf);
  return [
    headOf(answer, atMs),
    panelsTable(panels, atMs) + moreText(panels.length - panelsShown, 'panel'),
    callsTable(fieldsOf(answer['calls'])),
    textOfLines(...bansLines(fieldsOf(answer['bans'])), ...nearLines(answer), ...reportedText(panels, atMs)),
    worriesText(itemsOf(answer['worries']).map(textOf)),
  ].join('\n');
}

function headOf({ version, node, since, configuration, listeners, store }: Fields, atMs: number): string {
  const { since: readAt, faults, needsRestart } = fieldsOf(configuration);
  const { kind, isReached } = fieldsOf(store);
  const stored = isReached === true ? 'answers' : 'is away';
  return textOfLines(
    ...wrapText(`hearthgate ${textOf(version)}, Node ${textOf(node)}, up ${agoOf(since, atMs)}`, 0),
    ...wrapText(`configuration read ${agoOf(readAt, atMs)} ago (${minuteOf(readAt)} UTC)${fileWords(faults, needsRestart)}`, 0),
    ...itemsOf(listeners).flatMap((each) => {
      const { url, connections } = fieldsOf(each);
      return wrapText(`listens on ${textOf(url)}: ${countOf(connections, 'connection')}`, 0);
    }),
    kind === 'redis' ? `counters in Redis, which ${stored}` : 'counters in memory',
  );
}

function fileWords(faults: unknown, needsRestart: unknown): string {
  if (itemsOf(faults).length > 0) return '; the file has faults now';
  return itemsOf(needsRestart).length > 0 ? '; a restart is needed' : '';
}

function panelsTable(panels: readonly Fields[], atMs: number): string {
  const head = ['panel', 'state', 'keys', 'circuit', 'in flight', 'queued', 'certificate'];
  return tableText(
    head,
    unwellFirst(panels)
      .slice(0, panelsShown)
      .map((panel) => {
        const { readable, unreadable } = fieldsOf(panel['keys']);
        const [calls, queue] = [fieldsOf(panel['calls']), fieldsOf(panel['queue'])];
        return [
          shortened(textOf(panel['name'])),
          stateWords(panel),
          unreadable === 0 ? textOf(readable) : `${textOf(readable)}, ${textOf(unreadable)} bad`,
          textOf(panel['circuit']),
          `${textOf(calls['inFlight'])} of ${textOf(calls['of'])}`,
          `${textOf(queue['waiting'])} of ${textOf(queue['of'])}`,
          certificateWords(panel, atMs),
        ];
      }),
  );
}

/** So many have room on one screen. */
const panelsShown = 10;
const reportedShown = 3;
const worriesShown = 10;

/** Those that are not as they should be; the others in their order. */
function unwellFirst(panels: readonly Fields[]): readonly Fields[] {
  const isWell = ({ stateIsUsable, circuit }: Fields): boolean => stateIsUsable === true && circuit === 'closed';
  return [...panels.filter((panel) => !isWell(panel)), ...panels.filter(isWell)];
}

function moreText(count: number, word: string): string {
  return count > 0 ? `and ${countOf(count, `more ${word}`)}: hearthgate status --json\n` : '';
}

function reportedText(panels: readonly Fields[], atMs: number): readonly string[] {
  const all = panels.filter(({ reportOnly }) => reportOnly !== undefined);
  const more = all.length - reportedShown;
  return [
    ...all.slice(0, reportedShown).flatMap((panel) => reportLines(panel, atMs)),
    ...(more > 0 ? [`and at ${countOf(more, 'more panel')}`] : []),
  ];
}

function stateWords({ stateAgeSeconds, stateIsUsable }: Fields): string {
  if (typeof stateAgeSeconds !== 'number') return 'none';
  const age = briefSpan(stateAgeSeconds);
  return stateIsUsable === true ? `${age} old` : `${age}, stale`;
}

function certificateWords({ certificateExpires, isVerified }: Fields, atMs: number): string {
  if (certificateExpires === undefined) return isVerified === true ? '-' : 'not verified';
  const left = Math.floor((timeOf(certificateExpires) - atMs) / 1000);
  return left <= 0 ? 'expired' : `for ${briefSpan(left)}`;
}

function callsTable(calls: Fields): string {
  const rows = [
    ['last minute', fieldsOf(calls['lastMinute'])],
    ['last hour', fieldsOf(calls['lastHour'])],
  ] as const;
  return tableText(
    ['requests', 'permitted', 'reported', 'refused'],
    rows.map(([name, { permitted, reported, refused }]) => [name, textOf(permitted), textOf(reported), textOf(refused)]),
  );
}

function bansLines({ running, byCause, onThisGatewayAlone }: Fields): readonly string[] {
  const alone = onThisGatewayAlone === true ? ', as far as this gateway alone knows' : '';
  if (running === 0) return [`no ban runs${alone}`];
  const causes = Object.entries(fieldsOf(byCause)).map(([cause, count]) => `${textOf(count)} ${cause}`);
  return wrapText(`${countOf(running, 'ban')} in force (${causes.join(', ')})${alone}: hearthgate bans list`, 0);
}

function nearLines({ keysNearLimit, moreKeysNearLimit }: Fields): readonly string[] {
  const near = itemsOf(keysNearLimit).map(fieldsOf);
  if (near.length === 0) return [];
  const lines = near.map(({ panel, key, used, of, resetSeconds }) => {
    const reset = typeof resetSeconds === 'number' ? `, resets in ${spanText(resetSeconds)}` : '';
    return `  ${textOf(key)} at ${shortened(textOf(panel))}: ${textOf(used)} of ${textOf(of)} calls${reset}`;
  });
  const more = Number(moreKeysNearLimit);
  return ['keys near their limit:', ...lines, ...(more > 0 ? [`  and ${more} more`] : [])];
}

function reportLines({ name, reportOnly }: Fields, atMs: number): readonly string[] {
  if (reportOnly === undefined) return [];
  const { reasons, until } = fieldsOf(reportOnly);
  const left = spanText(Math.max(0, Math.floor((timeOf(until) - atMs) / 1000)));
  const names = itemsOf(reasons).map(textOf);
  const shown = names.length > reasonsShown ? `${names.length} reasons` : names.join(', ');
  return wrapText(`report-only at ${textOf(name)} for ${left}: ${shown} (hearthgate report)`, 0);
}

const reasonsShown = 3;

function worriesText(worries: readonly string[]): string {
  if (worries.length === 0) return 'all well\n';
  const shown = worries.slice(0, worriesShown).flatMap((worry) => wrapText(worry, 2));
  return textOfLines('needs attention:', ...shown) + moreText(worries.length - worriesShown, 'line');
}

function textOfLines(...lines: readonly string[]): string {
  return lines.map((line) => `${printable(line)}\n`).join('');
}

/** Characters of a name that fit into the table; names may have 64. */
function shortened(name: string): string {
  return name.length > nameWidth ? `${name.slice(0, nameWidth - 1)}…` : name;
}

const nameWidth = 14;

function countOf(count: unknown, word: string): string {
  return `${textOf(count)} ${word}${count === 1 ? '' : 's'}`;
}

/** In its largest unit alone. */
function briefSpan(seconds: number): string {
  return spanText(seconds).split(' ')[0] ?? '';
}

function agoOf(time: unknown, atMs: number): string {
  return spanText(Math.max(0, Math.floor((atMs - timeOf(time)) / 1000)));
}

function timeOf(time: unknown): number {
  return Date.parse(textOf(time));
}

function minuteOf(time: unknown): string {
  return textOf(time).slice(0, 16).replace('T', ' ');
}
