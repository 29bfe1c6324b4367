/**
 * Puts the API's path, POST and the body of a call into a request, and keeps its odd framing: head, and on demand chunks.
 *
 * @param raw one character a byte
 * @param body a form
 */
export function graft(raw: string, body: string, keepChunks: boolean): string {
  const headEnd = raw.indexOf('\r\n\r\n');
  const head = headEnd === -1 ? raw : raw.slice(0, headEnd);
  const [line = '', ...headers] = head.split('\r\n');
  const version = /HTTP\/[\d.]+.*$/.exec(line)?.[0] ?? '';
  const isChunked = /transfer.?encoding/i.test(head);
  const kept = headers.map((header) => header.replace(/^(\s*content.length\s*:\s*)\d+/i, `$1${body.length}`));
  const framed = isChunked || /content.length/i.test(head) ? kept : [...kept, `Content-Length: ${body.length}`];
  const chunks = keepChunks ? graftChunks(raw.slice(headEnd + 4), body) : `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
  const type = 'Content-Type: application/x-www-form-urlencoded';
  return `${[`POST /api/ ${version}`, ...framed, type].join('\r\n')}\r\n\r\n${isChunked ? chunks : body}`;
}

/** The first chunk holds the call; what stands around it stays. */
function graftChunks(chunks: string, body: string): string {
  const [, size = '', rest = ''] = /^([0-9a-f]*)([^]*)$/i.exec(chunks) ?? [];
  const lineEnd = rest.indexOf('\n') + 1;
  const after = rest.slice(lineEnd + Number.parseInt(size, 16));
  return size === '' ? chunks : `${body.length.toString(16)}${rest.slice(0, lineEnd)}${body}${after}`;
}
