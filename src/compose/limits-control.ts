import { rateOf } from '../checks/key-rate.ts';
import type { LimitsControl } from '../domain/ledger/limits-status.ts';
import { afterAll } from '../domain/maybe-promise.ts';
import type { InForce } from './in-force.ts';
import type { OpenPanel } from './open-panel.ts';

/** One control for the limits of all panels, or of one. */
export function limitsControl(inForce: () => InForce, panel?: string): LimitsControl {
  const panels = (): readonly OpenPanel[] => {
    const all = inForce().panels;
    return panel === undefined ? all : all.filter(({ settings }) => settings.name === panel);
  };
  return {
    at: (name) => (inForce().panelNamed(name) === undefined ? undefined : limitsControl(inForce, name)),
    isAlone: () => panels().some(({ limits }) => limits.isAlone()),
    bans: () => panels().flatMap(({ limits: { status } }) => status.bans().concat(status.keysUnderAttack())),
    on: (client) =>
      panels().map(({ settings: { name }, limits: { bans } }) => ({
        panel: name,
        name: bans.nameOf(client),
        bans: bans.on(client),
      })),
    ban: (client, byHand) =>
      afterAll(
        panels().map(({ limits }) => limits.bans.ban(client, byHand)),
        (results) => results.find((result) => result !== 'banned') ?? 'banned',
      ),
    unlock: (key) =>
      afterAll(
        panels().map(({ limits }) => limits.unlock(key)),
        (wereRefused) => wereRefused.includes(true),
      ),
    unban: (client) =>
      afterAll(
        panels().map(({ limits }) => limits.bans.unban(client)),
        sumOf,
      ),
    unbanPair: (key, place) =>
      afterAll(
        panels().map(({ limits }) => limits.bans.unbanPair(key, place)),
        sumOf,
      ),
    ofAddress: (address) =>
      afterAll(
        panels().map(({ limits }) => limits.ofAddress(address)),
        (rows) => rows.flat(),
      ),
    ofKey: (key) =>
      afterAll(
        panels().map(({ limits, settings, state }) => {
          const permissions = state.current()?.accessKeys.get(key)?.permissions;
          const { limits: policy } = settings.policy;
          return limits.ofKey(key, permissions === undefined ? policy.key : rateOf(permissions, policy));
        }),
        (rows) => rows.flat(),
      ),
  };
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
