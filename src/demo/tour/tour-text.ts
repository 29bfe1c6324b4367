import { denials } from '../../domain/call/denials.ts';
import type { PlayedCase } from './tour-case.ts';
import { wrapText } from '../../terminal/wrap-text.ts';
import { tourTable } from './tour-table.ts';

/** What `hearthgate demo --once` prints. */
export function tourText(played: readonly PlayedCase[], tookMs: number): string {
  const wrong = played.filter((one) => !one.isAsExpected).length;
  const verdict = wrong === 0 ? 'all came as expected' : `${wrong} did not come as expected`;
  const seen = new Set<string | undefined>(played.map((one) => one.reason));
  const unseen = Object.keys(denials).filter((reason) => !seen.has(reason));
  return `A tour: every call goes over a connection of its own to a gateway in front of a
demo panel. The answer: status, exit code (-: the panel sends none), and body.

${tourTable(played)}
${wrapText(`Reasons that the tour does not show: ${unseen.length === 0 ? 'none' : unseen.join(', ')}.`, 0).join('\n')}
${played.length} calls in ${(tookMs / 1000).toFixed(1)} s: ${verdict}.
`;
}
