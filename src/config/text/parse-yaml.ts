import { type Document, LineCounter, parseAllDocuments, type YAMLParseError, type YAMLWarning } from 'yaml';
import { errorText } from '../../domain/text/error-text.ts';
import type { ConfigurationProblem } from './configuration-error.ts';

export interface ParsedYaml {
  /** Mappings, lists and scalars. Where there are problems: what stands before the first, as far as it could be read. */
  readonly value: unknown;
  readonly problems: readonly ConfigurationProblem[];
}

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
  const problems = faults.map((fault) => ({ path: placeText(lines, fault.pos[0]), text: faultText(fault, text) }));
  const second = documents[1];
  if (second !== undefined)
    problems.push({ path: placeText(lines, second.range?.[0] ?? 0), text: 'expected one document, found another' });
  const first = documents[0];
  if (first?.directives?.yaml.explicit === true && first.directives.yaml.version !== '1.2') {
    problems.push({ path: 'line 1', text: 'expected YAML 1.2; leave out the %YAML directive' });
  }
  const read = first === undefined ? { value: undefined, problems: [] } : valueOf(first);
  return { value: read.value, problems: [...problems, ...read.problems] };
}

function valueOf(document: Document.Parsed): ParsedYaml {
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

function placeText(lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset);
  return `line ${line}, column ${col}`;
}
