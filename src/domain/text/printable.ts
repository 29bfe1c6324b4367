/**
 * What a terminal obeys instead of showing it: C0, DEL and C1, which move the cursor or change colours and titles, and what turns the direction
 * of writing or begins a line (Unicode's Bidi_Control, line and paragraph separator).
 */
const control = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;
const controlInLines = /[^\P{Cc}\n]|[\p{Bidi_Control}\u2028\u2029]/gu;

/** Text as one line that a terminal only shows: `\x1b` for an escape character, `\x0a` for a line feed, `\u202e` for a right-to-left override. */
export function printable(text: string): string {
  return text.replace(control, escaped);
}

/** The same of text in lines: line feeds stay. */
export function printableLines(text: string): string {
  return text.replace(controlInLines, escaped);
}

/** The same of JSON, which stays JSON with the same content. A line feed may stand between values only. */
export function printableJson(json: string): string {
  return json.replace(controlInLines, escapedInJson);
}

function escaped(char: string): string {
  const code = char.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : escapedInJson(char);
}

function escapedInJson(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
