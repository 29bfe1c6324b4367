import type { PanelSettings } from '../../domain/policy/settings.ts';

const dayMs = 86_400_000;
/** So long before its end a kind of credential is warned of. */
const soonDays = 14;

const deprecated = [
  { kind: 'api-key', setting: 'apiKeys', what: 'credentials that the panel has deprecated; each may do everything' },
  { kind: 'password', setting: 'password', what: "the root user's password, which the panel has deprecated" },
] as const;

/** Warnings about deprecated credentials that are taken: for ever, until a day that is near or over, or from where nobody may call. */
export function warningsOfCredentials({ policy, state, addressFiles }: PanelSettings, nowMs: number): string[] {
  const { auth, clients } = policy;
  return deprecated.flatMap(({ kind, setting, what }) => {
    if (!auth.allowed[kind]) return [];
    if (kind === 'api-key' && state.source.kind === 'api')
      return [`${setting}: allow takes none of them: the API of the panel does not tell its API keys`];
    const terms = auth.terms.get(kind);
    const { from, untilMs } = terms ?? {};
    const warnings: string[] = [];
    const how = terms === undefined ? `${setting}: allow` : `${setting} without until`;
    if (untilMs === undefined) warnings.push(`${how} takes ${what}; write in ${setting}.until the day on which that ends`);
    else if (untilMs <= nowMs) warnings.push(`${setting}.until is over since ${timeText(untilMs)}: none is taken; write deny`);
    else if (untilMs - nowMs <= soonDays * dayMs)
      warnings.push(
        `${setting}.until is ${timeText(untilMs)}: from then on none is taken, and hearthgate keys --deprecated shows who still uses them`,
      );
    const isListed = !clients.allow.everyone && !clients.allow.inherit && addressFiles?.allow === undefined;
    if (from !== undefined && isListed && !clients.allow.set.hasAll(from))
      warnings.push(`${setting}.from holds addresses that clients.allow does not, and that may not call`);
    return warnings;
  });
}

function timeText(ms: number): string {
  return new Date(ms).toISOString();
}
