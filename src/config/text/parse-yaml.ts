import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  type YAMLParseError,
  type YAMLWarning,
} from 'yaml';
import { errorText } from '../../domain/text/error-text.ts';
import type { ConfigurationProblem, TextPlace } from './configuration-error.ts';

export interface ParsedYaml {
  /** Mappings, lists and scalars. Where there are problems: what stands before the first, as far as it could be read. */
  readonly value: unknown;
  readonly problems: readonly ConfigurationProblem[];
  readonly placeOf: PlaceOf;
}

/**
 * Where in the text something stands: the value at a path, or the key before it. Of what is not there, the place of what it is missing in.
 *
 * @returns undefined only for a text without a document
 */
export type PlaceOf = (path: readonly PropertyKey[], what: 'key' | 'value') => TextPlace | undefined;

const maxAliases = 100;
/** A longer key is cut in messages. */
const maxKeyCharacters = 80;

/** Reads one document of YAML 1.2 with its core types: no tags of one's own, no key twice, no file of several documents. */
export function parseYaml(text: string): ParsedYaml {
  const lines = new LineCounter();
  // Without pretty errors, whose excerpts of the file could show a secret.
  const parsed = parseAllDocuments(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
    uniqueKeys: true,
    schema: 'core',
    resolveKnownTags: false,
  });
  const documents = [...parsed];
  const faults = documents.flatMap((document) => [...document.errors, ...document.warnings]);
  const problems: ConfigurationProblem[] = faults.map((fault) => ({
    path: '',
    place: placeAt(lines, fault.pos[0]),
    text: faultText(fault, text),
  }));
  const second = documents[1];
  if (second !== undefined)
    problems.push({ path: '', place: placeAt(lines, second.range[0]), text: 'expected one document, found another' });
  const first = documents[0];
  if (first?.directives?.yaml.explicit === true && first.directives.yaml.version !== '1.2') {
    problems.push({ path: '', place: placeAt(lines, 0), text: 'expected YAML 1.2; leave out the %YAML directive' });
  }
  const read = first === undefined ? { value: undefined, problems: [] } : valueOf(first);
  const placeOf: PlaceOf = (path, what) => {
    const offset = first === undefined ? undefined : offsetOf(first, path, what);
    return offset === undefined ? undefined : placeAt(lines, offset);
  };
  return { value: read.value, problems: [...problems, ...read.problems], placeOf };
}

function valueOf(document: Document.Parsed): Pick<ParsedYaml, 'value' | 'problems'> {
  try {
    return { value: document.toJS({ maxAliasCount: maxAliases }), problems: [] };
  } catch (error) {
    // What is thrown here is a fault of the file, too: an alias of nothing, or too many of them.
    return { value: undefined, problems: [{ path: '', text: errorText(error) }] };
  }
}

function faultText({ code, message, pos }: YAMLParseError | YAMLWarning, text: string): string {
  if (code !== 'DUPLICATE_KEY') return message;
  const [, , quoted, plain] = /^(?:(["'])(.*?)\1|([^:\s,}]+))/.exec(text.slice(pos[0], pos[0] + maxKeyCharacters)) ?? [];
  const key = quoted ?? plain ?? '';
  return `the key "${key}" is there twice; leave one of them out`;
}

function placeAt(lines: LineCounter, offset: number): TextPlace {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

/** A value in the document, and what tells where it is. */
interface Entry {
  readonly key: Node | undefined;
  readonly value: Node | undefined;
}

function offsetOf(document: Document.Parsed, path: readonly PropertyKey[], what: 'key' | 'value'): number | undefined {
  let entry: Entry = { key: undefined, value: document.contents ?? undefined };
  for (const step of path) {
    const inner = entryIn(document, entry.value, step);
    // What is missing has no place: the mapping that lacks it is told by its key.
    if (inner === undefined) return startOf(entry.key ?? entry.value);
    entry = inner;
  }
  return startOf(what === 'key' ? (entry.key ?? entry.value) : (entry.value ?? entry.key));
}

function entryIn(document: Document.Parsed, node: Node | undefined, step: PropertyKey): Entry | undefined {
  const within = isAlias(node) ? node.resolve(document) : node;
  if (isSeq<Node>(within)) {
    const value = within.items[Number(step)];
    return value === undefined ? undefined : { key: undefined, value };
  }
  if (!isMap<Node, Node | null>(within)) return undefined;
  const pair = within.items.find(({ key }) => isScalar(key) && keyText(key.value) === String(step));
  return pair === undefined ? undefined : { key: pair.key, value: pair.value ?? undefined };
}

function keyText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function startOf(node: Node | undefined): number | undefined {
  return node?.range?.[0];
}
