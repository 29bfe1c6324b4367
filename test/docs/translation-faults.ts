import { type FactName, sectionFacts } from './section-facts.ts';
import { sectionsOf } from './sections-of.ts';
import { linksInChinese, linksInEnglish, type Pages, sectionsOfBoth } from './translated-links.ts';
import type { Translation } from './translations.ts';

export type Difference = FactName | 'links';

/**
 * Where a Chinese page no longer follows its English one. Each fault names the English section. Sections are paired in their order; so where
 * one page has more of them only the first pair that differs is told.
 */
export function translationFaults(translation: Translation, pages: Pages): string[] {
  const { english, chinese } = translation;
  const [ours, theirs] = sectionsOfBoth(translation, pages);
  const faults = [
    ...ours.flatMap((section, at) => {
      const there = theirs[at];
      const about = `${english}, "${section.heading}"`;
      if (there === undefined) return [`${about}: not in ${chinese}`];
      const inEnglish = { ...sectionFacts(section), links: linksInEnglish(section.text, translation, pages) };
      const inChinese = { ...sectionFacts(there), links: linksInChinese(there.text, translation, pages) };
      return differences(inEnglish, inChinese).map((difference) => `${about} and "${there.heading}": ${difference}`);
    }),
    ...theirs.slice(ours.length).map(({ heading }) => `${english}: no section for "${heading}" of ${chinese}`),
  ];
  return [...wronglyLeftOut(translation, pages), ...(ours.length === theirs.length ? faults : faults.slice(0, 1))];
}

function wronglyLeftOut({ english, leftOut }: Translation, { read }: Pages): string[] {
  const headings = new Set(sectionsOf(read(english)).map(({ heading }) => heading));
  return leftOut.filter((heading) => !headings.has(heading)).map((heading) => `${english}: no section "${heading}" to leave out`);
}

type Facts = Readonly<Record<Difference, readonly string[]>>;

function differences(english: Facts, chinese: Facts): string[] {
  return (Object.keys(english) as Difference[]).flatMap((name) => {
    const [ours, theirs] = [english[name], chinese[name]];
    if (ours.join('\n') === theirs.join('\n')) return [];
    const only = ours.filter((each) => !theirs.includes(each));
    const onlyThere = theirs.filter((each) => !ours.includes(each));
    if (only.length + onlyThere.length === 0) return [`${name}: in another order, or not as often`];
    return [`${name}: only in English (${only.join('; ')}), only in Chinese (${onlyThere.join('; ')})`];
  });
}
