import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface DialogProps {
  readonly title: string;
  /** It has been closed, however that was. */
  readonly closed: () => void;
  /** What closes it, besides Escape. */
  readonly buttons: (close: () => void) => ComponentChildren;
  readonly children: ComponentChildren;
}

/** Before everything else until it is closed; the focus then goes back to where it was. */
export function Dialog({ title, closed, buttons, children }: DialogProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby="dialog-title" onClose={closed}>
      <h2 id="dialog-title">{title}</h2>
      {children}
      <div class="buttons">{buttons(() => dialog.current?.close())}</div>
    </dialog>
  );
}

interface QuestionProps {
  readonly title: string;
  /** What the button that does it says. */
  readonly yes: string;
  readonly closed: () => void;
  readonly confirmed: () => void;
  readonly children: ComponentChildren;
}

/** Asks back before something is changed; Enter alone changes nothing. */
export function Question({ title, yes, closed, confirmed, children }: QuestionProps): JSX.Element {
  return (
    <Dialog
      title={title}
      closed={closed}
      buttons={(close) => (
        <>
          {/* The first button has the focus when a dialog opens. */}
          <button type="button" onClick={close}>
            Cancel
          </button>
          <button
            type="button"
            class="danger"
            onClick={() => {
              close();
              confirmed();
            }}
          >
            {yes}
          </button>
        </>
      )}
    >
      {children}
    </Dialog>
  );
}
