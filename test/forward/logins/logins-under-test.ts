import type { Credential, KeyCredential } from '../../../src/domain/call/call.ts';
import type { PanelAnswer, PanelCall } from '../../../src/domain/gateway/panel-client.ts';
import type { Reservation } from '../../../src/domain/ledger/ledger.ts';
import { Secret } from '../../../src/domain/secret.ts';
import type { Judged } from '../../../src/forward/exchange/judge-exchange.ts';
import type { Admission } from '../../../src/forward/logins/admission.ts';
import { PanelLogins } from '../../../src/forward/logins/panel-logins.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { panelCall } from '../panel-call.ts';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

export const answer = (status: number, exitCode: string): Judged => {
  const content: PanelAnswer = { status, exitCode, contentType: undefined, body: Buffer.from(exitCode) };
  return { kind: 'answer', answer: content, verdict: 'answered' };
};
export const ok = answer(200, '0');
export const refusal = answer(401, '9');
export const unknown: Judged = {
  kind: 'denial',
  denial: { reason: 'panel_outcome_unknown' },
  why: '',
  verdict: 'failed',
  mayBeRefusal: true,
};
export const unreachable: Judged = { kind: 'denial', denial: { reason: 'panel_unreachable' }, why: '', verdict: 'failed' };

export const key = (id: string): KeyCredential => ({ kind: 'access-key', id, secret: new Secret('x') });
export const password = (text: string): Credential => ({ kind: 'password', user: 'admin', password: new Secret(text) });

/** Of a ledger that no other gateway shares. */
export function reservation(parts: Partial<Reservation> = {}): Reservation {
  return { isFromKnown: false, reserveAtPanel: () => 'reserved', conclude: () => undefined, ...parts };
}

export interface LoginsUnderTest {
  readonly clock: ManualClock;
  readonly logins: PanelLogins;
  /** Of a call that was judged by a state that was read just now, unless told. */
  readonly admission: (credential: Credential, parts?: Partial<PanelCall>) => Admission;
  /** One call from its place to its end. */
  readonly call: (credential: Credential, judged: Judged, parts?: Partial<PanelCall>) => void;
  /** How often a new state was asked for. */
  readonly disagreed: () => number;
  /** How often the calls that wait were to be judged again. */
  readonly changed: () => number;
}

/** Logins at a panel that nobody has asked yet. */
export function setUpLogins(): LoginsUnderTest {
  const clock = new ManualClock();
  let disagreed = 0;
  let changed = 0;
  const logins = new PanelLogins({
    panel: 'main',
    clock,
    log: silent,
    disagreed: () => {
      disagreed += 1;
    },
    changed: () => {
      changed += 1;
    },
  });
  const admission = (credential: Credential, parts: Partial<PanelCall> = {}): Admission =>
    logins.admissionOf(
      panelCall({
        call: { credential, command: 'v-list-users', args: [], returncode: 'yes' },
        stateReadAtMs: clock.monotonicMs(),
        ...parts,
      }),
    );
  const call = (credential: Credential, judged: Judged, parts: Partial<PanelCall> = {}): void => {
    const one = admission(credential, parts);
    one.begin();
    one.ended(judged);
  };
  return { clock, logins, admission, call, disagreed: () => disagreed, changed: () => changed };
}
