import type { Terminal } from '../terminal/terminal.ts';

export type StopSignal = 'SIGTERM' | 'SIGINT';

export interface StopSignals {
  /** The first signal: finish what is in flight, then end. */
  readonly first: Promise<StopSignal>;
  /** The second: end at once. */
  readonly second: Promise<StopSignal>;
  readonly release: () => void;
}

/** Watches for the signals by which an administrator or a service manager ends the gateway. */
export function watchStopSignals(signals: Terminal['signals']): StopSignals {
  const resolvers: ((signal: StopSignal) => void)[] = [];
  const next = (): Promise<StopSignal> => new Promise((resolve) => void resolvers.push(resolve));
  const [first, second] = [next(), next()];
  const stop = (signal: StopSignal): void => resolvers.shift()?.(signal);
  const onTerm = (): void => stop('SIGTERM');
  const onInt = (): void => stop('SIGINT');
  signals.on('SIGTERM', onTerm);
  signals.on('SIGINT', onInt);
  const release = (): void => {
    signals.off('SIGTERM', onTerm);
    signals.off('SIGINT', onInt);
  };
  return { first, second, release };
}
