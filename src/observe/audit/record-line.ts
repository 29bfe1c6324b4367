/** DEL, C1 and everything beyond Latin-1, which `JSON.stringify` leaves as it is; it escapes C0 itself. */
const beyondPrintableAscii = /[\u007f-\uffff]/g;

/** Fields as printable ASCII, to be put between the braces of a record. Empty where there are none. */
export function fieldsText(fields: object): string {
  return JSON.stringify(fields).slice(1, -1).replace(beyondPrintableAscii, escaped);
}

/** A record as one line, without its line feed. */
export function recordLine(...parts: readonly string[]): string {
  return `{${parts.filter((part) => part !== '').join(',')}}`;
}

function escaped(char: string): string {
  return `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}
