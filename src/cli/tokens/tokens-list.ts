import { exitCode } from '../../terminal/exit-code.ts';
import { jsonText } from '../../terminal/json-text.ts';
import { tableText } from '../../terminal/table-text.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { openTokensFile } from './tokens-file.ts';

/** @returns the exit code */
export async function tokensList(
  { config, json }: { readonly config: string; readonly json: boolean },
  terminal: Terminal,
): Promise<number> {
  const { lines } = await openTokensFile(config, terminal);
  const tokens = lines.flatMap(({ token }) => (token === undefined ? [] : [{ name: token.name, role: token.role }]));
  if (json) terminal.stdout.write(jsonText({ tokens }));
  else if (tokens.length === 0) terminal.stdout.write('there is no token\n');
  else
    terminal.stdout.write(
      tableText(
        ['name', 'role'],
        tokens.map(({ name, role }) => [name, role]),
      ),
    );
  return exitCode.ok;
}
