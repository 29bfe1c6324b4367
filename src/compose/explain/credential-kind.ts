import { listText } from '../../config/describe/describe-settings.ts';
import type { CredentialKind } from '../../domain/call/call.ts';
import type { Denial, UntakenDetail } from '../../domain/call/denial.ts';
import type { PanelState } from '../../domain/panel/panel-state.ts';
import type { Looked } from './looked.ts';

export const switchTexts: Readonly<Record<PanelState['api']['accessKeys'], string>> = {
  off: 'nobody',
  root: 'the root user',
  all: 'all users',
};

/** What was looked at to see whether credentials of this kind are taken at all, in words. */
export function credentialKindText(looked: Looked, denial: Denial | undefined): string {
  const { snapshot } = looked;
  const kind = kindOf(looked);
  const { setting, plural } = kindTexts[kind];
  const allows = `${setting} ${snapshot.policy.auth.allowed[kind] ? 'allows' : 'does not allow'} ${plural}`;
  if (kind === 'access-key')
    return `API_SYSTEM of the panel is for ${switchTexts[snapshot.state?.api.accessKeys ?? 'off']}; ${allows}`;
  return `API of the panel is ${snapshot.state?.api.deprecated === true ? 'on' : 'off'} for ${plural}; ${[allows, ...termTexts(kind, looked, denial)].join(', ')}`;
}

/** What would have them taken, in a sentence. */
export function changeForKind(looked: Looked, denial: Denial): string {
  const kind = kindOf(looked);
  if (kind === 'access-key') return 'Switch the API on at the panel (API_SYSTEM), and allow access keys in auth.accessKeys.';
  const { asked, snapshot } = looked;
  const { setting, plural } = kindTexts[kind];
  const better = 'Give the client an access key';
  if (snapshot.state?.api.deprecated !== true) return `${better}: the panel takes no ${plural} (API).`;
  if (!snapshot.policy.auth.allowed[kind]) return `${better}, or allow ${plural} in ${setting}.`;
  return detailOf(denial) === 'ended'
    ? `${better}, or move the end in ${setting}.until.`
    : `${better}, or add ${asked.from} to ${setting}.from.`;
}

const kindTexts: Readonly<Record<CredentialKind, { readonly setting: string; readonly plural: string }>> = {
  'access-key': { setting: 'auth.accessKeys', plural: 'access keys' },
  'api-key': { setting: 'auth.apiKeys', plural: 'API keys' },
  password: { setting: 'auth.password', plural: 'passwords' },
};

/** A call is asked about by the id of its key; a request has a credential of its own, and its kind stands for the key. */
function kindOf({ asked: { key } }: Looked): CredentialKind {
  return key === 'api-key' || key === 'password' ? key : 'access-key';
}

function termTexts(kind: CredentialKind, { asked, snapshot }: Looked, denial: Denial | undefined): readonly string[] {
  const { from, untilMs } = snapshot.policy.auth.terms.get(kind) ?? {};
  const unmet = detailOf(denial);
  return [
    ...(from === undefined ? [] : [`from ${listText(from.texts)}${unmet === 'address' ? ` and not from ${asked.from}` : ''}`]),
    ...(untilMs === undefined ? [] : [`until ${new Date(untilMs).toISOString()}${unmet === 'ended' ? ', which is over' : ''}`]),
  ];
}

function detailOf(denial: Denial | undefined): UntakenDetail | undefined {
  return denial?.reason === 'api_disabled' ? denial.detail : undefined;
}
