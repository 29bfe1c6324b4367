/** Without blocks of code. Code within a line stays: it may be the text of a link, or of a heading. */
export function withoutCode(text: string): string {
  return text.replace(blockOfCode, '');
}

/** From fence to fence, as a pattern for all of a page. */
export const blockOfCode = /^```[^]*?^```$/gm;
