import { prefixOf, prefixText } from '../domain/address/address.ts';
import type { Credential } from '../domain/call/call.ts';
import type { Reason } from '../domain/call/denials.ts';
import type { Clock } from '../domain/clock.ts';
import type { Observer, Outcome } from '../domain/gateway/observer.ts';
import type { KeptUses } from './kept-uses.ts';
import type { Novelty } from './novelty.ts';
import type { User } from './use-book.ts';

export interface CountUsesOptions {
  readonly uses: Pick<KeptUses, 'count' | 'knows' | 'noveltyOf'>;
  readonly clock: Clock;
  readonly ipv6Prefix: () => number;
  /** The answer is the panel's refusal of the call, before any command ran. */
  readonly isPanelsRefusal: (outcome: Outcome) => boolean;
  readonly newUses: NewUses;
}

/** Who is told of what keys do for the first time. */
export interface NewUses {
  /** False: it is not looked for. */
  readonly areWanted: () => boolean;
  readonly tell: (use: NewUse) => void;
}

export interface NewUse extends Novelty {
  readonly panel: string;
  /** Id of an access key that the panel has. */
  readonly key: string;
  readonly user: string | undefined;
  /** Of the panel's own; undefined: it has none of that name. */
  readonly command: string | undefined;
  /** As people read it. */
  readonly place: string;
  readonly isAccepted: boolean;
}

/** With these outcomes the credential was right; calls with a wrong one end earlier. */
const proven: ReadonlySet<Reason> = new Set<Reason>(['api_disabled_for_user', 'key_rate', 'command_unknown']);
/** And the command is one of the panel's. */
const named: ReadonlySet<Reason> = new Set<Reason>([
  'command_not_allowed',
  'user_mismatch',
  'key_command',
  'key_user',
  'argument_refused',
  'command_rate',
  'panel_busy',
  'panel_unreachable',
  'panel_untrusted',
  'panel_circuit_open',
  'panel_outcome_unknown',
  'panel_timeout',
]);

/** What is not distinguished, because a client may have invented it. */
const any = '?';

/**
 * Counts each call that has ended. Of one whose credential was not proven nothing counts but that it was refused, and that only where the
 * credential is known: so no client evicts the uses of others, and no invented text is kept.
 */
export function countUses({ uses, clock, ipv6Prefix, isPanelsRefusal, newUses }: CountUsesOptions): Observer {
  return {
    ended: (outcome) => {
      const { panel, call, arrival, result } = outcome;
      if (panel === undefined || call === undefined) return;
      const user = userOf(panel, call.credential, outcome.keyId);
      if (user === undefined) return;
      const atMs = clock.wallMs() - outcome.timings.totalMs;
      const isAccepted = result.kind === 'answered' && !isPanelsRefusal(outcome);
      const reason = result.kind === 'refused' ? result.denial.reason : undefined;
      const isNamed = isAccepted || (reason !== undefined && named.has(reason));
      // Only the panel can judge a password.
      const isProven = isAccepted || (user.kind !== 'password' && reason !== undefined && (isNamed || proven.has(reason)));
      if (!isProven && user.kind !== 'access-key' && !uses.knows(user)) return;
      const command = isProven && isNamed ? call.command : any;
      const place = isProven && arrival.address !== undefined ? prefixOf(arrival.address, ipv6Prefix()) : any;
      const wouldRefuse = isAccepted ? outcome.wouldRefuse : undefined;
      const isWanted = place !== any && user.kind === 'access-key' && newUses.areWanted();
      const novelty = isWanted ? uses.noveltyOf(user, { command, place, atMs }) : undefined;
      uses.count(user, { command, place, atMs, isAccepted, isCharged: isProven && reason !== 'key_rate', wouldRefuse });
      if (novelty === undefined) return;
      const { name: key } = user;
      const called = command === any ? undefined : command;
      newUses.tell({ ...novelty, panel, key, user: outcome.user, command: called, place: prefixText(place), isAccepted });
    },
  };
}

function userOf(panel: string, credential: Credential, keyId: string | undefined): User | undefined {
  switch (credential.kind) {
    case 'access-key':
      return keyId === undefined ? undefined : { panel, kind: 'access-key', name: keyId };
    case 'api-key':
      return { panel, kind: 'api-key', name: '' };
    case 'password':
      return { panel, kind: 'password', name: credential.user };
  }
}
