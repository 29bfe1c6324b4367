import { expect, it } from 'vitest';
import { pipeline } from '../../src/checks/pipeline.ts';
import { reportableReasons } from '../../src/domain/call/denials.ts';
import { limitKinds, reasonOfLimit } from '../../src/domain/ledger/limiter.ts';

const checks = Object.values(pipeline)
  .flat()
  .map((step) => (step.kind === 'counted-check' ? step.check : step));

it('what may be reported in place of refused are limits, bans, policies of keys, and the objections of which a check says that the panel has none', () => {
  const split = checks.flatMap((step) => (step.kind === 'check' && step.panelTakes !== undefined ? [step.name] : []));
  const limits = limitKinds.map((kind) => reasonOfLimit[kind]);
  const policies = checks.flatMap(({ kind, name }) => (kind === 'key-check' ? [name] : []));

  expect(split).toEqual(['address_not_allowed', 'api_disabled', 'command_not_allowed']);
  expect(new Set<string>(reportableReasons)).toEqual(
    new Set([...split, 'address_banned', ...limits, ...policies, 'key_used_up']),
  );
});
