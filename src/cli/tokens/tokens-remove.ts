import { exitCode } from '../../terminal/exit-code.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { openTokensFile, writeTokensFile } from './tokens-file.ts';

/** @returns the exit code */
export async function tokensRemove(
  { config, name }: { readonly config: string; readonly name: string },
  terminal: Terminal,
): Promise<number> {
  const file = await openTokensFile(config, terminal);
  const left = file.lines.filter(({ token }) => token?.name !== name);
  if (left.length === file.lines.length) {
    terminal.stderr.write(`hearthgate: there is no token ${name}; hearthgate tokens list names them\n`);
    return exitCode.nothing;
  }
  await writeTokensFile({ ...file, lines: left }, config);
  terminal.stderr.write('The token is taken until the gateway reads the file again: hearthgate reload\n');
  return exitCode.ok;
}
