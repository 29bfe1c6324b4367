import { setImmediate } from 'node:timers/promises';
import { rateOf } from '../checks/key-rate.ts';
import type { LimitsControl, NearLimit } from '../domain/ledger/limits-status.ts';
import { afterAll } from '../domain/maybe-promise.ts';
import type { Rate } from '../domain/policy/rate.ts';
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
    nearLimits: () => nearLimits(panels()),
  };
}

/** So many keys are asked about at most, of all panels together: where there are more, those that call through this gateway. */
const askedKeys = 1000;
/** So many are looked at before everything else has its turn. */
const keysInTurn = 500;
const nearShare = 0.2;

interface AskedKey {
  readonly panel: OpenPanel;
  readonly id: string;
  readonly rate: Rate;
}

async function nearLimits(panels: readonly OpenPanel[]): Promise<readonly NearLimit[]> {
  const asked = await keysToAsk(panels);
  const uses = await afterAll(
    asked.map(({ panel: { limits }, id, rate }) => limits.keyUse(id, rate)),
    (all) => all,
  );
  const near = uses.flatMap((use, index) => {
    const key = asked[index];
    return key === undefined || leftShare(use) >= nearShare ? [] : [{ panel: key.panel.settings.name, key: key.id, ...use }];
  });
  return near.toSorted((one, other) => leftShare(one) - leftShare(other));
}

async function keysToAsk(panels: readonly OpenPanel[]): Promise<readonly AskedKey[]> {
  const count = panels.reduce((total, { state }) => total + (state.current()?.accessKeys.size ?? 0), 0);
  const asked: AskedKey[] = [];
  let looked = 0;
  for (const panel of panels) {
    const { settings, limits, state } = panel;
    for (const { id, permissions } of state.current()?.accessKeys.values() ?? []) {
      looked += 1;
      if (looked % keysInTurn === 0) await setImmediate();
      const rate = rateOf(permissions, settings.policy.limits);
      if (asked.length < askedKeys && (count <= askedKeys || limits.isCalling(id, rate))) asked.push({ panel, id, rate });
    }
  }
  return asked;
}

function leftShare({ used, of }: Pick<NearLimit, 'used' | 'of'>): number {
  return (of - used) / of;
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
