import { z } from 'zod';
import { benchKey, rangeOf, requestBytes } from './traffic.ts';

/** Calls with a wrong secret, or from strangers, whose bodies cost what a body of their size and form can cost. */
export const costlyBodySchema = z.object({
  body: z.string(),
  bytes: z.number(),
  /** So many addresses take turns, none of which is allowed; 0: one that is. */
  strangers: z.number(),
});

export type CostlyBody = z.infer<typeof costlyBodySchema>;

export const forms = ['form', 'JSON', 'multipart'] as const;

export interface BodyOf {
  readonly form: (typeof forms)[number];
  /** How a call with a wrong secret is answered. */
  readonly status: number;
  /** Of about so many bytes. */
  readonly text: (bytes: number) => string;
  /** Sent in chunks of so many bytes; in one piece unless said. */
  readonly chunkBytes?: number;
}

const { id, user } = benchKey(0);
const login = `access_key=${id}&secret_key=${'w'.repeat(40)}&cmd=v-make-tmp-file&returncode=no&arg2=zone`;
const jsonLogin = `"access_key":"${id}","secret_key":"${'w'.repeat(40)}","cmd":"v-make-tmp-file","returncode":"no","arg2":"zone"`;
const boundary = 'b';
const partsOfLogin = login
  .split('&')
  .map((pair) => part(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)))
  .join('');
const close = `--${boundary}--\r\n`;

const form =
  (fill: (bytes: number) => string): BodyOf['text'] =>
  (bytes) =>
    `${login}&${fill(bytes - login.length - 1)}`;
const json =
  (fill: (bytes: number) => string): BodyOf['text'] =>
  (bytes) =>
    `{${jsonLogin},${fill(bytes - jsonLogin.length - 3)}}`;
const multipart =
  (fill: (bytes: number) => string): BodyOf['text'] =>
  (bytes) =>
    `${partsOfLogin}${fill(bytes - partsOfLogin.length - close.length)}${close}`;
const many =
  (unit: string, before = '', after = '') =>
  (bytes: number): string =>
    `${before}${unit.repeat(Math.max(0, Math.floor((bytes - before.length - after.length) / unit.length)))}${after}`;

/** The first of each form is the honest one. */
export const costlyBodies: Readonly<Record<string, BodyOf>> = {
  'a zone as a form': { form: 'form', status: 401, text: form((bytes) => `arg1=${zone(bytes - 5, encodeURIComponent)}`) },
  'a form of ampersands': { form: 'form', status: 422, text: form(many('&')) },
  'a form of percent signs': { form: 'form', status: 401, text: form(many('%', 'arg1=')) },
  'a form of escapes': { form: 'form', status: 401, text: form(many('%41', 'arg1=')) },
  'a form of blanks': { form: 'form', status: 401, text: form(many('+', 'arg1=')) },
  'a zone as a form in chunks of 1 KiB': {
    form: 'form',
    status: 401,
    text: form((bytes) => `arg1=${zone(bytes - 5, encodeURIComponent)}`),
    // The smallest that a body may have throughout.
    chunkBytes: 1024,
  },
  'a zone as JSON': {
    form: 'JSON',
    status: 401,
    text: json((bytes) => `"arg1":"${zone(bytes - 9, (line) => JSON.stringify(line).slice(1, -1))}"`),
  },
  'JSON with many names': { form: 'JSON', status: 422, text: json(many('{"k":1},', '"x":[', '0]')) },
  'JSON with many numbers': { form: 'JSON', status: 401, text: json(many('1,', '"x":[', '0]')) },
  'JSON with many arrays': { form: 'JSON', status: 401, text: json(many('[],', '"x":[', '0]')) },
  'JSON with many texts': { form: 'JSON', status: 401, text: json(many('"",', '"x":[', '0]')) },
  'JSON with a text of escapes': { form: 'JSON', status: 401, text: json(many('\\u0041', '"arg1":"', '"')) },
  'a zone as multipart': {
    form: 'multipart',
    status: 401,
    text: multipart((bytes) => part('arg1', zone(bytes - part('arg1', '').length, String))),
  },
  'multipart of small parts': { form: 'multipart', status: 422, text: multipart(many(part('x', ''))) },
  'multipart of 900 parts': {
    form: 'multipart',
    status: 401,
    text: multipart((bytes) => many(part('x', 'y'.repeat(Math.floor(bytes / 900) - 60)))(bytes)),
  },
  'multipart of long names': { form: 'multipart', status: 401, text: multipart(many(part('x'.repeat(1100), ''))) },
  'multipart of nearly a Content-Disposition': {
    form: 'multipart',
    status: 401,
    text: multipart(many('Content-Dispositiox:\r\n', '--b\r\n', 'Content-Disposition: form-data; name="x"\r\n\r\n\r\n')),
  },
  'multipart of dashes behind the end': {
    form: 'multipart',
    // The end is there twice, and PHP would begin a part behind the first.
    status: 422,
    text: multipart(many('-', close)),
  },
  'multipart of header lines': {
    form: 'multipart',
    status: 401,
    text: multipart(many('X: y\r\n', '--b\r\n', 'Content-Disposition: form-data; name="x"\r\n\r\n\r\n')),
  },
  'multipart of line ends': {
    form: 'multipart',
    status: 401,
    text: multipart((bytes) => part('arg1', many('\r\n')(bytes - part('arg1', '').length))),
  },
};

const contentTypes: Readonly<Record<BodyOf['form'], string>> = {
  form: 'application/x-www-form-urlencoded',
  JSON: 'application/json',
  multipart: `multipart/form-data; boundary=${boundary}`,
};

/** A call like any other. */
export const smallCall = 'a call of some 200 bytes';

/** @throws Error for an unknown body */
export function costlyRequests({ body, bytes, strangers }: CostlyBody): Buffer[] {
  const { form: kind, text, chunkBytes } = bodyOf(body);
  const content = text(bytes);
  return Array.from({ length: Math.max(1, strangers) }, (_, index) => {
    const address = strangers === 0 ? rangeOf(0).address : `100.64.${index >> 8}.${index & 0xff}`;
    return requestBytes(`Content-Type: ${contentTypes[kind]}\r\nX-Forwarded-For: ${address}\r\n`, content, { chunkBytes });
  });
}

function bodyOf(name: string): BodyOf {
  if (name === smallCall) return { form: 'form', status: 401, text: () => `${login}&arg1=${user}` };
  const found = costlyBodies[name];
  if (found === undefined) throw new Error(`no body is called "${name}"`);
  return found;
}

function part(name: string, value: string): string {
  return `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
}

/** Lines of a DNS zone, as the form writes them, up to so many bytes. */
function zone(bytes: number, write: (line: string) => string): string {
  const lines: string[] = [];
  for (let length = 0, index = 0; ; index += 1) {
    const line = write(`host-${index}.example.com.\t14400\tIN\tTXT\t"v=spf1 a mx ip4:192.0.2.${index % 256} -all"\n`);
    length += line.length;
    if (length > bytes) return lines.join('');
    lines.push(line);
  }
}
