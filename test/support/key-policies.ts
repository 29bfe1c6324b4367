import { keyPolicySection, type KeyPolicyValues } from '../../src/config/sections/keys-section.ts';
import { keyPolicy } from '../../src/config/resolve/key-policies.ts';
import { KeyPolicies } from '../../src/domain/policy/key-policies.ts';
import type { KeyPolicy } from '../../src/domain/policy/key-policy.ts';

/** A policy as it is written in the configuration. */
export type WrittenPolicy = Readonly<Record<string, unknown>>;

export function policyOf(written: WrittenPolicy, source = 'keys.ID', panel = 'main'): KeyPolicy {
  const values: KeyPolicyValues = keyPolicySection.parse(written);
  return keyPolicy(values, source, { name: panel, reportUntilMs: Number.POSITIVE_INFINITY });
}

/** Policies of keys by their ids. */
export function policiesOf(written: Readonly<Record<string, WrittenPolicy>>): KeyPolicies {
  return new KeyPolicies(new Map(Object.entries(written).map(([id, policy]) => [id, policyOf(policy, `keys.${id}`)])), []);
}
