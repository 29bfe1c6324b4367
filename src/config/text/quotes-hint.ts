/** What to do where YAML has read a number or a boolean in place of a text, to stand behind the fault; empty for anything else. */
export function quotesHint(value: unknown): string {
  return typeof value === 'number' || typeof value === 'boolean' ? '; put it in quotes, because YAML reads it as no text' : '';
}
