import { AddressSet } from '../../domain/address/address-set.ts';
import type { CredentialKind } from '../../domain/call/call.ts';
import { reportableReasons } from '../../domain/call/denials.ts';
import { KeyPolicies } from '../../domain/policy/key-policies.ts';
import type { CredentialTerms, Policy } from '../../domain/policy/policy.ts';
import type { ReportOnly } from '../../domain/policy/report-only.ts';
import type { PanelChoices } from '../sections/inherited-sections.ts';

const nobody = { everyone: false, inherit: false, set: AddressSet.empty };

/** The policy of one panel, from what holds for it. */
export function policyFrom(choices: PanelChoices, keys: KeyPolicies = KeyPolicies.none): Policy {
  const { auth, limits } = choices;
  const { allow: { everyone, inherit, set } = nobody, ...clients } = choices.clients;
  const { accessKeys, apiKeys, password, unscopedCommands } = auth;
  return {
    clients: {
      ...clients,
      allow: { everyone, inherit, set },
    },
    auth: {
      allowed: {
        'access-key': accessKeys === 'allow',
        'api-key': apiKeys !== 'deny',
        password: password !== 'deny',
      },
      terms: new Map([...termsOf('api-key', apiKeys), ...termsOf('password', password)]),
      unscopedCommands: new Set(unscopedCommands),
    },
    limits,
    report: { reasons: reportedIn(choices), untilMs: choices.reportUntil?.getTime() ?? 0 },
    keys,
  };
}

function termsOf(
  kind: CredentialKind,
  choice: PanelChoices['auth']['password'],
): readonly (readonly [CredentialKind, CredentialTerms])[] {
  return typeof choice === 'string' ? [] : [[kind, { from: choice.from, untilMs: choice.until?.getTime() }]];
}

/** Without the list of before nothing would be enforced in place of that of the clients. */
function reportedIn({ mode, report, clients }: PanelChoices): ReportOnly {
  const all = reportableReasons.filter((reason) => reason !== 'address_not_allowed' || clients.before !== undefined);
  return new Set(mode === 'report' ? all : report);
}
