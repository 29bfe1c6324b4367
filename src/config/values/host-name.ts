import { isIP } from 'node:net';
import { parseAddress } from '../../domain/address/address.ts';
import { hostForm } from '../../domain/address/host-form.ts';

/** Reads a host name or an IP address, in the form in which hosts are compared; undefined for anything else. */
export function parseHost(text: string): string | undefined {
  return parseAddress(hostForm(text))?.text ?? parseHostName(text);
}

/** Reads a host name, in that form; undefined for anything else, such as an address, a wildcard or a name with a port. */
export function parseHostName(text: string): string | undefined {
  const name = hostForm(text);
  const labels = name.split('.');
  if (name.length > 253 || isIP(name) !== 0 || !labels.every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label))) {
    return undefined;
  }
  // A last label of digits is no name but a misspelt address (WHATWG URL, 3.5).
  return /^([0-9]+|0x[0-9a-f]*)$/.test(labels.at(-1) ?? '') ? undefined : name;
}
