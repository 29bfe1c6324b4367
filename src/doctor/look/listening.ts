import { readFileSync } from 'node:fs';

/** A TCP port of this host on which something listens. */
export interface ListeningPort {
  readonly family: 4 | 6;
  readonly port: number;
  readonly isLoopback: boolean;
}

export function listeningPorts(): readonly ListeningPort[] {
  return [
    ...readListening(readFileSync('/proc/net/tcp', 'latin1'), 4),
    ...readListening(readFileSync('/proc/net/tcp6', 'latin1'), 6),
  ];
}

/** State of a socket that listens, as the kernel writes it. */
const listens = '0A';
const loopback6 = '00000000000000000000000001000000';

/** Reads `/proc/net/tcp` or `tcp6`: addresses in hexadecimal, in the host's order of bytes. */
export function readListening(table: string, family: 4 | 6): readonly ListeningPort[] {
  return table
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, local = '', , state] = line.trim().split(/\s+/);
      const [address = '', port = ''] = local.split(':');
      if (state !== listens) return [];
      const isLoopback = family === 4 ? address.endsWith('7F') : address === loopback6;
      return [{ family, port: Number.parseInt(port, 16), isLoopback }];
    });
}
