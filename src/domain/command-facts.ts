/** What may be told of a command: positions of arguments, counted from 1; 0 where it has none of that kind, or where it may be a secret. */
export interface CommandFacts {
  readonly userArg: number;
  readonly domainArg: number;
  /** `read`: changes nothing at the panel. */
  readonly effect: 'read' | 'write';
}

/** By name; commands that administrators added are not in it. */
export type CommandTable = ReadonlyMap<string, CommandFacts>;
