import { anchorsOf } from './anchors-of.ts';
import { type Link, linksOf } from './links-of.ts';
import { type Section, sectionsOf } from './sections-of.ts';
import type { Translation } from './translations.ts';

export interface Pages {
  readonly translations: readonly Translation[];
  /** The text of a page, by its path from the project's root. */
  readonly read: (path: string) => string;
}

/** The links of an English text as `path#anchor`, sorted. A link to the same page in the other language is told as such. */
export function linksInEnglish(text: string, { english, chinese }: Translation, pages: Pages): string[] {
  const links = linksOf(english, text).map((link) => (link.path === chinese ? otherLanguage : named(link, pages)));
  return links.toSorted();
}

/** The same of a Chinese text; those that lead to a Chinese page are told as those of its English page, and so are their anchors. */
export function linksInChinese(text: string, { english, chinese }: Translation, pages: Pages): string[] {
  const links = linksOf(chinese, text).map((link) => {
    if (link.path === english) return otherLanguage;
    if (pages.translations.some((each) => each.english === link.path)) return `${link.path}, which is there in Chinese`;
    const target = pages.translations.find((each) => each.chinese === link.path);
    if (target === undefined) return named(link, pages);
    return named({ path: target.english, anchor: englishAnchor(link.anchor, target, pages) }, pages);
  });
  return links.toSorted();
}

/** The sections of both pages, without those that are left out. */
export function sectionsOfBoth({ english, chinese, leftOut }: Translation, { read }: Pages): readonly [Section[], Section[]] {
  const kept = sectionsOf(read(english)).filter(({ heading }) => !leftOut.includes(heading));
  return [kept, sectionsOf(read(chinese))];
}

const otherLanguage = 'the same page in the other language';

/** Without its anchor where the page that it leads to has more sections in one language: then nobody can tell which is which. */
function named({ path, anchor }: Link, pages: Pages): string {
  const target = pages.translations.find((each) => each.english === path);
  const [ours, theirs] = target === undefined ? [[], []] : sectionsOfBoth(target, pages);
  return ours.length === theirs.length ? `${path}#${anchor}` : path;
}

function englishAnchor(anchor: string, target: Translation, pages: Pages): string {
  const [ours, theirs] = sectionsOfBoth(target, pages);
  return anchorsIn(ours)[anchorsIn(theirs).indexOf(anchor)] ?? anchor;
}

function anchorsIn(sections: readonly Section[]): string[] {
  return Array.from(anchorsOf(sections.map(({ text }) => text).join('')));
}
