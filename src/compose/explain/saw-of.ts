import { durationText } from '../../config/units/duration-text.ts';
import { AddressSet } from '../../domain/address/address-set.ts';
import { parseAddress } from '../../domain/address/address.ts';
import type { Snapshot } from '../../domain/judging/snapshot.ts';
import type { TracedStep } from '../../domain/judging/trace.ts';
import type { Charge } from '../../domain/ledger/ledger.ts';
import type { Denial } from '../../domain/call/denial.ts';
import type { AccessKey } from '../../domain/panel/panel-state.ts';
import { credentialKindText, switchTexts } from './credential-kind.ts';
import type { Looked } from './looked.ts';

/** What a step looked at, in words. The verdict is the step's own; nothing here decides. */
export function sawOf({ name, charge, denial }: TracedStep, looked: Looked): string {
  const words = wordsOf[name]?.(looked, denial) ?? policyText(name, denial, looked);
  if (charge === undefined) return words ?? noLimit[name] ?? 'nothing of this call';
  // Its refusals count against a limit with another name than the step.
  return words === undefined ? chargeText(charge) : `${words}; counts against ${charge.limit}: ${chargeText(charge)}`;
}

const ofPolicies: ReadonlySet<string> = new Set([
  'key_panel',
  'key_address',
  'key_hours',
  'key_expired',
  'key_command',
  'key_user',
  'argument_refused',
]);

/** Of steps that hold a call to the policies of its key. */
function policyText(step: string, denial: Denial | undefined, looked: Looked): string | undefined {
  if (!ofPolicies.has(step)) return undefined;
  if (denial !== undefined && 'policy' in denial) return `the policy ${denial.policy}`;
  const key = keyOf(looked);
  const policies = key === undefined ? [] : looked.snapshot.policy.keys.of({ ...key, name: key.id, isRoot: false });
  return policies.length === 0 ? 'no policy for the key' : `the policies ${policies.map(({ source }) => source).join(', ')}`;
}

/** An entry of a list of the configuration that has the address, and the list. */
export function entryFor(list: 'allow' | 'deny', { asked, snapshot }: Looked): string | undefined {
  const address = parseAddress(asked.from);
  const clients = snapshot.policy.clients;
  const texts = list === 'deny' ? clients.deny.texts : clients.allow.set.texts;
  return address === undefined ? undefined : texts.find((text) => AddressSet.of([text]).has(address));
}

export function keyOf({ asked, snapshot }: Looked): AccessKey | undefined {
  return snapshot.state?.accessKeys.get(asked.key);
}

export function userArgOf({ asked, snapshot }: Looked): number {
  return snapshot.state?.commands.get(asked.command)?.userArg ?? 0;
}

/** By the names of steps; those of a limit alone say what they charge. */
const wordsOf: Readonly<Record<string, (looked: Looked, denial: Denial | undefined) => string>> = {
  address_unknown: ({ asked }) => `the address ${asked.from}`,
  address_not_allowed: listText,
  path_unknown: ({ isSecretGiven }) => (isSecretGiven ? 'the path' : 'the path /api/, which is taken for granted'),
  no_data: ({ isSecretGiven }) => (isSecretGiven ? 'the method' : 'the method POST, which is taken for granted'),
  state_unavailable: ({ snapshot }) => stateText(snapshot),
  api_disabled: credentialKindText,
  command_missing: ({ asked }) => (asked.command === '' ? 'no command' : 'a command is named'),
  arguments_too_long: ({ asked }) => `arguments: ${asked.args.length}`,
  command_invalid: ({ asked }) => `the name of ${asked.command}`,
  too_early: () => 'no early data',
  credential: keyText,
  credential_in_doubt: ({ isLive = false }) =>
    isLive ? 'whether the panel has refused it of late' : 'not looked at: only the running gateway knows of doubts',
  api_disabled_for_user: ({ snapshot }) =>
    `API_SYSTEM of the panel is for ${switchTexts[snapshot.state?.api.accessKeys ?? 'off']}`,
  command_unknown: ({ asked, snapshot }) =>
    `${asked.command} ${snapshot.state?.commands.has(asked.command) === true ? 'is' : 'is not'} among the commands of the panel`,
  command_not_allowed: profilesText,
  user_mismatch: userText,
};

const noLimit: Readonly<Record<string, string>> = { command_rate: 'limits.commands has no limit for this command' };

function listText(looked: Looked): string {
  const { allow } = looked.snapshot.policy.clients;
  const denied = entryFor('deny', looked);
  if (denied !== undefined) return `the entry ${denied} of clients.deny${inFile(looked.places?.entry('deny', denied))}`;
  const allowed = entryFor('allow', looked);
  if (allowed !== undefined) return `the entry ${allowed} of clients.allow${inFile(looked.places?.entry('allow', allowed))}`;
  if (allow.everyone) return 'clients.allow has everyone';
  const own = `no entry of clients.allow; the panel's own list (inherit)${inFile(looked.places?.conf)}`;
  return allow.inherit ? own : 'no entry of clients.allow';
}

function stateText({ state, isStale }: Snapshot): string {
  if (state === undefined) return 'no state of the panel could be read';
  return isStale ? 'the state of the panel is older than state.maxAge' : 'the state of the panel, as it is read now';
}

function keyText(looked: Looked): string {
  const key = keyOf(looked);
  const kind = looked.asked.key;
  if (kind === 'api-key' || kind === 'password') return `a credential of the kind ${kind}, which is deprecated`;
  if (key === undefined) return `the panel lists no key ${looked.asked.key} that can be read`;
  const status = looked.snapshot.state?.users.get(key.user) ?? 'not a user of the panel';
  const secret = looked.isSecretGiven ? 'was compared' : 'is taken to be right';
  return `the key is of ${key.user} (${status})${inFile(looked.places?.key(key.id))}; its secret ${secret}`;
}

function profilesText(looked: Looked): string {
  const { asked, snapshot } = looked;
  const permissions = keyOf(looked)?.permissions;
  if (permissions?.kind !== 'profiles') return 'the key has no profile, and may do everything if it is of the root user';
  const told = permissions.names.map((name) => {
    const profile = snapshot.state?.profiles.get(name);
    if (profile === undefined) return `${name} cannot be read or is gone`;
    const lists = profile.commands.has(asked.command) ? 'lists' : 'does not list';
    return `${name} (ROLE ${profile.role}) ${lists} it${inFile(looked.places?.profile(name))}`;
  });
  return `the profiles of the key: ${told.length === 0 ? 'none' : told.join(', ')}`;
}

function userText(looked: Looked): string {
  const at = userArgOf(looked);
  if (at === 0) return 'no argument of the command names a user';
  const key = keyOf(looked);
  if (key?.user === looked.snapshot.state?.rootUser) return 'the key is of the root user, who may name every user';
  return `argument ${at} names the user, and the key is of ${key?.user ?? 'nobody'}`;
}

/** ` (/usr/local/hestia/data/access-keys/ID)`. */
function inFile(place: string | undefined): string {
  return place === undefined ? '' : ` (${place})`;
}

function chargeText({ key, rate }: Charge): string {
  const burst = rate.burst === undefined ? '' : ` and a burst of ${rate.burst}`;
  return `one of ${rate.calls} calls per ${durationText(rate.perMs)}${burst}, for ${key}`;
}
