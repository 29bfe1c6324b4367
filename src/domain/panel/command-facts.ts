/** What is known of a command by its name. Positions of arguments count from 1; 0 where it has none of that kind. */
export interface CommandFacts {
  readonly userArg: number;
  /** The same, but 0 where that argument may be a secret: what a log may tell. */
  readonly toldUserArg: number;
  /** 0 where it may be a secret. */
  readonly domainArg: number;
  /** `read`: changes nothing at the panel. */
  readonly effect: 'read' | 'write';
}

/** By name; commands that administrators added are not in it. */
export type CommandTable = ReadonlyMap<string, CommandFacts>;
