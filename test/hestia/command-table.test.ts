import { describe, expect, it } from 'vitest';
import { readCommandTable } from '../../src/hestia/files/command-table.ts';
import recordedCommands from '../fixtures/commands.json' with { type: 'json' };

const commands: readonly [string, Recorded][] = Object.entries(recordedCommands);

interface Recorded {
  readonly userArg: number;
  readonly domainArg: number;
  readonly effect: string;
  readonly secretArgs: readonly number[];
}

describe('the table of commands', () => {
  it('says of every command what was recorded, but for arguments that may be secrets', () => {
    const expected = commands.map(([name, { userArg, domainArg, effect, secretArgs }]) => {
      const open = (arg: number): number => (secretArgs.includes(arg) ? 0 : arg);
      return [name, { userArg, toldUserArg: open(userArg), domainArg: open(domainArg), effect }];
    });
    expect([...readCommandTable()]).toEqual(expected);
  });
});
