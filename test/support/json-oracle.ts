import type { FieldName, FieldValue } from '../../src/hestia/call/fields.ts';

/** A field's value by name, or what becomes of the whole body. */
export type JsonOracle = Readonly<Record<string, FieldValue>> | 'no JSON' | 'too many names';

const maxDepth = 511;
const maxNames = 1000;
const token = /"(?:[^"\\]|\\.)*"|[[\]{}]|[-+.\w]+|:/g;

/** What the API makes of a JSON body, by `JSON.parse` and the rules that it does not know. */
export function readByParsing(body: Buffer, names: readonly FieldName[]): JsonOracle {
  const value = parse(body);
  if (value === undefined) return 'no JSON';
  const facts = factsOf(body.toString('utf8'));
  if (facts.depth > maxDepth || facts.holdsHalfPair) return 'no JSON';
  if (facts.names > maxNames) return 'too many names';
  const own = new Map(Object.entries(value));
  const fields = names.flatMap((name) => {
    const member = own.get(name);
    return member === undefined || member === null ? [] : [[name, fieldOf(member, facts.numbers.get(name))] as const];
  });
  return Object.fromEntries(fields);
}

function parse(body: Buffer): object | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    // Not JSON, or not UTF-8.
    return undefined;
  }
}

interface TextFacts {
  readonly depth: number;
  readonly names: number;
  readonly holdsHalfPair: boolean;
  /** How the numbers of the outermost object are written, the last of a name. */
  readonly numbers: ReadonlyMap<string, string>;
}

/** @param text valid JSON */
function factsOf(text: string): TextFacts {
  const tokens = [...text.matchAll(token)].map(([each]) => each);
  const numbers = new Map<string, string>();
  let [depth, deepest, names, holdsHalfPair] = [0, 0, 0, false];
  tokens.forEach((each, index) => {
    if (each === '[' || each === '{') depth += 1;
    if (each === ']' || each === '}') depth -= 1;
    deepest = Math.max(deepest, depth);
    if (each.startsWith('"')) holdsHalfPair ||= !textOf(each).isWellFormed();
    if (each !== ':') return;
    names += 1;
    if (depth === 1) numbers.set(textOf(tokens[index - 1] ?? '""'), tokens[index + 1] ?? '');
  });
  return { depth: deepest, names, holdsHalfPair, numbers };
}

function textOf(written: string): string {
  return String(JSON.parse(written));
}

function fieldOf(value: unknown, written = ''): FieldValue {
  if (typeof value === 'string') return { text: Buffer.from(value, 'utf8').toString('latin1') };
  if (typeof value === 'boolean') return { text: value ? '1' : '' };
  if (typeof value !== 'number') return { fault: 'is an array or an object' };
  const isWhole = /^-?(?:0|[1-9][0-9]*)$/.test(written) && Number.isSafeInteger(value);
  return isWhole ? { text: String(value) } : { fault: 'is a number that is no whole number in the safe range' };
}
