import { describe, expect, it } from 'vitest';
import { userArgument } from '../../src/checks/user-argument.ts';
import type { Denial } from '../../src/domain/call/denial.ts';
import { readCall } from '../../src/hestia/call/read-call.ts';
import { callerWith, callWith, factsWith, idOfAlice, rootCaller, stateWith } from '../support/facts.ts';

const mismatch: Denial = { reason: 'user_mismatch', key: idOfAlice };
const second = stateWith({ commands: new Map([['v-second', { userArg: 2, reach: 'user' }]]) });

describe("a key of an ordinary user names its key's user", () => {
  it('and passes', () => {
    expect(judge(['alice'])).toBeUndefined();
    expect(judge(['alice', 'bob'])).toBeUndefined();
  });

  it.each([['bob'], ['Alice'], ['ALICE'], ['alice '], [' alice'], ['alic'], ['alice2'], ['alice\n'], ['alice\0'], ['']])(
    'byte for byte: %j is refused',
    (user) => {
      expect(judge([user])).toEqual(mismatch);
    },
  );

  it('and is refused without the argument', () => {
    expect(judge([])).toEqual(mismatch);
  });

  it('in the place where the command reads it', () => {
    expect(judgeSecond(['bob', 'alice'])).toBeUndefined();
    expect(judgeSecond(['alice', 'bob'])).toEqual(mismatch);
    expect(judgeSecond(['alice'])).toEqual(mismatch);
    expect(judgeSecond(['bob', 'x', 'alice'])).toEqual(mismatch);
  });

  it('by the order in which the arguments run, not by the names of their fields', () => {
    // Fields arg2 and arg3 run as first and second argument.
    const body = `access_key=${idOfAlice}&secret_key=x&cmd=v-list-user&arg2=bob&arg3=alice`;
    const reading = readCall('application/x-www-form-urlencoded', Buffer.from(body));
    const args = reading.kind === 'call' ? reading.call.args : [];
    expect(args).toEqual(['bob', 'alice']);
    expect(judgeSecond(args)).toBeUndefined();
    expect(judge(args)).toEqual(mismatch);
  });
});

it('a command that names no user is not judged by one', () => {
  expect(userArgument.judge(factsWith({ call: callWith({ command: 'v-list-users', args: ['bob'] }) }))).toBeUndefined();
});

it.each([[['bob']], [[]], [['']]])('a key of the root user may name any user: %j', (args) => {
  expect(userArgument.judge(factsWith({ caller: rootCaller(), call: callWith({ args }) }))).toBeUndefined();
});

function judge(args: readonly string[]): Denial | undefined {
  return userArgument.judge(factsWith({ caller: callerWith(), call: callWith({ args }) }));
}

function judgeSecond(args: readonly string[]): Denial | undefined {
  return userArgument.judge(factsWith({ state: second, call: callWith({ command: 'v-second', args }) }));
}
