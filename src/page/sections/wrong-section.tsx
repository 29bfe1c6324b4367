import type { JSX } from 'preact';
import { Section } from '../parts/section.tsx';
import type { WrongPart } from './wrong-with.ts';

interface WrongProps {
  readonly wrong: readonly WrongPart[];
  readonly isKnown: boolean;
  /** The gateway does not answer: what is known of it is old. */
  readonly isOld: boolean;
}

export function WrongSection({ wrong, isKnown, isOld }: WrongProps): JSX.Element {
  return (
    <Section id="wrong" title="What is wrong now">
      <div aria-live="polite">
        {!isKnown && !isOld && <p class="empty">Asking the gateway…</p>}
        {isOld && <p class="wrong fault">The gateway does not answer. On its host: hearthgate ready, and its log.</p>}
        {isKnown && !isOld && wrong.length === 0 && <p class="well">All well.</p>}
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
