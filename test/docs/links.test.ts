import { existsSync, readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readProjectFile } from '../support/source-files.ts';

const root = new URL('../../', import.meta.url);
const pages = [
  'README.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'packaging/deb/README.md',
  ...readdirSync(new URL('docs', root), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
].toSorted();

interface Link {
  /** From the project's root. */
  readonly path: string;
  readonly anchor: string;
}

/** The links of a page to files of the project; those to other sites are left out. */
function linksOf(page: string, text: string): Link[] {
  const targets = [...withoutCode(text).matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = '']) => target);
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', anchor = ''] = target.split('#');
      return { path: path === '' ? page : posix.join(posix.dirname(page), path), anchor };
    });
}

function faultsOf(page: string, text: string): string[] {
  return linksOf(page, text).flatMap(({ path, anchor }) => {
    if (path !== page && !existsSync(new URL(path, root))) return [`${path} is not there`];
    if (anchor === '') return [];
    const there = path === page ? text : readProjectFile(path);
    return anchorsOf(there).has(anchor) ? [] : [`${path} has no heading #${anchor}`];
  });
}

/** As GitHub names headings; of several with one name the later ones have a number. */
function anchorsOf(text: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of withoutCode(text).matchAll(/^#{1,6} (.+)$/gm)) {
    const name = heading
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-');
    let anchor = name;
    for (let number = 1; anchors.has(anchor); number += 1) anchor = `${name}-${number}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** Without blocks of code. Code within a line stays: it may be the text of a link, or of a heading. */
function withoutCode(text: string): string {
  return text.replace(/^```[^]*?^```$/gm, '');
}

/** The pages that links lead to, from one page on. */
function reachedFrom(page: string): ReadonlySet<string> {
  const reached = new Set([page]);
  for (const each of reached)
    for (const { path } of linksOf(each, readProjectFile(each))) if (pages.includes(path)) reached.add(path);
  return reached;
}

describe('the links', () => {
  it.each(pages)('lead to files and headings that are there: %s', (page) => {
    expect(faultsOf(page, readProjectFile(page))).toEqual([]);
  });

  it('lead from README.md to every page of docs', () => {
    const inDocs = pages.filter((page) => page.startsWith('docs/'));
    expect(inDocs.filter((page) => !reachedFrom('README.md').has(page))).toEqual([]);
    expect(inDocs).toContain('docs/install.md');
  });
});

describe('the look at links', () => {
  it.each([
    ['[a](nowhere.md)', 'docs/nowhere.md is not there'],
    ['[a](../docs/limits.md#nowhere)', 'docs/limits.md has no heading #nowhere'],
    ['# One\n\n[a](#two)', 'docs/page.md has no heading #two'],
    ['```sh\n# one\n```\n\n[a](#one)', 'docs/page.md has no heading #one'],
    ['# One\n\n[a](#one-1)', 'docs/page.md has no heading #one-1'],
  ])('finds the fault of %j', (text, fault) => {
    expect(faultsOf('docs/page.md', text)).toEqual([fault]);
  });

  it.each([
    '# The `data` folder, & more\n\n[a](#the-data-folder--more)',
    '# One\n\n# One\n\n[a](#one-1)',
    '[`docs/limits.md`](limits.md#in-redis)',
    '[site](https://example.com/nowhere#at-all)',
    '```\n[a](nowhere.md)\n```',
  ])('finds none in %j', (text) => {
    expect(faultsOf('docs/page.md', text)).toEqual([]);
  });
});
