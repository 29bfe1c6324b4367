import { readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readProjectFile } from '../support/source-files.ts';
import { proseOf } from './prose-of.ts';
import { type Difference, translationFaults } from './translation-faults.ts';
import { type Translation, translations } from './translations.ts';

describe('the Chinese pages', () => {
  it.each(translations)('follow the English ones: $chinese', (translation) => {
    expect(translationFaults(translation, { translations, read: readProjectFile })).toEqual([]);
  });

  it.each(translations)('and the English ones lead to each other at their top: $chinese', ({ english, chinese }) => {
    const [there, back] = [posix.relative(posix.dirname(english), chinese), posix.relative(posix.dirname(chinese), english)];
    expect(readProjectFile(english).split('\n')[2]).toBe(`[中文](${there})`);
    expect(readProjectFile(chinese).split('\n')[2]).toContain(`本页译自英文版 [${english}](${back})，两者不一致时以英文版为准。`);
  });

  it.each(translations)('have full-width punctuation: $chinese', ({ chinese }) => {
    expect(narrowPunctuation(readProjectFile(chinese))).toEqual([]);
  });

  it('are all pages of docs/zh', () => {
    const there = readdirSync(new URL('../../docs/zh', import.meta.url)).map((name) => `docs/zh/${name}`);
    expect(there.toSorted()).toEqual(translations.map(({ chinese }) => chinese).toSorted());
  });
});

/** Punctuation of English beside a Chinese character. */
function narrowPunctuation(text: string): string[] {
  return proseOf(text).match(/\p{sc=Han}[,.;:!?()]|[,;:!?()]\p{sc=Han}/gu) ?? [];
}

const page: Translation = { english: 'docs/page.md', chinese: 'docs/zh/page.md', leftOut: ['Ours'] };
const other: Translation = { english: 'docs/other.md', chinese: 'docs/zh/other.md', leftOut: [] };
const texts: Readonly<Record<string, string>> = {
  [page.english]: `# Page

[中文](zh/page.md)

## One

Run \`check\` on port 8483: [two](#two), [other](other.md#end), [limits](limits.md).

- First

| a   | b   |
| --- | --- |
| c   | d   |

\`\`\`sh
go there # now
\`\`\`

\`\`\`sh
come back
\`\`\`

## Ours

\`code\`

## Two

Text.

## Three

Text.
`,
  [page.chinese]: `# 页

译自 [docs/page.md](../page.md)。

## 一

在端口 8483 上运行 \`check\`：[二](#二)、[其他](other.md#结尾)、[限制](../limits.md)。

- 首先

| 甲  | 乙  |
| --- | --- |
| 丙  | 丁  |

\`\`\`sh
go there # 现在
\`\`\`

\`\`\`sh
come back
\`\`\`

## 二

正文。

## 三

正文。
`,
  [other.english]: '# Other\n\n## End\n',
  [other.chinese]: '# 其他\n\n## 结尾\n',
};

/** What there is to find where a text of a page, in either language, stands for another. */
function faultsWith(changed: string, from: RegExp, to: string): string[] {
  const read = (path: string): string => (path === changed ? readPlanted(path).replace(from, to) : readPlanted(path));
  expect(read(changed)).not.toBe(texts[changed]);
  return translationFaults(page, { translations: [page, other], read });
}

function readPlanted(path: string): string {
  return texts[path] ?? '';
}

const planted: Readonly<Record<Difference, readonly (readonly [from: RegExp, to: string])[]>> = {
  level: [[/^## (?=One|一)/m, '### ']],
  'blocks of code': [
    [/go there/, 'go where'],
    [/come back/, 'come  back'],
    [/```sh(?=\ngo)/, '```'],
    [/ # (?:now|现在)/, ''],
    [/(go there.*)([^]*)(come back)/, '$3$2$1'],
  ],
  tables: [
    [/\| (?:c|丙).*\n/, ''],
    [/\|$/gm, '| |'],
  ],
  outline: [
    [/^- /m, '- x\n- '],
    [/^- /m, 'x\n\n- '],
  ],
  'code words': [
    [/`check`/, '`ready`'],
    [/`check`/, 'check'],
  ],
  numbers: [[/8483/, '8484']],
  links: [
    [/limits\.md/, 'audit.md'],
    [/#(?:two|二)/, ''],
    [/#(?:end|结尾)/, '#other'],
  ],
};
const cases = Object.entries(planted).flatMap(([name, faults]) =>
  faults.flatMap(([from, to]) => [page.english, page.chinese].map((path) => [name, path, from, to] as const)),
);

describe('the look at Chinese pages', () => {
  it('finds no fault in pages that say the same', () => {
    expect(translationFaults(page, { translations: [page, other], read: readPlanted })).toEqual([]);
    expect(narrowPunctuation(readPlanted(page.chinese))).toEqual([]);
  });

  it.each(cases)('names the section where other %s are in %s: %s', (name, path, from, to) => {
    const faults = faultsWith(path, from, to);
    expect(faults.map((fault) => fault.split(': ', 2).join(': '))).toEqual([`docs/page.md, "One" and "一": ${name}`]);
  });

  it.each([
    ['the section that is missing at the end', page.chinese, /## 三[^]*/, 'docs/page.md, "Three": not in docs/zh/page.md'],
    ['the first section that no longer fits', page.chinese, /## 一[^]*(?=## 二)/, 'docs/page.md, "One" and "二": '],
    ['a section that is new', page.english, /(?=## Two)/, 'docs/page.md, "New" and "二": '],
    ['the section that is too many', page.english, /## Three[^]*/, 'docs/page.md: no section for "三" of docs/zh/page.md'],
    ['a section that it cannot leave out', page.english, /## Ours[^]*(?=## Two)/, 'docs/page.md: no section "Ours" to leave out'],
  ])('names %s', (_, path, from, fault) => {
    const faults = faultsWith(path, from, fault.includes('New') ? '## New\n\n- Text.\n\n' : '');
    expect(faults.map((each) => each.slice(0, fault.length))).toEqual([fault]);
  });

  it('finds a link to an English page that is there in Chinese', () => {
    const [fault, ...others] = faultsWith(page.chinese, /other\.md#结尾/, '../other.md#end');
    expect(fault).toContain('docs/other.md, which is there in Chinese');
    expect(others).toEqual([]);
  });

  it.each(['中文,中文', '中文.', '中文(中文)', '`code`:中文'])('finds the punctuation of English in %j', (text) => {
    expect(narrowPunctuation(text)).not.toEqual([]);
  });
});
