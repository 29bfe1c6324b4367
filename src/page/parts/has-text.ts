/** Whether one of the texts has what somebody looks for, whatever its case. */
export function hasText(texts: readonly string[], wanted: string): boolean {
  const lower = wanted.trim().toLowerCase();
  return texts.some((text) => text.toLowerCase().includes(lower));
}
