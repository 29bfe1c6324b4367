import type { GeneratedBody } from './body-generator.ts';
import type { MultipartBody } from './multipart-writer.ts';
import type { Random } from './random.ts';

/** Bends a multipart body or its type where readers of multipart differ. */
export function bendMultipart(random: Random, sent: GeneratedBody): Pick<GeneratedBody, 'contentType' | 'body'> {
  const text = sent.body.toString('latin1');
  const bent = random.pick(oddities)(random, { contentType: sent.contentType ?? '', text });
  return { contentType: bent.contentType, body: Buffer.from(bent.text, 'latin1') };
}

type Oddity = (random: Random, sent: MultipartBody) => MultipartBody;

const dispositions = [
  'Content-Disposition: form-data; name="cmd"; filename="x"',
  'Content-Disposition: form-data; name="cmd"; filename=""',
  'Content-Disposition: form-data; name="cmd"; filename*=UTF-8\'\'x',
  'Content-Disposition: form-data;\r\n name="cmd"',
  'Content-Disposition: form-data; name="c\r\n md"',
  "Content-Disposition: form-data; name*=UTF-8''cmd",
  'Content-Disposition: form-data; name="arg2"; name*=UTF-8\'\'cmd',
  'Content-Disposition: form-data; name="cmd"; name="arg9"',
  'Content-Disposition: form-data; name="arg9"\r\nContent-Disposition: form-data; name="cmd"',
  'Content-Disposition: form-data; name="arg9"\r\n; name="cmd"',
  'Content-Disposition: form-data; name="cmd"\r\nContent-Transfer-Encoding: base64',
  'Content-Disposition: form-data; name=cmd',
  "Content-Disposition: form-data; name='cmd'",
  'Content-Disposition: form-data; name="c\\md"',
  'Content-Disposition: form-data; name="a\\"; name="cmd"',
  'Content-Disposition: form-data; name="cmd',
  'Content-Disposition: form-data ; name = "cmd"',
  'Content-Disposition: attachment; name="cmd"',
  'Content-Disposition : form-data; name="cmd"',
  'Content-Disposition: form-data; name=""',
  'Content-Type: text/plain',
  'Content-Disposition: form-data; name="cmd"\r\nContent-Type: multipart/mixed; boundary=Y',
] as const;

const types = [
  (type: string) => type.replace('=', '= '),
  (type: string) => type.replace('boundary', 'xboundary'),
  (type: string) => type.replace('; ', ' '),
  (type: string) => type.replace('; ', ', '),
  (type: string) => type.replace('boundary', 'boundary=Y; boundary'),
  (type: string) => `${type}; boundary=Y`,
  (type: string) => `${type}; charset=utf-8`,
  (type: string) => `${type} `,
  (type: string) => `${type},x`,
  (type: string) => `${type}"`,
  (type: string) => type.replaceAll('"', "'"),
  (type: string) => type.replace(/boundary=.*/i, 'boundary='),
  (type: string) => type.replace(/boundary=.*/i, 'boundary'),
] as const;

const oddities: readonly [Oddity, ...Oddity[]] = [
  (random, sent) => ({ ...sent, text: replaceOneHead(random, sent.text, random.pick(dispositions)) }),
  (random, sent) => ({ ...sent, text: withOneMorePart(random, sent.text, random.pick(dispositions)) }),
  (random, sent) => ({ ...sent, contentType: random.pick(types)(sent.contentType) }),
  (_, sent) => ({ ...sent, text: sent.text.replaceAll('\r\n', '\n') }),
  (random, sent) => ({ ...sent, text: random.pick(['preamble\r\n', '\r\n', 'preamble', '\n']) + sent.text }),
  (_, sent) => ({ ...sent, text: sent.text + sent.text }),
  (random, sent) => ({ ...sent, text: sent.text.slice(0, -random.pick([2, 4, 6])) }),
  (_, sent) => ({ ...sent, text: sent.text.replace(/(--.*?)\r\n/, '$1 \r\n') }),
  (_, sent) => ({ ...sent, text: sent.text.replace(/(--.*?)\r\n/, '$1x\r\n') }),
  (_, sent) => ({ ...sent, text: sent.text.replace('\r\n\r\n', '\r\n') }),
];

function replaceOneHead(random: Random, text: string, head: string): string {
  const heads = [...text.matchAll(/content-disposition: form-data; name="[^"]*"/gi)];
  const chosen = heads[random.int(heads.length)];
  return chosen === undefined ? text : text.slice(0, chosen.index) + head + text.slice(chosen.index + chosen[0].length);
}

function withOneMorePart(random: Random, text: string, head: string): string {
  const delimiter = text.slice(0, text.indexOf('\r\n') + 2);
  const part = `${delimiter}${head}\r\n\r\n${random.pick(['v-add-user', 'admin', 'di1hZGQtdXNlcg=='])}\r\n`;
  return random.once(2) ? part + text : text.replace(/--[^\r\n]*--\r\n$/, (end) => part + end);
}
