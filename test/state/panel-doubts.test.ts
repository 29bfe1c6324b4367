import { describe, expect, it } from 'vitest';
import { AddressSet } from '../../src/domain/address-set.ts';
import type { Call } from '../../src/domain/call.ts';
import type { PanelAnswer } from '../../src/domain/panel-client.ts';
import { nothingUnknown, type PanelState } from '../../src/domain/panel-state.ts';
import { Secret } from '../../src/domain/secret.ts';
import { createPanelDoubts } from '../../src/state/panel-doubts.ts';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

function setUp() {
  let nowMs = 1000;
  let refreshes = 0;
  const doubts = createPanelDoubts({
    panel: 'main',
    clock: { monotonicMs: () => nowMs, wallMs: () => 0 },
    log: silent,
    refresh: () => {
      refreshes += 1;
    },
  });
  return {
    doubts,
    refreshes: () => refreshes,
    passMs: (ms: number) => {
      nowMs += ms;
    },
    readNow: () => stateReadAt(nowMs),
  };
}

function stateReadAt(readAtMs: number): PanelState {
  return {
    api: { accessKeys: 'all', deprecated: true },
    allowedAddresses: { everyone: false, set: AddressSet.empty },
    rootUser: 'admin',
    accessKeys: new Map(),
    profiles: new Map(),
    users: new Map(),
    apiKeyDigests: new Set(),
    commands: new Map(),
    unknown: nothingUnknown,
    readAtMs,
  };
}

const key = (name: string): Call => ({
  credential: { kind: 'access-key', id: name, secret: new Secret('x') },
  command: 'v-list-users',
  args: [],
  returncode: 'yes',
});
const password: Call = { ...key(''), credential: { kind: 'password', user: 'admin', password: new Secret('x') } };
const refusal: PanelAnswer = { status: 401, exitCode: '9', contentType: undefined, body: Buffer.from('9') };
const ok: PanelAnswer = { status: 200, exitCode: '0', contentType: undefined, body: Buffer.from('0') };

describe('a key that the panel refused although the gateway allowed it', () => {
  it('asks for a new state at once, counts, and waits for it', () => {
    const { doubts, refreshes, passMs, readNow } = setUp();
    const old = readNow();
    passMs(5);
    doubts.note(key('A'), refusal, 'alice');
    expect([refreshes(), doubts.disagreements()]).toEqual([1, 1]);
    expect(doubts.areHeldAgainst(key('A').credential, old)).toBe(true);
    expect(doubts.areHeldAgainst(key('B').credential, old)).toBe(false);
    passMs(5);
    expect(doubts.areHeldAgainst(key('A').credential, readNow())).toBe(false);
  });

  it('waits for the rest of ten minutes when it is refused again', () => {
    const { doubts, passMs, readNow } = setUp();
    doubts.note(key('A'), refusal, 'alice');
    passMs(5);
    doubts.note(key('A'), refusal, 'alice');
    passMs(599_000);
    expect(doubts.areHeldAgainst(key('A').credential, readNow())).toBe(true);
    passMs(2000);
    expect(doubts.areHeldAgainst(key('A').credential, readNow())).toBe(false);
  });

  it('is not what was merely answered', () => {
    const { doubts, refreshes, readNow } = setUp();
    doubts.note(key('A'), ok, 'alice');
    expect([refreshes(), doubts.areHeldAgainst(key('A').credential, readNow())]).toEqual([0, false]);
  });
});

describe('after two disagreements in ten minutes', () => {
  it('every key waits for a newer state', () => {
    const { doubts, passMs, readNow } = setUp();
    doubts.note(key('A'), refusal, 'alice');
    passMs(5);
    const old = readNow();
    doubts.note(key('B'), refusal, 'alice');
    expect(doubts.areHeldAgainst(key('C').credential, old)).toBe(true);
    passMs(5);
    expect(doubts.areHeldAgainst(key('C').credential, readNow())).toBe(false);
  });

  it('of which one is older, no other key waits', () => {
    const { doubts, passMs, readNow } = setUp();
    const old = readNow();
    doubts.note(key('A'), refusal, 'alice');
    passMs(600_000);
    doubts.note(key('B'), refusal, 'alice');
    expect(doubts.areHeldAgainst(key('C').credential, old)).toBe(false);
  });
});

describe('passwords', () => {
  it('are not sent any more after two failures in ten minutes, and say nothing of keys', () => {
    const { doubts, passMs, readNow } = setUp();
    const state = readNow();
    doubts.note(password, refusal, undefined);
    expect(doubts.areHeldAgainst(password.credential, state)).toBe(false);
    doubts.note(password, refusal, undefined);
    expect(doubts.areHeldAgainst(password.credential, state)).toBe(true);
    expect(doubts.areHeldAgainst(key('A').credential, state)).toBe(false);
    passMs(600_000);
    expect(doubts.areHeldAgainst(password.credential, state)).toBe(false);
  });
});
