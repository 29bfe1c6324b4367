import { type ReportableReason, reportableReasons } from '../../domain/call/denials.ts';
import { inheritableSetting } from '../setting/inheritable.ts';
import { paragraph } from '../text/paragraph.ts';
import { choice, expectedWords } from '../values/choice.ts';
import { leaf } from '../values/leaf.ts';
import { listOf } from '../values/text-list.ts';

/** What is reported in place of refused. A panel may have each of them otherwise. */
export const reportSettings = {
  mode: inheritableSetting(
    choice('enforce', 'report')
      .describe(
        paragraph(
          '`enforce`, or `report`: what the gateway adds to the rules of the panel refuses nothing, and what it would have',
          'refused is recorded. Needs `reportUntil`; see [report-only.md](report-only.md).',
        ),
      )
      .prefault('enforce'),
  ),
  report: inheritableSetting(
    listOf(expectedWords(reportableReasons), (text): ReportableReason | undefined =>
      reportableReasons.find((reason) => reason === text),
    )
      .describe(`The same for these reasons alone: ${expectedWords(reportableReasons.map((reason) => `\`${reason}\``))}.`)
      .prefault([]),
  ),
  reportUntil: inheritableSetting(
    leaf('a day such as 2030-12-31, or a time such as 2030-12-31T18:00Z', parseTime)
      .describe(
        paragraph(
          'When `mode: report` and `report` end, and everything is enforced: a day (its first moment, UTC) or a time (UTC),',
          'at most 90 days ahead when the configuration is read.',
        ),
      )
      .optional(),
  ),
};

const timePattern = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?Z)?$/;

function parseTime(raw: unknown): Date | undefined {
  if (typeof raw !== 'string' || !timePattern.test(raw)) return undefined;
  const time = new Date(raw);
  // A day that the month does not have becomes another one.
  return Number.isNaN(time.getTime()) || !time.toISOString().startsWith(raw.slice(0, 10)) ? undefined : time;
}
