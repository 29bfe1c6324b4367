/** A command line that cannot be followed; the message is one line for the person who typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** The command whose help says more; empty: that of the program. */
  readonly command: string;

  constructor(message: string, { command = '', ...options }: ErrorOptions & { readonly command?: string } = {}) {
    super(message, options);
    this.command = command;
  }
}
