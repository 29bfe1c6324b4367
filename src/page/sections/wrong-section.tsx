import type { JSX } from 'preact';
import type { AskFault } from '../ask/ask-fault.ts';
import { Section } from '../parts/section.tsx';
import type { WrongPart } from './wrong-with.ts';

interface WrongProps {
  readonly wrong: readonly WrongPart[];
  readonly isKnown: boolean;
  /** Why what is known is old. */
  readonly fault: AskFault | undefined;
}

export function WrongSection({ wrong, isKnown, fault }: WrongProps): JSX.Element {
  return (
    <Section id="wrong" title="What is wrong now">
      <div aria-live="polite">
        {!isKnown && fault === undefined && <p class="empty">Asking the gateway…</p>}
        {fault !== undefined && <p class="wrong fault">{faultWords(fault)}</p>}
        {isKnown && fault === undefined && wrong.length === 0 && <p class="well">All well.</p>}
        {wrong.length > 0 && (
          <ul class="wrong-list">
            {wrong.map(({ part, words, kind }) => (
              <li key={`${part} ${words}`} class={`wrong ${kind}`}>
                <b>
                  {kind === 'fault' ? 'Fault' : 'Warning'}: {part}
                </b>
                <span>{words}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Section>
  );
}

function faultWords({ kind, words }: AskFault): string {
  if (kind === 'away') return 'The gateway does not answer. On its host: hearthgate ready, and its log.';
  return `The gateway does not say how it is: ${words}. On its host: hearthgate status, and its log.`;
}
