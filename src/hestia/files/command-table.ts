import type { CommandFacts, CommandTable } from '../../domain/panel/command-facts.ts';
import commands from './commands.json' with { type: 'json' };

/** The panel's commands, from `commands.json` beside this file. */
export function readCommandTable(): CommandTable {
  return new Map(Object.entries(commands).map(([name, facts]) => [name, factsOf(name, facts)]));
}

function factsOf(name: string, facts: unknown): CommandFacts {
  if (
    typeof facts === 'object' &&
    facts !== null &&
    'userArg' in facts &&
    'toldUserArg' in facts &&
    'domainArg' in facts &&
    'effect' in facts
  ) {
    const { userArg, toldUserArg, domainArg, effect } = facts;
    if (
      typeof userArg === 'number' &&
      typeof toldUserArg === 'number' &&
      typeof domainArg === 'number' &&
      (effect === 'read' || effect === 'write')
    ) {
      return { userArg, toldUserArg, domainArg, effect };
    }
  }
  throw new TypeError(`commands.json: ${name} lacks userArg, domainArg or effect`);
}
