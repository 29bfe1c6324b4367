import { type ReportableReason, reportableReasons } from '../../domain/call/denials.ts';
import { inheritableSetting } from '../setting/inheritable.ts';
import { paragraph } from '../text/paragraph.ts';
import { choice, expectedWords } from '../values/choice.ts';
import { listOf } from '../values/text-list.ts';
import { dayOrTime } from '../values/day-or-time.ts';

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
    reasons()
      .describe(`The same for these reasons alone: ${expectedWords(reportableReasons.map((reason) => `\`${reason}\``))}.`)
      .prefault([]),
  ),
  reportUntil: inheritableSetting(
    dayOrTime()
      .describe(
        paragraph(
          'When `mode: report` and `report` end, and everything is enforced: a day (its first moment, UTC) or a time (UTC),',
          'at most 90 days ahead when the configuration is read.',
        ),
      )
      .optional(),
  ),
};

/** Reasons that may be reported in place of refused. */
export function reasons() {
  return listOf(expectedWords(reportableReasons), (text): ReportableReason | undefined =>
    reportableReasons.find((reason) => reason === text),
  );
}
