import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface DialogProps {
  readonly title: string;
  readonly close: () => void;
  readonly children: ComponentChildren;
}

/** Before everything else until it is closed; Escape closes it, and the focus goes back to where it was. */
export function Dialog({ title, close, children }: DialogProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby="dialog-title" onClose={close}>
      <h2 id="dialog-title">{title}</h2>
      {children}
    </dialog>
  );
}

interface QuestionProps {
  readonly title: string;
  /** What the button that does it says. */
  readonly yes: string;
  readonly close: () => void;
  readonly confirmed: () => void;
  readonly children: ComponentChildren;
}

/** Asks back before something is changed. */
export function Question({ title, yes, close, confirmed, children }: QuestionProps): JSX.Element {
  return (
    <Dialog title={title} close={close}>
      {children}
      <div class="buttons">
        <button type="button" class="danger" onClick={confirmed}>
          {yes}
        </button>
        <button type="button" onClick={close}>
          Cancel
        </button>
      </div>
    </Dialog>
  );
}
