import { open } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { parseAddress } from '../../domain/address/address.ts';

/** For each connection, by `unsentKey`: bytes that were written to it and that the other end has not taken. */
export type UnsentBytes = ReadonlyMap<string, number>;

const tables = ['/proc/self/net/tcp', '/proc/self/net/tcp6'];
/** Bytes of each table that are read: some 100,000 connections of the machine. Connections beyond that are not known. */
const maxTableBytes = 16 * 1024 * 1024;
const pieceBytes = 64 * 1024;

/**
 * What the system holds of this machine's TCP connections, as Linux tells it. A socket takes more only when a good part of what it holds is
 * gone, which may be megabytes, so that writing alone does not show that a client reads slowly. The tables have a line for each connection of
 * the machine, also for those that have ended lately: they are read in pieces, between which the event loop goes on.
 *
 * @param wanted reads no further than these; without it all are told
 * @returns undefined where the system does not tell
 */
export async function readUnsentBytes(wanted?: ReadonlySet<string>): Promise<UnsentBytes | undefined> {
  const unsent = new Map<string, number>();
  let isTold = false;
  for (const table of tables) {
    if (wanted !== undefined && unsent.size === wanted.size) break;
    const isRead = await readTable(table, (lines) => {
      for (const [key, bytes] of unsentIn(lines)) if (wanted?.has(key) !== false) unsent.set(key, bytes);
      return wanted === undefined || unsent.size < wanted.size;
    });
    isTold ||= isRead;
  }
  return isTold ? unsent : undefined;
}

/**
 * @param take gets whole lines; false: it needs no more
 * @returns false where the table cannot be read
 */
async function readTable(file: string, take: (lines: string) => boolean): Promise<boolean> {
  const handle = await open(file).catch(() => undefined);
  if (handle === undefined) return false;
  try {
    const piece = Buffer.allocUnsafe(pieceBytes);
    let rest = '';
    for (let bytes = 0; bytes < maxTableBytes;) {
      const { bytesRead } = await handle.read(piece);
      const lines = rest + piece.toString('latin1', 0, bytesRead);
      const end = bytesRead === 0 ? lines.length : lines.lastIndexOf('\n') + 1;
      if (!take(lines.slice(0, end)) || bytesRead === 0) break;
      rest = lines.slice(end);
      bytes += bytesRead;
    }
    return true;
  } catch {
    // What was read before counts.
    return true;
  } finally {
    await handle.close();
  }
}

/** Reads lines such as `0: 0100007F:1F90 0100007F:C350 01 0000A000:00000000 …`: number, local end, other end, state, queues. */
export function unsentIn(text: string): UnsentBytes {
  const unsent = new Map<string, number>();
  for (const [, local = '', other = '', bytes = ''] of text.matchAll(lineForm)) {
    unsent.set(`${endText(local)} ${endText(other)}`, Number.parseInt(bytes, 16));
  }
  return unsent;
}

/** Connections that wait for the end of their time (state 06) hold nothing. */
const lineForm = /^ *\d+: ([0-9A-F:]+) ([0-9A-F:]+) (?!06)[0-9A-F]{2} ([0-9A-F]{8}):/gm;
const mapped = '0000000000000000FFFF0000';

/** Undefined: it is no TCP connection, and the system tells nothing of it. */
export function unsentKey({ localAddress, localPort, remoteAddress, remotePort }: Socket): string | undefined {
  if (remoteAddress === undefined) return undefined;
  return `${endOf(localAddress, localPort)} ${endOf(remoteAddress, remotePort)}`;
}

function endText(end: string): string {
  return end.startsWith(mapped) ? end.slice(mapped.length) : end;
}

/** The address as words of 32 bits in the order of this machine's processor, little-endian wherever Node runs. */
function endOf(address: string | undefined, port: number | undefined): string {
  const digits =
    parseAddress(address ?? '')
      ?.sortable.slice(1)
      .toUpperCase() ?? '';
  const words = digits.match(/.{8}/g) ?? [];
  const reversed = words.map((word) => (word.match(/../g) ?? []).toReversed().join(''));
  return `${reversed.join('')}:${(port ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
