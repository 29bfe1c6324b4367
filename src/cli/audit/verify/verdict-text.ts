import type { Remark, Remarks } from './remarks.ts';

export interface LogVerdict {
  readonly verdict: 'proven' | 'unproven' | 'tampered';
  readonly lines: number;
  readonly runs: number;
  readonly anchors: number;
  readonly remarks: readonly Remark[];
}

const words: Readonly<Record<LogVerdict['verdict'], string>> = {
  proven: 'as the gateway wrote it',
  unproven: 'nothing was found, and not everything is proven',
  tampered: 'NOT as the gateway wrote it',
};
const maxShown = 50;

/** For people. */
export function verdictText({ verdict, lines, runs, anchors, remarks }: LogVerdict, counts: Remarks['counts']): string {
  const told = (['tampered', 'unproven', 'note'] as const).flatMap((kind) => {
    const shown = remarks.filter((remark) => remark.kind === kind).slice(0, maxShown);
    const left = counts[kind] - shown.length;
    return shown.map(remarkText).concat(left > 0 ? [`${kind}: ${left} more`] : []);
  });
  return [`${words[verdict]}: ${lines} lines in their place, of ${runs} runs, with ${anchors} anchors`, ...told, ''].join('\n');
}

function remarkText({ kind, at, text }: Remark): string {
  return at === '' ? `${kind}: ${text}` : `${kind}: ${at}: ${text}`;
}
