import { filePath } from '../values/file-path.ts';
import { parseHostName } from '../values/host-name.ts';
import { choice } from '../values/choice.ts';
import { leaf } from '../values/leaf.ts';
import { ruled, section } from '../setting/section.ts';
import { listOf } from '../values/text-list.ts';
import { paragraph } from '../text/paragraph.ts';

/** By what the panel is known to be the panel. */
export const trustSection = ruled(
  section({
    verify: choice('panel', 'system', 'none')
      .describe(
        paragraph(
          "`panel`: exactly the key in the panel's `ssl/certificate.crt`, followed as it changes; the default with",
          '`state.files`. After a renewal the key that the panel showed before is trusted, too, until it shows the new one,',
          "at most for a day. `system`: a certificate for the panel's name that the system trusts; the default without.",
          '`none`: whoever answers is taken for the panel, and gets every key; said at the start, in `/readyz` and as a',
          'metric.',
        ),
      )
      .optional(),
    cert: filePath('the path of a file')
      .describe(
        paragraph(
          "With `verify: panel`: the panel's certificate file, where it is not the one of `state.files`. So a gateway with",
          "`state.static` on the panel's host need not read the panel's other files.",
        ),
      )
      .optional(),
    ca: filePath('the path of a file')
      .describe('Instead of `verify`: file with the certificates of the authorities to trust, PEM.')
      .optional(),
    pin: listOf('sha256/ and the base64 of 32 bytes', parsePin)
      .describe(
        paragraph(
          'Instead of `verify`: list of `sha256/` and the base64 of the SHA-256 digest of a public key (SPKI). List the',
          'next key before the panel changes to it.',
        ),
      )
      .optional(),
    serverName: leaf('a host name', (raw) => (typeof raw === 'string' ? parseHostName(raw) : undefined))
      .describe('With `verify: system` or `ca`: the name that the certificate must have, where it is not the one in `url`.')
      .optional(),
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
