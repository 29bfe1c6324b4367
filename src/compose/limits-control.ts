import { rateOf } from '../checks/key-rate.ts';
import type { LimitsControl, NearLimit } from '../domain/ledger/limits-status.ts';
import { afterAll, type MaybePromise } from '../domain/maybe-promise.ts';
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
    nearLimits: () =>
      afterAll(panels().map(nearLimitsAt), (rows) => rows.flat().toSorted((one, other) => leftShare(one) - leftShare(other))),
  };
}

/** Of more keys than these only those are asked about that call through this gateway. */
const askedKeys = 1000;
const nearShare = 0.2;

function nearLimitsAt({ settings: { name, policy }, limits, state }: OpenPanel): MaybePromise<readonly NearLimit[]> {
  const all = [...(state.current()?.accessKeys.values() ?? [])].map(({ id, permissions }) => ({
    id,
    rate: rateOf(permissions, policy.limits),
  }));
  const asked = all.length <= askedKeys ? all : all.filter(({ id, rate }) => limits.isCalling(id, rate)).slice(0, askedKeys);
  return afterAll(
    asked.map(({ id, rate }) => limits.keyUse(id, rate)),
    (uses) =>
      uses.flatMap((use, index) => {
        const key = asked[index]?.id;
        return key === undefined || leftShare(use) >= nearShare ? [] : [{ panel: name, key, ...use }];
      }),
  );
}

function leftShare({ used, of }: Pick<NearLimit, 'used' | 'of'>): number {
  return (of - used) / of;
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
