import { rateOf } from '../checks/key-rate.ts';
import type { LimitsControl } from '../domain/ledger/limits-status.ts';
import { afterAll } from '../domain/maybe-promise.ts';
import type { InForce } from './in-force.ts';

/** One control for the limits of all panels. */
export function limitsControl(inForce: () => InForce): LimitsControl {
  return {
    bans: () => inForce().panels.flatMap(({ limits: { status } }) => status.bans().concat(status.keysUnderAttack())),
    ban: (address, lastsMs) =>
      afterAll(
        inForce().panels.map(({ limits }) => limits.ban(address, lastsMs)),
        (results) => results.find((result) => result !== 'banned') ?? 'banned',
      ),
    unlock: (key) =>
      afterAll(
        inForce().panels.map(({ limits }) => limits.unlock(key)),
        (wereRefused) => wereRefused.includes(true),
      ),
    unban: (address) =>
      afterAll(
        inForce().panels.map(({ limits }) => limits.unban(address)),
        (counts) => counts.reduce((sum, count) => sum + count, 0),
      ),
    ofAddress: (address) =>
      afterAll(
        inForce().panels.map(({ limits }) => limits.ofAddress(address)),
        (rows) => rows.flat(),
      ),
    ofKey: (key) =>
      afterAll(
        inForce().panels.map(({ limits, settings, state }) => {
          const permissions = state.current()?.accessKeys.get(key)?.permissions;
          const { limits: policy } = settings.policy;
          return limits.ofKey(key, permissions === undefined ? policy.key : rateOf(permissions, policy));
        }),
        (rows) => rows.flat(),
      ),
  };
}
