import { denials } from '../../domain/call/denials.ts';
import type { PlayedCase } from './tour-case.ts';
import { tourTable } from './tour-table.ts';

/** What `hearthgate demo --once` prints. */
export function tourText(played: readonly PlayedCase[], tookMs: number): string {
  const wrong = played.filter((one) => !one.isAsExpected).length;
  const verdict = wrong === 0 ? 'all came as expected' : `${wrong} did not come as expected`;
  const seen = new Set<string | undefined>(played.map((one) => one.reason));
  const unseen = Object.keys(denials).filter((reason) => !seen.has(reason));
  return `A tour: every call goes over a socket of its own to a gateway in front of a panel that is made up.
Expected and came: status, exit code ("-": the panel sends none), and the beginning of the body.

${tourTable(played)}
Reasons that the tour does not show: ${unseen.length === 0 ? 'none' : unseen.join(', ')}.
${played.length} calls in ${(tookMs / 1000).toFixed(1)} s: ${verdict}.
`;
}
