/** What a command has of the process around it. */
export interface Terminal {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The process, as a source of signals. */
  readonly signals: Pick<NodeJS.EventEmitter, 'on' | 'off'>;
}
