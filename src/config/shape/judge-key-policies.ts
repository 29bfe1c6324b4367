import type { SectionFault } from '../setting/section.ts';
import { isMapping } from '../text/is-mapping.ts';
import { nearestKey } from '../text/nearest-key.ts';

interface Top {
  readonly keys?: unknown;
  readonly keyGroups?: unknown;
  readonly reportUntil?: unknown;
}

interface Panel {
  readonly name?: unknown;
  readonly reportUntil?: unknown;
}

/** Policies of keys name panels that there are, and what they report only has an end. */
export function judgeKeyPolicies({ keys, keyGroups, reportUntil }: Top, panels: readonly Panel[], fault: SectionFault): void {
  const names = panels.flatMap(({ name }) => (typeof name === 'string' ? [name] : []));
  const hasEnd = reportUntil !== undefined || panels.every((panel) => panel.reportUntil !== undefined);
  const judge = (policy: unknown, at: readonly PropertyKey[]): void => {
    if (!isMapping(policy)) return;
    if (Array.isArray(policy['report']) && policy['report'].length > 0 && !hasEnd)
      fault([...at, 'report'], 'goes with reportUntil, the day on which reporting ends and everything is enforced');
    for (const name of Array.isArray(policy['panels']) ? policy['panels'] : [])
      if (typeof name === 'string' && !names.includes(name))
        fault([...at, 'panels'], `no panel is called ${name}${hintOf(name, names)}`);
  };
  for (const [id, policy] of Object.entries(isMapping(keys) ? keys : {})) judge(policy, ['keys', id]);
  for (const [index, policy] of Array.isArray(keyGroups) ? keyGroups.entries() : []) judge(policy, ['keyGroups', index]);
}

function hintOf(name: string, names: readonly string[]): string {
  const nearest = nearestKey(name, names);
  return nearest === undefined ? '' : `; did you mean "${nearest}"?`;
}
