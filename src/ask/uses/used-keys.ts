import { prefixText } from '../../domain/address/address.ts';
import type { CountedUse, UsedCredential, UsesControl } from '../../domain/gateway/uses-control.ts';

/** What is known of each credential, as JSON: times in ISO 8601, the most recent place and command first. */
export async function usedKeys(uses: UsesControl, panel: string | undefined): Promise<object> {
  const keys: object[] = [];
  const deprecated: object[] = [];
  for await (const each of uses.all({ panel }))
    if (each.kind === 'access-key') keys.push(keyFields(each));
    else deprecated.push(deprecatedFields(each));
  return {
    at: isoTime(uses.atMs()),
    since: isoTime(uses.sinceMs()),
    keys,
    deprecated,
  };
}

export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

function keyFields(each: UsedCredential): object {
  const { name, user, profiles, commands } = each;
  return {
    panel: each.panel,
    key: name,
    user,
    // Null: every command.
    profiles: profiles ?? null,
    commands: commands?.length ?? null,
    ...useFields(each),
  };
}

function deprecatedFields(each: UsedCredential): object {
  return {
    panel: each.panel,
    credential: each.kind,
    ...(each.kind === 'password' && { user: each.name }),
    ...useFields(each),
    used: grouped(each.uses, ({ command }) => command, 'command'),
  };
}

function useFields({ uses, incompleteSinceMs }: UsedCredential): object {
  const accepted = uses.filter((use) => use.accepted > 0);
  return {
    ...(accepted.length > 0 && {
      firstUse: isoTime(Math.min(...accepted.map(({ firstMs }) => firstMs))),
      lastUse: isoTime(Math.max(...accepted.map(({ lastAcceptedMs }) => lastAcceptedMs))),
    }),
    accepted: totalOf(uses, 'accepted'),
    refused: totalOf(uses, 'refused'),
    from: grouped(uses, ({ place }) => prefixText(place), 'address'),
    ...(incompleteSinceMs !== undefined && { incompleteSince: isoTime(incompleteSinceMs) }),
  };
}

function totalOf(uses: readonly CountedUse[], field: 'accepted' | 'refused'): number {
  return uses.reduce((total, use) => total + use[field], 0);
}

/** Accepted calls by a name; the one that was used last first. */
export function grouped(
  uses: readonly CountedUse[],
  nameOf: (use: CountedUse) => string,
  field: string,
): readonly { readonly accepted: number }[] {
  const groups = new Map<string, { calls: number; lastMs: number }>();
  for (const use of uses) {
    if (use.accepted === 0) continue;
    const { calls, lastMs } = groups.get(nameOf(use)) ?? { calls: 0, lastMs: 0 };
    groups.set(nameOf(use), { calls: calls + use.accepted, lastMs: Math.max(lastMs, use.lastAcceptedMs) });
  }
  return [...groups]
    .toSorted(([one, a], [other, b]) => b.lastMs - a.lastMs || (one < other ? -1 : 1))
    .map(([name, { calls, lastMs }]) => ({ [field]: name, accepted: calls, lastUse: isoTime(lastMs) }));
}
