import { type KeyGroup, KeyPolicies } from '../../domain/policy/key-policies.ts';
import type { KeyPolicy } from '../../domain/policy/key-policy.ts';
import { OpeningHours } from '../../domain/policy/opening-hours.ts';
import { heldRate } from '../sections/limits-section.ts';
import type { KeyGroupValues, KeyPolicyValues } from '../sections/keys-section.ts';

/** Of one panel. */
interface OfPanel {
  readonly name: string;
  /** When what is reported only ends there. */
  readonly reportUntilMs: number;
}

interface Values {
  readonly keys: Readonly<Record<string, KeyPolicyValues>>;
  readonly keyGroups: readonly KeyGroupValues[];
}

/** The policies of keys as they count at one panel. */
export function keyPolicies({ keys, keyGroups }: Values, panel: OfPanel): KeyPolicies {
  const byId = Object.entries(keys).map(([id, values]) => [id, keyPolicy(values, `keys.${id}`, panel)] as const);
  const groups = keyGroups.map((values, index): KeyGroup => {
    const { ids, users, profiles } = values.of;
    return {
      ids: ids?.map((id) => id.replace('*', '')),
      users: setOf(users),
      profiles: setOf(profiles),
      policy: keyPolicy(values, `keyGroups[${index}]`, panel),
    };
  });
  return byId.length === 0 && groups.length === 0 ? KeyPolicies.none : new KeyPolicies(new Map(byId), groups);
}

/** @param source where it stands, as people find it */
export function keyPolicy(values: KeyPolicyValues, source: string, panel: OfPanel): KeyPolicy {
  const { from, notBefore, expires, hours, zone, maxUses, allow, deny, users, domains, limits, panels, report, owner, comment } =
    values;
  return Object.freeze({
    source,
    isHere: panels === undefined || panels.includes(panel.name),
    from,
    notBeforeMs: notBefore?.getTime(),
    expiresMs: expires?.getTime(),
    hours: hours && new OpeningHours(hours, zone),
    maxUses,
    allow,
    deny,
    users: setOf(users),
    domains: setOf(domains),
    limit: limits && heldRate(limits),
    report: { reasons: new Set(report), untilMs: panel.reportUntilMs },
    owner,
    comment,
  });
}

function setOf(names: readonly string[] | undefined): ReadonlySet<string> | undefined {
  return names && new Set(names);
}
