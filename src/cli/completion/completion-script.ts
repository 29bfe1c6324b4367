import type { CommandLine } from '../../terminal/command-line.ts';
import { bashCompletion } from './bash-completion.ts';
import { zshCompletion } from './zsh-completion.ts';

/** The completion of the program's command line for a shell. */
export function completionScript(shell: 'bash' | 'zsh', commands: readonly CommandLine[]): string {
  return shell === 'bash' ? bashCompletion(commands) : zshCompletion(commands);
}
