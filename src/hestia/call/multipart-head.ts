import type { ByteString } from '../../domain/call/call.ts';
import { maxLineBytes } from './delimiter-search.ts';

export interface PartHead {
  readonly name: ByteString;
  readonly isFile: boolean;
  /** Where the part's value begins. */
  readonly to: number;
}

const tab = 0x09;
const space = 0x20;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const colon = 0x3a;
const contentDisposition = Buffer.from('content-disposition');
/** Makes a capital letter of a name a small one; no other byte of a name becomes one of the letters or the hyphen that are compared. */
const lowerCase = 0x20;
const dispositionType = /^[ \t]*form-data/i;
/** Sticky: begins where its `lastIndex` says. */
const dispositionParameter = /[ \t]*;[ \t]*((?:file)?name)=(?:"([^"\\]*)"|([\w!#$%&'*+.^`|~-]+))/iy;

/** Reads the header lines of a part, to the empty line behind them; undefined where two readers could read them differently. */
export function readPartHead(body: Buffer, from: number): PartHead | undefined {
  let found: string | undefined;
  let at = from;
  while (!isLineEnd(body, at)) {
    const nameEnd = endOfName(body, at);
    const end = endOfText(body, nameEnd + 1);
    const isHeader = nameEnd > at && body[nameEnd] === colon && isLineEnd(body, end) && end - at < maxLineBytes;
    if (!isHeader) return undefined;
    if (nameEnd - at === contentDisposition.length && isContentDisposition(body, at)) {
      if (found !== undefined) return undefined;
      found = body.toString('latin1', nameEnd + 1, end);
    }
    at = end + 2;
  }
  const read = found === undefined ? undefined : readDisposition(found);
  return read === undefined ? undefined : { ...read, to: at + 2 };
}

function isLineEnd(body: Buffer, at: number): boolean {
  return body[at] === carriageReturn && body[at + 1] === lineFeed;
}

/** Compares bytes: a head may have thousands of lines whose name is as long. */
function isContentDisposition(body: Buffer, at: number): boolean {
  for (let index = 0; index < contentDisposition.length; index += 1) {
    if (((body[at + index] ?? 0) | lowerCase) !== contentDisposition[index]) return false;
  }
  return true;
}

function endOfName(body: Buffer, from: number): number {
  let at = from;
  while (isNameByte(body[at] ?? 0)) at += 1;
  return at;
}

function isNameByte(byte: number): boolean {
  return byte > 0x20 && byte < 0x7f && byte !== colon;
}

function endOfText(body: Buffer, from: number): number {
  let at = from;
  while (isTextByte(body[at] ?? 0)) at += 1;
  return at;
}

function isTextByte(byte: number): boolean {
  return (byte >= 0x20 && byte !== 0x7f) || byte === tab;
}

function readDisposition(value: string): { readonly name: ByteString; readonly isFile: boolean } | undefined {
  let name: string | undefined;
  let fileName: string | undefined;
  let at = dispositionType.exec(value)?.[0].length ?? -1;
  const end = endWithoutBlanks(value);
  while (at !== -1 && at < end) {
    dispositionParameter.lastIndex = at;
    const [, key, quoted, token] = dispositionParameter.exec(value) ?? [];
    const isName = key?.length === 'name'.length;
    // A token that begins with a quote is a quoted text to PHP.
    if (key === undefined || (isName ? name : fileName) !== undefined || token?.startsWith("'") === true) return undefined;
    if (isName) name = quoted ?? token ?? '';
    else fileName = quoted ?? token ?? '';
    at = dispositionParameter.lastIndex;
  }
  return at === -1 || name === undefined ? undefined : { name, isFile: fileName !== undefined };
}

function endWithoutBlanks(value: string): number {
  let end = value.length;
  while (isBlank(value.charCodeAt(end - 1))) end -= 1;
  return end;
}

function isBlank(byte: number): boolean {
  return byte === space || byte === tab;
}
