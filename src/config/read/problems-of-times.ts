import type { Configuration } from '../shape/configuration-shape.ts';
import type { ConfigurationProblem } from '../text/configuration-error.ts';
import type { ParsedYaml } from '../text/parse-yaml.ts';
import { pathText } from '../text/path-text.ts';

const dayMs = 86_400_000;
const longestReportDays = 90;

/** Faults of settings that name a time, as of now: report-only must end. */
export function problemsOfTimes(
  {
    reportUntil,
    panels,
  }: Pick<Configuration, 'reportUntil'> & { readonly panels: readonly Pick<Configuration, 'reportUntil'>[] },
  nowMs: number,
  { placeOf }: Pick<ParsedYaml, 'placeOf'>,
): ConfigurationProblem[] {
  const said = [
    { path: ['reportUntil'], untilMs: reportUntil?.getTime() },
    ...panels.map((panel, index) => ({ path: ['panels', index, 'reportUntil'], untilMs: panel.reportUntil?.getTime() })),
  ];
  const last = new Date(nowMs + longestReportDays * dayMs).toISOString().slice(0, 10);
  return said
    .filter(({ untilMs }) => untilMs !== undefined && untilMs > nowMs + longestReportDays * dayMs)
    .map(({ path }) => ({
      path: pathText(path),
      place: placeOf(path, 'value'),
      text: `expected a time at most ${longestReportDays} days ahead, which is ${last}; reading the configuration again later moves it on`,
    }));
}
