import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readProjectFile } from '../support/source-files.ts';
import { anchorsOf } from './anchors-of.ts';
import { linksOf } from './links-of.ts';

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

function faultsOf(page: string, text: string): string[] {
  return linksOf(page, text).flatMap(({ path, anchor }) => {
    if (path !== page && !existsSync(new URL(path, root))) return [`${path} is not there`];
    if (anchor === '') return [];
    const there = path === page ? text : readProjectFile(path);
    return anchorsOf(there).has(anchor) ? [] : [`${path} has no heading #${anchor}`];
  });
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
    expect(inDocs).toEqual(expect.arrayContaining(['docs/install.md', 'docs/zh/install.md']));
  });
});

describe('the look at links', () => {
  it.each([
    ['[a](nowhere.md)', 'docs/nowhere.md is not there'],
    ['[a](../docs/limits.md#nowhere)', 'docs/limits.md has no heading #nowhere'],
    ['# One\n\n[a](#two)', 'docs/page.md has no heading #two'],
    ['```sh\n# one\n```\n\n[a](#one)', 'docs/page.md has no heading #one'],
    ['# One\n\n[a](#one-1)', 'docs/page.md has no heading #one-1'],
    ['[a](zh/install.md#升级与降级)', 'docs/zh/install.md has no heading #升级与降级'],
    ['# 配置、检查\n\n[a](#配置、检查)', 'docs/page.md has no heading #配置、检查'],
  ])('finds the fault of %j', (text, fault) => {
    expect(faultsOf('docs/page.md', text)).toEqual([fault]);
  });

  it.each([
    '# The `data` folder, & more\n\n[a](#the-data-folder--more)',
    '# One\n\n# One\n\n[a](#one-1)',
    '[`docs/limits.md`](limits.md#in-redis)',
    '# 配置、检查，以及“启动”（必读）\n\n[a](#配置检查以及启动必读)',
    '# 使用 Debian 软件包\n\n[a](#使用-debian-软件包)',
    '# 升级\n\n# 升级\n\n[a](#升级-1)',
    '[a](zh/install.md#配置检查启动)',
    '[a](zh/install.md#%E5%8D%B8%E8%BD%BD)',
    '[site](https://example.com/nowhere#at-all)',
    '```\n[a](nowhere.md)\n```',
  ])('finds none in %j', (text) => {
    expect(faultsOf('docs/page.md', text)).toEqual([]);
  });
});
