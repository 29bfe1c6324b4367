export interface Gate {
  readonly opened: Promise<void>;
  readonly open: () => void;
}

/** A moment that a test decides. */
export function makeGate(): Gate {
  const signal = new AbortController();
  const opened = new Promise<void>((resolve) => signal.signal.addEventListener('abort', () => resolve()));
  return { opened, open: () => signal.abort() };
}
