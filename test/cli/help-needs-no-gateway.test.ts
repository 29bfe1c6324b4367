import { describe, expect, it } from 'vitest';
import { sourceFiles } from '../support/source-files.ts';

// The table of commands is loaded by every command line, also by `--help`: what a command needs beyond it is imported when it runs.

const texts = new Map(sourceFiles('src').map(({ path, text }) => [path, text]));

/** The files that are loaded with one, and the packages that these import. */
function loadedWith(path: string, loaded = new Set<string>()): ReadonlySet<string> {
  if (loaded.has(path)) return loaded;
  loaded.add(path);
  const imports = (texts.get(path) ?? '').matchAll(/^import (?!type )(?:[^'"()]*? from )?'([^']+)'/gm);
  for (const [, target = ''] of imports) {
    if (target.startsWith('.')) loadedWith(new URL(target, `file:///${path}`).pathname.slice(1), loaded);
    else if (!target.startsWith('node:')) loaded.add(target);
  }
  return loaded;
}

describe('the table of commands', () => {
  const loaded = [...loadedWith('src/cli/run.ts')];

  it('is loaded with what reads command lines', () => {
    expect(loaded).toEqual(
      expect.arrayContaining(['src/cli/commands.ts', 'src/ask/bans/bans-add.ts', 'src/terminal/parameter.ts']),
    );
  });

  it.each(['src/gateway.ts', 'src/config/resolve/read-settings-file.ts', 'src/demo/panel/demo-site.ts', 'zod', 'yaml', 'pino'])(
    'is loaded without %s',
    (part) => {
      expect(loaded).not.toContain(part);
    },
  );

  it('would be found to load them', () => {
    expect([...loadedWith('src/cli/serve.ts')]).toEqual(expect.arrayContaining(['src/gateway.ts', 'zod', 'yaml', 'pino']));
  });
});
