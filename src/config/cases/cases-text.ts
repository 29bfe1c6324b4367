import { stringify } from 'yaml';
import type { ExpectedVerdict } from './read-cases.ts';

/** Calls of the audit log that are alike. */
export interface RecordedCase {
  readonly panel: string;
  readonly from: string;
  readonly key: string;
  readonly command: string;
  readonly argCount: number;
  readonly userArg: string | undefined;
  readonly expect: ExpectedVerdict;
  readonly calls: number;
}

/** A file of cases, as `readCases` reads it. */
export function casesText(cases: readonly RecordedCase[], remarks: readonly string[]): string {
  const head = remarks.map((remark) => `# ${remark}\n`).join('');
  return (
    head +
    stringify(
      { cases: cases.map(({ userArg, ...each }) => ({ ...each, ...(userArg !== undefined && { userArg }) })) },
      { lineWidth: 0 },
    )
  );
}
