import { describe, expect, it } from 'vitest';
import { commandAllowed } from '../../src/checks/command-allowed.ts';
import type { Caller } from '../../src/domain/panel/caller.ts';
import type { Denial } from '../../src/domain/call/denial.ts';
import {
  callerWith,
  callWith,
  factsWith,
  idOfAdmin,
  idOfAlice,
  policyWith,
  profiles,
  rootCaller,
  stateWith,
} from '../support/facts.ts';

describe('the key of an ordinary user', () => {
  it('may run what its profile lists', () => {
    expect(judge(callerWith(), 'v-list-user')).toBeUndefined();
  });

  it('may not run anything else', () => {
    expect(judge(callerWith(), 'v-add-user')).toEqual(refused(idOfAlice, 'v-add-user'));
  });

  it('may run what any of its profiles lists, whatever their order', () => {
    const orders = [profiles('gone', 'reader'), profiles('reader', 'gone'), profiles('billing', 'reader')];
    expect(orders.map((permissions) => judge(callerWith({ permissions }), 'v-list-user'))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('may not use a profile with ROLE admin', () => {
    expect(judge(callerWith({ permissions: profiles('billing') }), 'v-add-user')).toEqual(refused(idOfAlice, 'v-add-user'));
  });

  it('may not borrow from a profile with ROLE admin beside one of its own', () => {
    const caller = callerWith({ permissions: profiles('reader', 'billing') });
    expect(judge(caller, 'v-add-user')).toEqual(refused(idOfAlice, 'v-add-user'));
  });

  it.each([profiles('gone'), profiles('*'), profiles(), profiles('Reader'), profiles(''), { kind: 'everything' } as const])(
    'may run nothing with %j',
    (permissions) => {
      expect(judge(callerWith({ permissions }), 'v-list-user')).toEqual(refused(idOfAlice, 'v-list-user'));
    },
  );

  it('may not run a listed command that names no user', () => {
    expect(judge(callerWith(), 'v-list-users')).toEqual(refused(idOfAlice, 'v-list-users'));
  });

  it('may run it where the configuration lists it', () => {
    expect(judge(callerWith(), 'v-list-users', ['v-list-users'])).toBeUndefined();
  });

  it('may not run what only the configuration lists', () => {
    expect(judge(callerWith({ permissions: profiles('gone') }), 'v-list-users', ['v-list-users'])).toEqual(
      refused(idOfAlice, 'v-list-users'),
    );
  });

  it('may run v-make-tmp-file only where both list it', () => {
    const caller = callerWith({ permissions: profiles('files') });
    expect(judge(caller, 'v-make-tmp-file', ['v-make-tmp-file'])).toBeUndefined();
    expect(judge(caller, 'v-make-tmp-file')).toEqual(refused(idOfAlice, 'v-make-tmp-file'));
    expect(judge(callerWith(), 'v-make-tmp-file', ['v-make-tmp-file'])).toEqual(refused(idOfAlice, 'v-make-tmp-file'));
  });

  it('may never run a command of reach root, listed wherever it may be', () => {
    const caller = callerWith({ permissions: profiles('files') });
    expect(judge(caller, 'v-change-domain-owner', ['v-change-domain-owner'])).toEqual(
      refused(idOfAlice, 'v-change-domain-owner'),
    );
  });

  it.each(['v-list', 'v-list-use', 'list-user', 'v-list-user ', 'v-list-user,v-list-users'])(
    'has its commands as whole words, not %j',
    (command) => {
      const commands = new Map([...stateWith().commands, [command, { userArg: 1, reach: 'user' } as const]]);
      const facts = factsWith({ call: callWith({ command }), state: stateWith({ commands }) });
      expect(commandAllowed.judge(facts)).toEqual(refused(idOfAlice, command));
    },
  );
});

describe('the key of the root user', () => {
  it.each(['v-list-user', 'v-list-users', 'v-change-domain-owner', 'v-make-tmp-file'])(
    'without profiles may run every command: %s',
    (command) => {
      expect(judge(rootCaller(), command)).toBeUndefined();
    },
  );

  it('with profiles may run what they list, and nothing else', () => {
    const caller = rootCaller(profiles('billing'));
    expect(judge(caller, 'v-add-user')).toBeUndefined();
    expect(judge(caller, 'v-make-tmp-file')).toBeUndefined();
    expect(judge(caller, 'v-list-users')).toEqual(refused(idOfAdmin, 'v-list-users'));
  });

  it('may run a listed command that names no user, or is of reach root', () => {
    const caller = rootCaller(profiles('reader', 'files'));
    expect(judge(caller, 'v-list-users')).toBeUndefined();
    expect(judge(caller, 'v-change-domain-owner')).toBeUndefined();
  });

  it.each([profiles('gone'), profiles('*'), profiles(), profiles('')])('may run nothing with %j', (permissions) => {
    expect(judge(rootCaller(permissions), 'v-list-user')).toEqual(refused(idOfAdmin, 'v-list-user'));
  });

  it('may not run a command that the panel does not have', () => {
    expect(judge(rootCaller(), 'v-nothing')).toEqual(refused(idOfAdmin, 'v-nothing'));
  });
});

function judge(caller: Caller, command: string, unscoped: readonly string[] = []): Denial | undefined {
  const listed = new Set(['v-make-tmp-file', 'v-change-domain-owner']);
  const state = stateWith({ profiles: new Map([...stateWith().profiles, ['files', { role: 'user', commands: listed }]]) });
  const policy = policyWith({ auth: { unscopedCommands: new Set(unscoped) } });
  return commandAllowed.judge(factsWith({ caller, call: callWith({ command }), state, policy }));
}

function refused(key: string, command: string): Denial {
  return { reason: 'command_not_allowed', key, command };
}
