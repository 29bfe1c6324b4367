import type { CommandLine } from './command-line.ts';

/** What may be written behind the program's name: `bans add ADDRESS [--for DURATION] --config FILE`. */
export function usageText({ name, operands, options }: CommandLine): string {
  const operandTexts = Object.values(operands).map(({ placeholder, times }) =>
    times === 'any number' ? `[${placeholder}...]` : placeholder,
  );
  const optionTexts = Object.entries(options).map(([option, { placeholder, times }]) => {
    const text = `--${option} ${placeholder}`.trimEnd();
    return times === 'once' ? text : `[${text}]`;
  });
  return [name, ...operandTexts, ...optionTexts].join(' ');
}
