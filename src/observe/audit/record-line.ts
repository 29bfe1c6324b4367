/** What needs no escape in JSON and is printable ASCII. Most values are nothing else, and need no `JSON.stringify`. */
const plain = /^[ !#-[\]-~]*$/;
/** DEL, C1 and everything beyond Latin-1, which `JSON.stringify` leaves as it is; it escapes C0 itself. */
const beyondPrintableAscii = /[\u007f-\uffff]/g;

/** Fields of a record as printable ASCII, each with a comma before it. One that is undefined is left out. */
export function fieldsText<Fields extends { readonly [Name in keyof Fields]: string | number | readonly string[] | undefined }>(
  fields: Fields,
): string {
  let text = '';
  for (const name in fields) {
    const value: string | number | readonly string[] | undefined = fields[name];
    if (value !== undefined) text += `,"${name}":${valueText(value)}`;
  }
  return text;
}

/** A record as one line, without its line feed: its time, and its fields as `fieldsText` gives them. */
export function recordLine(time: string, fields: string, more = ''): string {
  return `{"time":${quoted(time)}${fields}${more}}`;
}

function valueText(value: string | number | readonly string[]): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? quoted(value) : `[${value.map(quoted).join(',')}]`;
}

function quoted(text: string): string {
  return plain.test(text) ? `"${text}"` : JSON.stringify(text).replace(beyondPrintableAscii, escaped);
}

function escaped(char: string): string {
  return `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}
