/** What an error says, for people: without the name of its class. */
export function errorText(error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : String(error);
}
