import type { ComponentChildren, JSX } from 'preact';
import type { AskFault } from '../ask/ask-fault.ts';

interface SectionProps {
  readonly id: string;
  readonly title: string;
  /** Why what it shows is not up to date. */
  readonly fault?: AskFault | undefined;
  readonly beside?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function Section({ id, title, fault, beside, children }: SectionProps): JSX.Element {
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <header class="section-head">
        <h2 id={`${id}-title`}>{title}</h2>
        {beside}
      </header>
      {fault !== undefined && <p class="fault">Not up to date: {fault.words}</p>}
      {children}
    </section>
  );
}
