import type { CommandLine } from './command-line.ts';
import type { Parameter } from './parameter.ts';

/** What may be written behind the program's name: `bans add ADDRESS [--for DURATION] --config FILE`. */
export function usageText({ name, operands, options }: CommandLine): string {
  return [
    name,
    ...Object.values(operands).map((operand) => timesText(operand.placeholder, operand)),
    ...Object.entries(options).map(([option, parameter]) =>
      timesText(`--${option} ${parameter.placeholder}`.trimEnd(), parameter),
    ),
  ].join(' ');
}

function timesText(text: string, { times }: Parameter<unknown>): string {
  if (times === 'once') return text;
  return times === 'at most once' ? `[${text}]` : `[${text}]...`;
}
