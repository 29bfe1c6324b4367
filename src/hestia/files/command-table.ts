import { readFileSync } from 'node:fs';
import type { CommandFacts, CommandTable } from '../../domain/panel/command-facts.ts';

/** The panel's commands, from `commands.json` beside this file. */
export function readCommandTable(): CommandTable {
  const table: unknown = JSON.parse(readFileSync(new URL('commands.json', import.meta.url), 'utf8'));
  if (typeof table !== 'object' || table === null) throw new TypeError('commands.json is no object');
  return new Map(Object.entries(table).map(([name, facts]) => [name, factsOf(name, facts)]));
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
