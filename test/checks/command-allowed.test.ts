import { describe, expect, it } from 'vitest';
import { commandAllowed } from '../../src/checks/command-allowed.ts';
import type { Bearer } from '../../src/domain/bearer.ts';
import type { Denial } from '../../src/domain/denial.ts';
import {
  bearerWith,
  callWith,
  factsWith,
  idOfAdmin,
  idOfAlice,
  policyWith,
  profiles,
  rootBearer,
  stateWith,
} from '../support/facts.ts';

describe('the key of an ordinary user', () => {
  it('may run what its profile lists', () => {
    expect(judge(bearerWith(), 'v-list-user')).toBeUndefined();
  });

  it('may not run anything else', () => {
    expect(judge(bearerWith(), 'v-add-user')).toEqual(refused(idOfAlice, 'v-add-user'));
  });

  it('may run what any of its profiles lists, whatever their order', () => {
    const orders = [profiles('gone', 'reader'), profiles('reader', 'gone'), profiles('billing', 'reader')];
    expect(orders.map((permissions) => judge(bearerWith({ permissions }), 'v-list-user'))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('may not use a profile with ROLE admin', () => {
    expect(judge(bearerWith({ permissions: profiles('billing') }), 'v-add-user')).toEqual(refused(idOfAlice, 'v-add-user'));
  });

  it('may not borrow from a profile with ROLE admin beside one of its own', () => {
    const bearer = bearerWith({ permissions: profiles('reader', 'billing') });
    expect(judge(bearer, 'v-add-user')).toEqual(refused(idOfAlice, 'v-add-user'));
  });

  it.each([profiles('gone'), profiles('*'), profiles(), profiles('Reader'), profiles(''), { kind: 'everything' } as const])(
    'may run nothing with %j',
    (permissions) => {
      expect(judge(bearerWith({ permissions }), 'v-list-user')).toEqual(refused(idOfAlice, 'v-list-user'));
    },
  );

  it('may not run a listed command that names no user', () => {
    expect(judge(bearerWith(), 'v-list-users')).toEqual(refused(idOfAlice, 'v-list-users'));
  });

  it('may run it where the configuration lists it', () => {
    expect(judge(bearerWith(), 'v-list-users', ['v-list-users'])).toBeUndefined();
  });

  it('may not run what only the configuration lists', () => {
    expect(judge(bearerWith({ permissions: profiles('gone') }), 'v-list-users', ['v-list-users'])).toEqual(
      refused(idOfAlice, 'v-list-users'),
    );
  });

  it('may run v-make-tmp-file only where both list it', () => {
    const bearer = bearerWith({ permissions: profiles('files') });
    expect(judge(bearer, 'v-make-tmp-file', ['v-make-tmp-file'])).toBeUndefined();
    expect(judge(bearer, 'v-make-tmp-file')).toEqual(refused(idOfAlice, 'v-make-tmp-file'));
    expect(judge(bearerWith(), 'v-make-tmp-file', ['v-make-tmp-file'])).toEqual(refused(idOfAlice, 'v-make-tmp-file'));
  });

  it('may never run a command of reach root, listed wherever it may be', () => {
    const bearer = bearerWith({ permissions: profiles('files') });
    expect(judge(bearer, 'v-change-domain-owner', ['v-change-domain-owner'])).toEqual(
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
      expect(judge(rootBearer(), command)).toBeUndefined();
    },
  );

  it('with profiles may run what they list, and nothing else', () => {
    const bearer = rootBearer(profiles('billing'));
    expect(judge(bearer, 'v-add-user')).toBeUndefined();
    expect(judge(bearer, 'v-make-tmp-file')).toBeUndefined();
    expect(judge(bearer, 'v-list-users')).toEqual(refused(idOfAdmin, 'v-list-users'));
  });

  it('may run a listed command that names no user, or is of reach root', () => {
    const bearer = rootBearer(profiles('reader', 'files'));
    expect(judge(bearer, 'v-list-users')).toBeUndefined();
    expect(judge(bearer, 'v-change-domain-owner')).toBeUndefined();
  });

  it.each([profiles('gone'), profiles('*'), profiles(), profiles('')])('may run nothing with %j', (permissions) => {
    expect(judge(rootBearer(permissions), 'v-list-user')).toEqual(refused(idOfAdmin, 'v-list-user'));
  });

  it('may not run a command that the panel does not have', () => {
    expect(judge(rootBearer(), 'v-nothing')).toEqual(refused(idOfAdmin, 'v-nothing'));
  });
});

function judge(bearer: Bearer, command: string, unscoped: readonly string[] = []): Denial | undefined {
  const listed = new Set(['v-make-tmp-file', 'v-change-domain-owner']);
  const state = stateWith({ profiles: new Map([...stateWith().profiles, ['files', { role: 'user', commands: listed }]]) });
  const policy = policyWith({ auth: { unscopedCommands: new Set(unscoped) } });
  return commandAllowed.judge(factsWith({ bearer, call: callWith({ command }), state, policy }));
}

function refused(key: string, command: string): Denial {
  return { reason: 'command_not_allowed', key, command };
}
