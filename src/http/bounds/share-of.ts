/** The share of one client in something that all clients use, unless it is configured: a quarter. */
export function shareOf(whole: number): number {
  return Math.ceil(whole / 4);
}
