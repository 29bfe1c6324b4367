import { AddressSet } from '../../domain/address/address-set.ts';
import { reportableReasons } from '../../domain/call/denials.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { ReportOnly } from '../../domain/policy/report-only.ts';
import type { PanelChoices } from '../sections/inherited-sections.ts';

const nobody = { everyone: false, inherit: false, set: AddressSet.empty };

/** The policy of one panel, from what holds for it. */
export function policyFrom(choices: PanelChoices): Policy {
  const { clients, auth, limits } = choices;
  const { allow: { everyone, inherit, set } = nobody, deny, neverBan, trustedProxies } = clients.lists;
  const { accessKeys, apiKeys, password, unscopedCommands } = auth;
  return {
    clients: {
      ...clients.others,
      allow: { everyone, inherit, set },
      deny: deny.set,
      before: clients.before,
      neverBan: neverBan.set,
      owners: new Map([...clients.owners].map(([key, owner]) => [key, owner.set])),
      trustedProxies: trustedProxies.set,
    },
    auth: {
      allowed: {
        'access-key': accessKeys === 'allow',
        'api-key': apiKeys === 'allow',
        password: password === 'allow',
      },
      unscopedCommands: new Set(unscopedCommands),
    },
    limits,
    report: { reasons: reportedIn(choices), untilMs: choices.reportUntil ?? 0 },
  };
}

/** Without the list of before nothing would be enforced in place of that of the clients. */
function reportedIn({ mode, report, clients }: PanelChoices): ReportOnly {
  const all = reportableReasons.filter((reason) => reason !== 'address_not_allowed' || clients.before !== undefined);
  return new Set(mode === 'report' ? all : report);
}
