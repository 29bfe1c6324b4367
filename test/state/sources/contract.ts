import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Clock } from '../../../src/domain/clock.ts';
import type { PanelStateSource } from '../../../src/domain/panel/panel-state.ts';
import { Asked } from './asked.ts';
import { maxAgeMs, verdict } from './verdict.ts';

/** An access key as the panel keeps it. */
export interface SourceKey {
  readonly id: string;
  readonly secret: string;
  readonly user: string;
  /** Names of profiles, separated by commas; empty for everything, which only the root user's keys may have. */
  readonly permissions: string;
}

/**
 * One source of panel state, and what can happen to the panel behind it.
 *
 * At the start the panel has the users `admin` (its root user), `alice` and `bob`, the profiles that the panel ships, the API switched on
 * for everybody, and the keys `rootKey` and `aliceKey` below. Each action may return before the source knows of it; the suite asks the
 * source to `refresh` until it does. The adapter cleans up with `onTestFinished`.
 */
export interface SourceAdapter {
  /** Not started yet. */
  readonly source: PanelStateSource;
  /** What the source was given. */
  readonly clock: Clock;
  /** A new key is there, whole. */
  readonly appear: (key: SourceKey) => void | Promise<void>;
  /** The key of this id says something else now. */
  readonly change: (key: SourceKey) => void | Promise<void>;
  readonly vanish: (id: string) => void | Promise<void>;
  /** A new key as it looks while it is being written, for as long as nothing else is done. `appear` completes it. */
  readonly halfWritten: (key: SourceKey) => void | Promise<void>;
  /** What becomes of its calls meanwhile: `state_unavailable` where the source knows that the key is there. */
  readonly halfWrittenIs: 'key_unknown' | 'state_unavailable';
  /** Nothing of the panel can be read any more. */
  readonly unreadable: () => void | Promise<void>;
  /** So much time passes at once, by the clock of the source. */
  readonly stale: (ms: number) => void | Promise<void>;
  /** All is as it was before `unreadable`. */
  readonly backAgain: () => void | Promise<void>;
  /** What one of the problems says while the source is unreadable. */
  readonly whatIsUnreadable: RegExp;
}

export const rootKey: SourceKey = {
  id: 'ROOTROOTROOTROOTROOT',
  secret: 'rootsecretrootsecretrootsecretrootsecre1',
  user: 'admin',
  permissions: '',
};
export const aliceKey: SourceKey = {
  id: 'ALICEALICEALICEALICE',
  secret: 'alicesecretalicesecretalicesecretalices1',
  user: 'alice',
  permissions: 'mail-accounts',
};
const bobKey: SourceKey = {
  id: 'BOBBOBBOBBOBBOBBOBBO',
  secret: 'bobsecretbobsecretbobsecretbobsecretbob1',
  user: 'bob',
  permissions: 'update-dns-records',
};

const mail = 'v-list-mail-domains';
const dns = 'v-list-dns-records';
const rootOnly = 'v-add-user';

/** The behaviour that every source of panel state has in common, in terms of the calls that it allows. */
export function describeSource(name: string, makeAdapter: () => SourceAdapter | Promise<SourceAdapter>): void {
  async function begin(): Promise<Asked> {
    const asked = new Asked(await makeAdapter());
    onTestFinished(() => asked.adapter.source.stop());
    return asked;
  }

  async function started(): Promise<Asked> {
    const asked = await begin();
    await asked.adapter.source.start();
    await asked.until(aliceKey, mail, 'permitted');
    return asked;
  }

  describe(`panel state from ${name}`, () => {
    it('allows what the panel allows, and no more', async () => {
      const asked = await started();
      expect(await asked.of(aliceKey, mail)).toBe('permitted');
      expect(await asked.of(aliceKey, mail, 'bob')).toBe('user_mismatch');
      expect(await asked.of(aliceKey, dns)).toBe('command_not_allowed');
      expect(await asked.of({ ...aliceKey, secret: bobKey.secret }, mail)).toBe('secret_wrong');
      expect(await asked.of(rootKey, rootOnly, 'carol')).toBe('permitted');
      expect(await asked.of(bobKey, dns)).toBe('key_unknown');
      expect(asked.adapter.source.problems()).toEqual([]);
      expect(asked.adapter.source.readings().complete).toBeGreaterThan(0);
    });

    it('allows nothing before it was ever read', async () => {
      const asked = await begin();
      await asked.adapter.unreadable();
      expect(await asked.of(rootKey, mail, 'alice')).toBe('state_unavailable');
      await asked.adapter.source.start();
      expect(await asked.of(rootKey, mail, 'alice')).toBe('state_unavailable');
      expect(asked.adapter.source.problems().join('\n')).toMatch(asked.adapter.whatIsUnreadable);
      await asked.adapter.backAgain();
      await asked.until(aliceKey, mail, 'permitted');
      expect(asked.adapter.source.problems()).toEqual([]);
    });

    it('knows a key that appears, and the others as before', async () => {
      const asked = await started();
      await asked.adapter.appear(bobKey);
      await asked.until(bobKey, dns, 'permitted', ['key_unknown', 'state_unavailable']);
      expect(await asked.of(bobKey, mail)).toBe('command_not_allowed');
      expect(await asked.of(aliceKey, mail)).toBe('permitted');
    });

    it('holds a key that changes to what it says now, and the state of before to what it said then', async () => {
      const asked = await started();
      const before = asked.adapter.source.current();
      await asked.adapter.change({ ...aliceKey, permissions: 'update-dns-records' });
      await asked.until(aliceKey, dns, 'permitted', ['command_not_allowed', 'key_unknown', 'state_unavailable']);
      expect(await asked.of(aliceKey, mail)).toBe('command_not_allowed');
      expect(await verdict({ key: aliceKey, command: mail, user: 'alice' }, before, asked.adapter.clock)).toBe('permitted');
    });

    it('refuses a secret that was changed', async () => {
      const asked = await started();
      const renewed = { ...aliceKey, secret: 'renewedrenewedrenewedrenewedrenewedrene1' };
      await asked.adapter.change(renewed);
      await asked.until(renewed, mail, 'permitted', ['secret_wrong', 'key_unknown', 'state_unavailable']);
      expect(await asked.of(aliceKey, mail)).toBe('secret_wrong');
    });

    it('refuses a key that vanishes', async () => {
      const asked = await started();
      await asked.adapter.vanish(aliceKey.id);
      await asked.until(aliceKey, mail, 'key_unknown', ['permitted']);
      expect(await asked.of(rootKey, rootOnly, 'carol')).toBe('permitted');
    });

    it('never allows a half-written key anything, and goes on with the others until it is whole', async () => {
      const asked = await started();
      await asked.adapter.halfWritten(bobKey);
      const before = readingsOf(asked.adapter.source);
      for (let more = 0; more < 3; more = readingsOf(asked.adapter.source) - before) {
        await asked.adapter.source.refresh();
        for (const command of [dns, mail, rootOnly]) {
          expect(await asked.of(bobKey, command)).toBe(asked.adapter.halfWrittenIs);
        }
        expect(await asked.of(aliceKey, mail)).toBe('permitted');
        await pause(5);
      }
      await asked.adapter.appear(bobKey);
      await asked.until(bobKey, dns, 'permitted', ['key_unknown', 'state_unavailable']);
      expect(await asked.of(bobKey, rootOnly)).toBe('command_not_allowed');
    });

    it('goes on with what was good while nothing can be read, says so, and looks no younger for it', async () => {
      const asked = await started();
      await asked.adapter.unreadable();
      await asked.untilProblems((problems) => problems.length > 0);
      expect(asked.adapter.source.problems().join('\n')).toMatch(asked.adapter.whatIsUnreadable);
      const readAtMs = asked.adapter.source.current()?.readAtMs;
      const { incomplete } = asked.adapter.source.readings();
      await asked.adapter.source.refresh();
      expect(await asked.of(aliceKey, mail)).toBe('permitted');
      expect(await asked.of(bobKey, dns)).toBe('key_unknown');
      expect(asked.adapter.source.current()?.readAtMs).toBe(readAtMs);
      expect(incomplete).toBeGreaterThan(0);
    });

    it('allows nothing any more once it is older than it may be, until it can be read again', async () => {
      const asked = await started();
      await asked.adapter.unreadable();
      await asked.untilProblems((problems) => problems.length > 0);
      await asked.adapter.stale(maxAgeMs + 1);
      await asked.adapter.source.refresh();
      for (const key of [aliceKey, rootKey, bobKey]) expect(await asked.of(key, mail, 'alice')).toBe('state_unavailable');
      await asked.adapter.backAgain();
      await asked.until(aliceKey, mail, 'permitted', ['state_unavailable']);
      await asked.untilProblems((problems) => problems.length === 0);
      expect(await asked.of(rootKey, rootOnly, 'carol')).toBe('permitted');
    });

    it('is what the panel is after it comes back, not what it was before', async () => {
      const asked = await started();
      await asked.adapter.unreadable();
      await asked.untilProblems((problems) => problems.length > 0);
      await asked.adapter.backAgain();
      await asked.adapter.vanish(aliceKey.id);
      await asked.until(aliceKey, mail, 'key_unknown', ['permitted']);
      await asked.untilProblems((problems) => problems.length === 0);
      expect(await asked.of(rootKey, rootOnly, 'carol')).toBe('permitted');
    });

    it('tells of each state that comes into force, once', async () => {
      const asked = await begin();
      const { source } = asked.adapter;
      const told: unknown[] = [];
      source.onChange(() => told.push(source.current()));
      await source.start();
      await asked.until(aliceKey, mail, 'permitted');
      await asked.adapter.appear(bobKey);
      await asked.until(bobKey, dns, 'permitted');
      expect(told.at(-1)).toBe(source.current());
      expect(new Set(told).size).toBe(told.length);
    });

    it('keeps its last state when it is stopped, and reads no more', async () => {
      const asked = await started();
      await asked.adapter.source.stop();
      const before = readingsOf(asked.adapter.source);
      await asked.adapter.source.refresh();
      expect(readingsOf(asked.adapter.source)).toBe(before);
      expect(await asked.of(aliceKey, mail)).toBe('permitted');
    });
  });
}

function readingsOf(source: PanelStateSource): number {
  const { complete, incomplete } = source.readings();
  return complete + incomplete;
}
