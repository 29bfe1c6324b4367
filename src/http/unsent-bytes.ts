import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { parseAddress } from '../domain/address.ts';

/** For each connection, by `unsentKey`: bytes that were written to it and that the other end has not taken. */
export type UnsentBytes = ReadonlyMap<string, number>;

const tables = ['/proc/self/net/tcp', '/proc/self/net/tcp6'];

/**
 * What the system holds of this machine's TCP connections, as Linux tells it. A socket takes more only when a good part of what it holds is
 * gone, which may be megabytes, so that writing alone does not show that a client reads slowly. Undefined where the system does not tell.
 */
export async function readUnsentBytes(): Promise<UnsentBytes | undefined> {
  const texts = await Promise.all(tables.map((file) => readFile(file, 'latin1').catch(() => '')));
  return texts.every((text) => text === '') ? undefined : unsentIn(texts.join('\n'));
}

/** Reads lines such as `0: 0100007F:1F90 0100007F:C350 01 0000A000:00000000 …`: number, local end, other end, state, queues. */
export function unsentIn(text: string): UnsentBytes {
  const unsent = new Map<string, number>();
  for (const [, local = '', other = '', bytes = ''] of text.matchAll(lineForm)) {
    unsent.set(`${endText(local)} ${endText(other)}`, Number.parseInt(bytes, 16));
  }
  return unsent;
}

const lineForm = /^ *\d+: ([0-9A-F:]+) ([0-9A-F:]+) [0-9A-F]{2} ([0-9A-F]{8}):/gm;
const mapped = '0000000000000000FFFF0000';

export function unsentKey({ localAddress, localPort, remoteAddress, remotePort }: Socket): string {
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
