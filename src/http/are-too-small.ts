/** Each piece of a body costs as much time as some hundred bytes: beyond the first ones they must be of this length on average. */
const minAverageBytes = 64;
const freePieces = 1024;

/** Whether a body comes in so many pieces, of so many bytes together, as no client sends it: chunks of one byte, above all. */
export function areTooSmall(pieces: number, bytes: number): boolean {
  return pieces > freePieces + bytes / minAverageBytes;
}
