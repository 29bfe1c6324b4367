/** Takes text, a line or several. */
export interface Output {
  readonly write: (text: string) => unknown;
}

/** What a command has of the process around it. */
export interface Terminal {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: Output;
  readonly stderr: Output;
  /** `stderr` is the process's own standard error, to which the process log writes by itself, without waiting for it. */
  readonly isProcess?: boolean;
  /** Empties the screen, where standard output is one. */
  readonly clear?: (() => void) | undefined;
  /** Shows one line on standard error in place of the one before, where that is a screen; an empty one takes it away. */
  readonly note?: ((text: string) => void) | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The process, as a source of signals. */
  readonly signals: Pick<NodeJS.EventEmitter, 'on' | 'off'>;
}
