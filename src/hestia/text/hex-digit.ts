const values = Int8Array.from({ length: 256 }, (_, byte) => valueOf(String.fromCharCode(byte)));

/** The value of a hexadecimal digit, -1 for any other byte. Looked up: bodies may hold nothing but escapes. */
export function hexDigit(byte: number): number {
  return values[byte] ?? -1;
}

function valueOf(char: string): number {
  return /[0-9A-Fa-f]/.test(char) ? Number.parseInt(char, 16) : -1;
}
