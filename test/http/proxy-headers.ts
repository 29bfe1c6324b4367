/** A line of version 1, whole but for its end. */
export function lineHeader(line: string): Buffer {
  return Buffer.from(`${line}\r\n`, 'latin1');
}

/** The line by which a proxy announces an IPv4 client. */
export function announcing(address: string): Buffer {
  return lineHeader(`PROXY TCP4 ${address} 198.51.100.200 40000 8443`);
}

export interface BinaryHeaderParts {
  /** Version and command: 0x21 (PROXY) unless told; 0x20 is LOCAL. */
  readonly command?: number;
  /** Family and transport: 0x11 (TCP over IPv4) unless told. */
  readonly family?: number;
  /** Addresses, ports, and what comes after them. */
  readonly block: Buffer;
  /** The length as it is told; the true one unless told. */
  readonly length?: number;
}

/** A header of version 2. */
export function binaryHeader({ command = 0x21, family = 0x11, block, length = block.length }: BinaryHeaderParts): Buffer {
  const fixed = Buffer.from('\r\n\r\n\0\r\nQUIT\n\0\0\0\0', 'latin1');
  fixed.writeUInt8(command, 12);
  fixed.writeUInt8(family, 13);
  fixed.writeUInt16BE(length, 14);
  return Buffer.concat([fixed, block]);
}

/** The addresses and ports of an IPv4 client, with what comes after them. */
export function ipv4Block(address: string, after: Buffer = Buffer.alloc(0)): Buffer {
  const target = [198, 51, 100, 200];
  return Buffer.concat([Buffer.from([...address.split('.').map(Number), ...target, 0x9c, 0x40, 0x20, 0xfb]), after]);
}

/** A part of `bytes` bytes as it stands after the addresses, its type and length among them. */
export function typeLengthValue(bytes: number): Buffer {
  const part = Buffer.alloc(bytes, 'v');
  part.writeUInt8(0xe0, 0);
  part.writeUInt16BE(bytes - 3, 1);
  return part;
}
