/** What one client may have of something that all clients share, unless the configuration says it: a quarter. */
export function shareOf(whole: number): number {
  return Math.ceil(whole / 4);
}
