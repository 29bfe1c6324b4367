import { passwordWindowMs } from '../../domain/ledger/panel-budget.ts';

/** The panel's fail2ban bans the gateway after five refused logins within ten minutes, whichever credential they were for. */
export const maxRefused = 4;
export const windowMs = passwordWindowMs;
/**
 * The panel judges a credential first of all, within a fraction of a second. A call of a key that has run for longer than this was not refused.
 * A password's share is nevertheless kept until its answer: there are few of them, and nothing else confirms the password.
 */
export const undecidedMs = 10_000;

/** Refused logins at the panel within the window, and calls in flight that may become one. */
export interface Risk {
  readonly refused: () => number;
  readonly undecided: () => number;
}
