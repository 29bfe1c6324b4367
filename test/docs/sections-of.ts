import { blockOfCode } from './without-code.ts';

export interface Section {
  readonly level: number;
  readonly heading: string;
  /** With the line of its heading, up to the next heading of any level. */
  readonly text: string;
}

/** A page, cut at its headings. What stands before the first one is left out. */
export function sectionsOf(page: string): Section[] {
  const blank = page.replace(blockOfCode, (block) => block.replace(/[^\n]/g, ' '));
  const headings = [...blank.matchAll(/^(#{1,6}) (.+)$/gm)];
  return headings.map(({ index, 1: marks = '', 2: heading = '' }, at) => {
    return { level: marks.length, heading, text: page.slice(index, headings[at + 1]?.index) };
  });
}
