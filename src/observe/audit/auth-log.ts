import { isAccessKeyId } from '../../domain/call/bounds.ts';
import type { Call } from '../../domain/call/call.ts';
import type { Clock } from '../../domain/clock.ts';
import { denials } from '../../domain/call/denials.ts';
import type { Log } from '../../domain/log.ts';
import type { Observer } from '../../domain/gateway/observer.ts';
import type { StatusPart } from '../../domain/status-part.ts';
import { logPart } from '../log-part.ts';
import { Folding } from './folding.ts';
import { KeptLines } from './kept-lines.ts';
import { LineFile } from './line-file.ts';
import { createLocalTime } from './local-time.ts';

export interface AuthLogOptions {
  readonly file: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Lines in the form of the panel's `auth.log`, for the filter of its fail2ban. Of failed logins only; beyond ten a second of one address none. */
export interface AuthLog extends Required<Pick<Observer, 'ended'>> {
  readonly part: StatusPart;
  /** Opens the file anew, after it was moved. */
  readonly reopen: () => void;
  readonly close: () => void;
}

const maxAddresses = 10_000;
const maxKeptLines = 1000;

/** @throws Error that says why the file cannot be opened, and what to change */
export function createAuthLog({ file, clock, log }: AuthLogOptions): AuthLog {
  const lineFile = new LineFile({ file, setting: 'audit.authLog', clock, log });
  const consequence = 'Failed logins are not told to fail2ban until it can be written.';
  const lines = new KeptLines({ file: lineFile, clock, log, name: 'auth log', consequence, maxLines: maxKeptLines });
  const folding = new Folding({ clock, maxWindows: maxAddresses });
  const localTime = createLocalTime();
  return {
    ended: ({ arrival: { address }, call, result }) => {
      if (result.kind !== 'refused' || address === undefined || denials[result.denial.reason].login === undefined) return;
      folding.settle(forget, always);
      // One count for all reasons, because the address is banned.
      if (!folding.admits('credential_invalid', address.text, true)) return;
      lines.write(`${localTime(clock.wallMs())} ${keyOf(call)} ${address.text} failed to login`);
    },
    part: logPart({
      name: 'auth',
      fault: () => lines.fault,
      consequence,
      stopsCalls: false,
      warning: () => lineFile.reopenFault,
      lostCount: () => lines.lostCount,
    }),
    reopen: () => {
      lineFile.reopen();
      lines.flush();
    },
    close: () => lines.close(),
  };
}

function keyOf(call: Call | undefined): string {
  const credential = call?.credential;
  return credential?.kind === 'access-key' && isAccessKeyId(credential.id) ? credential.id : '-';
}

function forget(): void {
  // Lines beyond ten a second tell fail2ban nothing that it does not know.
}

function always(): boolean {
  return true;
}
