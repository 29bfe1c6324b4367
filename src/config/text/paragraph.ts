/** A text that is written in several lines. */
export function paragraph(...lines: readonly string[]): string {
  return lines.join(' ');
}
