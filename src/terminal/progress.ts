import type { Terminal } from './terminal.ts';

/** What is done within this time needs no word. */
const quietMs = 1000;

/**
 * Tells each second how far a work has come that takes longer than one, where people look on.
 *
 * @param words how far it is now
 */
export async function withProgress<Value>({ note }: Terminal, words: () => string, work: Promise<Value>): Promise<Value> {
  if (note === undefined) return work;
  const timer = setInterval(() => note(words()), quietMs);
  try {
    return await work;
  } finally {
    clearInterval(timer);
    note('');
  }
}
