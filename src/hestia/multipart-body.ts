import type { ByteString } from '../domain/call.ts';
import { FormFields, type FieldsReading } from './fields.ts';

interface Part {
  readonly name: ByteString;
  readonly isFile: boolean;
  readonly from: number;
  readonly to: number;
}

const header = /^([!-9;-~]+):([\t -~\x80-\xff]*)$/;
const disposition = /^[ \t]*form-data((?:[ \t]*;[ \t]*(?:file)?name=(?:"[^"\\]*"|[\w!#$%&'*+.^`|~-]+))*)[ \t]*$/i;
const dispositionParameter = /(filename|name)=(?:"([^"\\]*)"|([\w!#$%&'*+.^`|~-]+))/gi;

/**
 * Reads `multipart/form-data`, strictly: lines end in CRLF, no header is folded, each part has one Content-Disposition with one plain
 * name. What two readers could read differently is a fault. A part with a file name is no field (RFC 7578, and PHP).
 */
export function readMultipartBody(boundary: string, body: ByteString): FieldsReading {
  const form = new FormFields();
  const delimiter = `--${boundary}`;
  let at = body.startsWith(delimiter) ? 0 : startAfter(body, delimiter, 0);
  for (let part = 1; ; part += 1) {
    const next = readPart(body, delimiter, at);
    if (next === 'end') return form.reading();
    if (next === 'unreadable')
      return { fields: form.reading().fields, fault: `part ${part} of the multipart body cannot be read` };
    form.add(next.isFile ? '' : next.name, () => body.slice(next.from, next.to));
    at = next.to + 2;
  }
}

/** @param at where the delimiter before the part begins */
function readPart(body: ByteString, delimiter: string, at: number): Part | 'end' | 'unreadable' {
  if (at === -1) return 'unreadable';
  const line = at + delimiter.length;
  if (body.startsWith('--', line)) return 'end';
  if (!body.startsWith('\r\n', line)) return 'unreadable';
  const headEnd = body.indexOf('\r\n\r\n', line);
  if (headEnd === -1) return 'unreadable';
  const head = readHead(body.slice(line + 2, headEnd));
  const from = headEnd + 4;
  const to = startAfter(body, delimiter, headEnd + 2) - 2;
  if (head === undefined || to < from) return 'unreadable';
  return { ...head, from, to };
}

function startAfter(body: ByteString, delimiter: string, from: number): number {
  const at = body.indexOf(`\r\n${delimiter}`, from);
  return at === -1 ? -1 : at + 2;
}

function readHead(head: ByteString): Pick<Part, 'name' | 'isFile'> | undefined {
  let found: string | undefined;
  for (const line of head.split('\r\n')) {
    const [, name, value] = header.exec(line) ?? [];
    if (name === undefined) return undefined;
    if (name.toLowerCase() !== 'content-disposition') continue;
    if (found !== undefined) return undefined;
    found = value;
  }
  return found === undefined ? undefined : readDisposition(found);
}

function readDisposition(value: string): Pick<Part, 'name' | 'isFile'> | undefined {
  const [, parameters] = disposition.exec(value) ?? [];
  if (parameters === undefined) return undefined;
  const found = new Map<string, string>();
  for (const [, key = '', quoted, token] of parameters.matchAll(dispositionParameter)) {
    const name = key.toLowerCase();
    // A token that begins with a quote is a quoted text to PHP.
    if (found.has(name) || token?.startsWith("'") === true) return undefined;
    found.set(name, quoted ?? token ?? '');
  }
  const name = found.get('name');
  return name === undefined ? undefined : { name, isFile: found.has('filename') };
}
