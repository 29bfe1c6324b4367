import type { Clock } from '../../domain/clock.ts';
import type { MaybePromise } from '../../domain/maybe-promise.ts';
import type { Settings } from '../../domain/policy/settings.ts';
import type { SetupJournal } from '../../setup/record/journal.ts';
import type { Finding } from './finding.ts';

/** The configuration of the gateway, as its file says it. */
export type FoundConfiguration =
  | { readonly kind: 'read'; readonly settings: Settings }
  /** There is no such file: the gateway may be on another host. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'faults'; readonly text: string };

/** What the running gateway says of itself on its health page. */
export type GatewayAnswer =
  | { readonly kind: 'answered'; readonly isReady: boolean; readonly lines: readonly string[] }
  | { readonly kind: 'silent'; readonly why: string };

/** What examinations look with. Nothing of it changes anything. */
export interface Looking {
  readonly configurationFile: string;
  readonly configuration: FoundConfiguration;
  /** Of setup. Undefined: it has changed nothing here. @throws StartError where it is damaged */
  readonly journal: () => SetupJournal | undefined;
  readonly gatewayAnswer: () => Promise<GatewayAnswer>;
  /** How this program is called. */
  readonly program: readonly string[];
  readonly clock: Clock;
  /** Its wall clock, when it began to look. */
  readonly nowMs: number;
}

/** Looks at one thing. What it throws is told as unknown. */
export type Examination = (looking: Looking) => MaybePromise<readonly Finding[]>;

/** Undefined: they cannot be known, which the examination of the configuration tells. */
export function settingsOf({ configuration }: Looking): Settings | undefined {
  return configuration.kind === 'read' ? configuration.settings : undefined;
}
