import { filePath } from './file-path.ts';
import { parseHostName } from './host-name.ts';
import { choice } from './choice.ts';
import { leaf } from './leaf.ts';
import { ruled, section } from './section.ts';
import { listOf } from './text-list.ts';

/** By what the panel is known to be the panel. */
export const trustSection = ruled(
  section({
    verify: choice('panel', 'system', 'none').optional(),
    cert: filePath('the path of a file').optional(),
    ca: filePath('the path of a file').optional(),
    pin: listOf('sha256/ and the base64 of 32 bytes', parsePin).optional(),
    serverName: leaf('a host name', (raw) => (typeof raw === 'string' ? parseHostName(raw) : undefined)).optional(),
  }),
  ({ verify, cert, ca, pin, serverName }, fault) => {
    const ways = [verify, ca, pin].filter((way) => way !== undefined);
    if (ways.length !== 1) fault([], 'expected one of verify, ca and pin');
    if (cert !== undefined && verify !== 'panel') fault(['cert'], 'goes with verify: panel only');
    if (serverName !== undefined && verify !== 'system' && ca === undefined)
      fault(['serverName'], 'goes with verify: system or with ca only');
    if (Array.isArray(pin) && pin.length === 0) fault(['pin'], 'expected at least one pin');
  },
);

function parsePin(text: string): string | undefined {
  const [, digest = ''] = /^sha256\/([A-Za-z0-9+/]{43}=)$/.exec(text) ?? [];
  // The last digit of 32 bytes carries four bits only: what does not come back the same is no pin of anything.
  return digest !== '' && Buffer.from(digest, 'base64').toString('base64') === digest ? digest : undefined;
}
