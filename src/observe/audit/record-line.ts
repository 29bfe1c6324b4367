import type { AuditRecord } from './audit-record.ts';

/** DEL, C1 and everything beyond Latin-1, which `JSON.stringify` leaves as it is; it escapes C0 itself. */
const beyondPrintableAscii = /[\u007f-\uffff]/g;

/** A record as one line of printable ASCII, without its line feed. */
export function recordLine(record: AuditRecord): string {
  return JSON.stringify(record).replace(beyondPrintableAscii, escaped);
}

function escaped(char: string): string {
  return `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}
