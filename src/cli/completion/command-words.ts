import type { CommandLine } from '../../terminal/command-line.ts';

/** A word that may stand in the name of a command, and what it stands for. */
export interface CommandWord {
  readonly word: string;
  readonly about: string;
}

/** The first words of all names, each once. */
export function firstWords(commands: readonly CommandLine[]): readonly CommandWord[] {
  const words = new Map<string, string>();
  for (const { name, about } of commands) {
    const [first = '', second] = name.split(' ');
    words.set(
      first,
      second === undefined
        ? about
        : `Commands: ${secondWords(commands, first)
            .map(({ word }) => word)
            .join(', ')}.`,
    );
  }
  return [...words].map(([word, about]) => ({ word, about }));
}

/** First words that a second one must follow. */
export function groupsOf(commands: readonly CommandLine[]): readonly string[] {
  return [...new Set(commands.flatMap(({ name }) => (name.includes(' ') ? [name.split(' ')[0] ?? ''] : [])))];
}

/** What may stand behind the first word of a group. */
export function secondWords(commands: readonly CommandLine[], group: string): readonly CommandWord[] {
  return commands
    .filter(({ name }) => name.startsWith(`${group} `))
    .map(({ name, about }) => ({ word: name.slice(group.length + 1), about }));
}
