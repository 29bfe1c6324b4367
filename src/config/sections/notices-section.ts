import { type NoticeKind, noticeKinds } from '../../domain/notices/notice.ts';
import { filePath } from '../values/file-path.ts';
import { noticeUrl } from '../urls/notice-url.ts';
import { listOf } from '../values/text-list.ts';
import { expectedWords } from '../values/choice.ts';
import { isMapping } from '../text/is-mapping.ts';
import { paragraph } from '../text/paragraph.ts';
import { ruled, section } from '../setting/section.ts';

/** Where an administrator is told what cannot wait. */
export const noticesSection = ruled(
  section({
    url: noticeUrl().describe(
      paragraph(
        'Where notices are sent: `https://HOST/PATH`, or `http://` to a loopback address. Redirects and proxies are not',
        'followed. Where `notices` is left out, none are sent; see [notices.md](notices.md).',
      ),
    ),
    secretFile: filePath('the path of a file with the secret of the signature').describe(
      paragraph(
        'File with the secret that signs them: `whsec_` and 24 to 64 bytes in base64, and perhaps the one before on a second',
        'line. [A file of a secret](#files-of-secrets).',
      ),
    ),
    caFile: filePath('the path of a file')
      .describe('With `https://`: file with the certificates of the authorities to trust, PEM, in place of those of the system.')
      .optional(),
    kinds: listOf(expectedWords(noticeKinds), kindNamed)
      .describe('Which notices are sent; see [notices.md](notices.md#kinds).')
      .prefault([...noticeKinds]),
  }),
  ({ url, caFile, kinds }, fault) => {
    if (caFile !== undefined && isMapping(url) && url['origin'].startsWith('http:')) fault(['caFile'], 'goes with https:// only');
    if (Array.isArray(kinds) && kinds.length === 0)
      fault(['kinds'], 'expected at least one kind, found an empty list; to send none, leave out notices');
  },
);

function kindNamed(text: string): NoticeKind | undefined {
  return noticeKinds.find((kind) => kind === text);
}
