/** What `JSON.parse` does not tell of a text that it accepts. */
export interface JsonScan {
  /** How deep arrays and objects lie in each other. */
  readonly depth: number;
  /** A string or a name holds half of a surrogate pair, written as an escape. */
  readonly loneSurrogate: boolean;
  /** How the numbers in the outermost object are spelled, by name; the last of a name wins. */
  readonly numbers: ReadonlyMap<string, string>;
}

/** @param text valid JSON */
export function scanJson(text: string): JsonScan {
  const numbers = new Map<string, string>();
  let depth = 0;
  let deepest = 0;
  let loneSurrogate = false;
  let name = '';
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '"') {
      const end = endOfString(text, at);
      const token = text.slice(at, end);
      if (depth === 1 && isName(text, end)) name = unquote(token);
      loneSurrogate ||= /\\u[dD]/.test(token) && !unquote(token).isWellFormed();
      at = end - 1;
    } else if (char === '{' || char === '[') {
      depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (char === '}' || char === ']') {
      depth -= 1;
    } else if (depth === 1 && /[-0-9]/.test(char)) {
      const spelling = numberAt(text, at);
      numbers.set(name, spelling);
      at += spelling.length - 1;
    }
  }
  return { depth: deepest, loneSurrogate, numbers };
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end + 1;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charAt(at - 1 - backslashes) === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

function isName(text: string, end: number): boolean {
  let at = end;
  while (/[ \t\r\n]/.test(text.charAt(at))) at += 1;
  return text.charAt(at) === ':';
}

function unquote(token: string): string {
  return String(JSON.parse(token));
}

function numberAt(text: string, start: number): string {
  let end = start;
  while (/[-+.0-9eE]/.test(text.charAt(end))) end += 1;
  return text.slice(start, end);
}
