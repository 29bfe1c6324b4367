import type { ByteString } from '../../domain/call/call.ts';

const maxLength = 64;

/** Text from a file as a message may show it: cut at 64 characters, with `?` for bytes outside `[ -~]` and for quotes. */
export function printableText(text: ByteString): string {
  return text.slice(0, maxLength).replaceAll(/[^ -~]|["']/g, '?');
}
