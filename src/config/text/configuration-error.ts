/** One fault of a configuration. */
export interface ConfigurationProblem {
  /** Which setting: `panels[0].url`; empty for the file as a whole. */
  readonly path: string;
  /** Where it is written, in the file's own text. */
  readonly place?: TextPlace | undefined;
  /** What was expected, what was found, what to change. */
  readonly text: string;
}

/** A place in a text; both count from one. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** A configuration that cannot be used, with everything that is wrong with it. The message is for the administrator, as it is. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly file: string;
  readonly problems: readonly ConfigurationProblem[];
  /** The message on one line. */
  readonly line: string;

  /** @param cause where the system says why the file cannot be read */
  constructor(file: string, problems: readonly ConfigurationProblem[], cause?: unknown) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    const texts = problems.map(problemText);
    super([`${file} has ${count}:`, ...texts.map((text) => `  ${text}`)].join('\n'), { cause });
    this.file = file;
    this.problems = problems;
    this.line = `${file} has ${count}: ${texts.join('; ')}`;
  }
}

/** On one line: `line 3, column 5: panels[0].url: expected …`. */
export function problemText({ path, place, text }: ConfigurationProblem): string {
  const where = place === undefined ? '' : `line ${place.line}, column ${place.column}`;
  return [where, path, text].filter((part) => part !== '').join(': ');
}
