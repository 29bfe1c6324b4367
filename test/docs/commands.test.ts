import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { commandsChapter } from '../../src/cli/manual/commands-chapter.ts';
import { manualPage } from '../../src/cli/manual/manual-page.ts';
import { programVersion } from '../../src/config/text/program-version.ts';

// `npm run manual` writes both files anew.

const project = new URL('../../', import.meta.url);

describe('the manual page', () => {
  it('is what the table of commands gives', async () => {
    await expect(manualPage(commands, programVersion())).toMatchFileSnapshot('../../packaging/man/hearthgate.1');
  });
});

describe('the chapter on commands', () => {
  it('is what the table of commands gives', async () => {
    await expect(commandsChapter(commands)).toMatchFileSnapshot('../../docs/commands.md');
  });
});

describe('the manual', () => {
  const inDocs = readdirSync(new URL('docs', project), { recursive: true, encoding: 'utf8' });
  const pages = ['README.md', ...inDocs.map((name) => `docs/${name}`)].filter((path) => path.endsWith('.md'));
  const names = commands.map(({ name }) => name);

  it.each(pages)('names no command that there is not: %s', (path) => {
    const code = readFileSync(new URL(path, project), 'utf8').matchAll(/(?:^|`|hearthgate )hearthgate ([a-z]+(?: [a-z]+)?)/gm);
    const unknown = [...code].map(([, words = '']) => words).filter((words) => !isNamed(words));
    expect(unknown).toEqual([]);
  });

  function isNamed(words: string): boolean {
    const [first = ''] = words.split(' ');
    return (
      names.includes(words) || names.includes(first) || (words === first && names.some((name) => name.startsWith(`${first} `)))
    );
  }
});
