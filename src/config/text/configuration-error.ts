/** One fault of a configuration. */
export interface ConfigurationProblem {
  /** Where: `panels[0].url`, `line 3, column 5`; empty for the file as a whole. */
  readonly path: string;
  /** What was expected, what was found, what to change. */
  readonly text: string;
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
    const texts = problems.map(textOf);
    super([`${file} has ${count}:`, ...texts.map((text) => `  ${text}`)].join('\n'), { cause });
    this.file = file;
    this.problems = problems;
    this.line = `${file} has ${count}: ${texts.join('; ')}`;
  }
}

function textOf({ path, text }: ConfigurationProblem): string {
  return path === '' ? text : `${path}: ${text}`;
}
