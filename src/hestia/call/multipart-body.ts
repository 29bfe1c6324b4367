import type { ByteString } from '../../domain/call/call.ts';
import { DelimiterSearch } from './delimiter-search.ts';
import { type FieldsReading, FormFields } from './fields.ts';
import { type PartHead, readPartHead } from './multipart-head.ts';
import { type ReadingScope, wholeCall } from './reading-scope.ts';
import { startsWith } from '../text/starts-with.ts';

const lineEnd = Buffer.from('\r\n');
const dashes = Buffer.from('--');

export interface MultipartReading extends FieldsReading {
  /** False where no line of the body is a delimiter: nobody reads a part in it. */
  readonly hasDelimiter: boolean;
}

/** `to`: where the line before the next delimiter ends. */
interface Part {
  readonly head: PartHead;
  readonly to: number;
}

/**
 * Reads `multipart/form-data`, strictly: lines end in CRLF, no header is folded, each part has one Content-Disposition with one plain
 * name, and no part stands behind the closing delimiter. What two readers could read differently is a fault. A part with a file name is no
 * field (RFC 7578, and PHP).
 */
export function readMultipartBody(
  boundary: string,
  body: ByteString | Buffer,
  scope: ReadingScope = wholeCall,
): MultipartReading {
  const form = new FormFields(scope.wanted);
  const bytes = typeof body === 'string' ? Buffer.from(body, 'latin1') : body;
  const search = new DelimiterSearch(boundary);
  const first = search.lineStart(bytes, { lineStart: 0, from: 0 });
  const fault = first === -1 ? unreadable(1) : readParts(bytes, search, { first, form, scope });
  return { fields: form.fields, fault: fault ?? form.fault, hasDelimiter: first !== -1 };
}

/** @returns what is at fault in the body's structure */
function readParts(
  body: Buffer,
  search: DelimiterSearch,
  { first, form, scope }: { readonly first: number; readonly form: FormFields; readonly scope: ReadingScope },
): string | undefined {
  const { delimiter } = search;
  let at = first;
  for (let number = 1; !form.isFull(); number += 1) {
    if (at > 0 && !startsWith(body, lineEnd, at - 2)) return unreadable(number);
    const line = at + delimiter.length;
    if (startsWith(body, dashes, line)) {
      if (!scope.readsEpilogue) return undefined;
      const behind = search.lineStart(body, { lineStart: at, from: line + 2 });
      return behind === -1 ? undefined : 'a delimiter stands behind the closing one of the multipart body';
    }
    const part = startsWith(body, lineEnd, line) ? readPart(body, search, line + 2) : undefined;
    if (part === undefined) return unreadable(number);
    const { head, to } = part;
    form.add(head.isFile ? '' : head.name, () => body.toString('latin1', head.to, to));
    at = to + 2;
  }
  return undefined;
}

/** @param from where the part's head begins */
function readPart(body: Buffer, search: DelimiterSearch, from: number): Part | undefined {
  const head = readPartHead(body, from);
  if (head === undefined) return undefined;
  // From the line end of the head on: a value that begins with the delimiter is none.
  const to = search.endOfValue(body, head.to - 1) - 1;
  return to < head.to || !startsWith(body, lineEnd, to) ? undefined : { head, to };
}

function unreadable(part: number): string {
  return `part ${part} of the multipart body cannot be read`;
}
