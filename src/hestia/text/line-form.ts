import type { ByteString } from '../../domain/call/call.ts';

const byteOrderMark = '\xef\xbb\xbf';

/** What an editor on another system makes of a file of lines, and what takes it out again; undefined where nothing of it is there. */
export function lineFormFault(text: ByteString): string | undefined {
  const hasMark = text.startsWith(byteOrderMark);
  const hasReturns = text.includes('\r\n');
  if (!hasMark && !hasReturns) return undefined;
  const what = [
    ...(hasMark ? ['begins with a byte order mark (BOM)'] : []),
    ...(hasReturns ? ['has lines that end with CRLF, as on Windows'] : []),
  ];
  const scripts = [...(hasMark ? ["'1s/^\\xEF\\xBB\\xBF//'"] : []), ...(hasReturns ? ["'s/\\r$//'"] : [])];
  return `it ${what.join(' and ')}: save it as plain text with LF line ends, or use sed -i ${scripts.map((script) => `-e ${script}`).join(' ')}`;
}
