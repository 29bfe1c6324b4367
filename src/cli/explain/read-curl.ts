import { UsageError } from '../../terminal/usage-error.ts';
import { shellWords } from './shell-words.ts';

/** The request that a command line of curl sends. */
export interface CurlRequest {
  readonly url: URL;
  readonly method: string;
  readonly contentType: string | undefined;
  readonly body: Buffer;
}

const formType = 'application/x-www-form-urlencoded';
const boundary = 'hearthgate-explains';

/** Short options by their long names. */
const longNames: Readonly<Record<string, string>> = {
  d: 'data',
  F: 'form',
  H: 'header',
  X: 'request',
  u: 'user',
  A: 'user-agent',
  e: 'referer',
  b: 'cookie',
  o: 'output',
  m: 'max-time',
  w: 'write-out',
  c: 'cookie-jar',
  x: 'proxy',
  G: 'get',
  I: 'head',
};

const data: ReadonlySet<string> = new Set(['data', 'data-raw', 'data-binary', 'data-ascii', 'data-urlencode', 'json']);
/** They have a value, and change nothing that a gateway looks at. */
const idleValues: ReadonlySet<string> = new Set(
  'user-agent referer cookie output max-time write-out cookie-jar proxy user connect-timeout cacert cert key resolve connect-to interface retry tls-max ciphers limit-rate'.split(
    ' ',
  ),
);
/** Single letters without a value. */
const flags: ReadonlySet<string> = new Set('ksSvLigfN#46');

/**
 * Reads a command line of curl, as people paste it. No value of it is repeated in a message: there is a secret among them.
 *
 * @throws UsageError
 */
export function readCurl(text: string): CurlRequest {
  const [program = '', ...words] = shellWords(
    text
      .trimStart()
      .replace(/^[$#>]\s+/, '')
      .replace(/^sudo\s+/, ''),
  );
  if (!/^(?:.*\/)?curl$/s.test(program)) throw new UsageError('expected a command line that begins with curl on standard input');
  const parts: Parts = { urls: [], headers: new Map(), bodies: [], forms: [], method: undefined, isGet: false, isJson: false };
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!word.startsWith('-') || word === '-') parts.urls.push(word);
    else for (const option of optionsIn(word)) take(option, rest, parts);
  }
  return requestOf(parts);
}

interface Parts {
  readonly urls: string[];
  readonly headers: Map<string, string>;
  readonly bodies: string[];
  readonly forms: string[];
  method: string | undefined;
  isGet: boolean;
  isJson: boolean;
}

interface Option {
  readonly name: string;
  /** Written with it: `-d=x`, `-dx`. */
  readonly value: string | undefined;
}

/** `-skX POST` is three of them. */
function optionsIn(word: string): readonly Option[] {
  if (word.startsWith('--')) return [{ name: word.slice(2), value: undefined }];
  const options: Option[] = [];
  for (let at = 1; at < word.length; at += 1) {
    const letter = word.charAt(at);
    const name = flags.has(letter) ? 'insecure' : longNames[letter];
    if (name === undefined) throw new UsageError(`explain knows no option -${letter} of curl; leave it out`);
    const rest = word.slice(at + 1);
    const isFlag = name === 'insecure' || name === 'get' || name === 'head';
    options.push({ name, value: isFlag || rest === '' ? undefined : rest });
    if (!isFlag) break;
  }
  return options;
}

function take({ name, value: joined }: Option, rest: string[], parts: Parts): void {
  const value = (): string => {
    const found = joined ?? rest.shift();
    if (found === undefined) throw new UsageError(`--${name} of curl needs a value`);
    return found;
  };
  if (data.has(name)) takeData(name, value(), parts);
  else if (name === 'form' || name === 'form-string') parts.forms.push(notFromFile(value(), '=@'));
  else if (name === 'header') takeHeader(value(), parts);
  else if (name === 'request') parts.method = value();
  else if (name === 'url') parts.urls.push(value());
  else if (name === 'get') parts.isGet = true;
  else if (name === 'head') parts.method ??= 'HEAD';
  else if (idleValues.has(name)) value();
  else if (!idleFlags.has(name)) throw unknownOption(name);
}

/** What is no name may be a secret, as in `--data=hash=SECRET`. */
function unknownOption(name: string): UsageError {
  const [, bare, value] = /^([a-z][a-z0-9.-]*)(=.*)?$/s.exec(name) ?? [];
  if (bare === undefined) return new UsageError('explain does not know every option in the command line of curl; leave it out');
  const isJoined = value !== undefined && (data.has(bare) || idleValues.has(bare));
  if (isJoined) return new UsageError(`curl takes no value behind "="; write --${bare} VALUE`);
  return new UsageError(`explain knows no option --${bare} of curl; leave it out`);
}

const idleFlags: ReadonlySet<string> = new Set(
  'insecure silent show-error verbose location include globoff fail compressed no-buffer http1.1 http2 tlsv1.2 tlsv1.3 fail-with-body no-progress-meter ipv4 ipv6'.split(
    ' ',
  ),
);

function takeData(name: string, value: string, parts: Parts): void {
  if (name === 'json') parts.isJson = true;
  if (name === 'data-urlencode') parts.bodies.push(urlEncoded(notFromFile(value, '@')));
  else parts.bodies.push(name === 'data-raw' ? value : notFromFile(value, '@'));
}

/** `name=text`, `=text` and `text`: the text is encoded, as curl does. */
function urlEncoded(value: string): string {
  const at = value.indexOf('=');
  const [name, text] = at === -1 ? ['', value] : [value.slice(0, at), value.slice(at + 1)];
  return `${name === '' ? '' : `${name}=`}${encodeURIComponent(text)}`;
}

function notFromFile(value: string, mark: '@' | '=@'): string {
  const isFile = mark === '@' ? value.startsWith('@') : /^[^=]*=[@<]/.test(value);
  if (isFile) throw new UsageError('explain reads no file that a command line of curl names; put its text in');
  return value;
}

function takeHeader(value: string, { headers }: Parts): void {
  const at = value.indexOf(':');
  if (at > 0) headers.set(value.slice(0, at).trim().toLowerCase(), value.slice(at + 1).trim());
}

function requestOf({ urls, headers, bodies, forms, method, isGet, isJson }: Parts): CurlRequest {
  const [first, ...others] = urls;
  if (first === undefined || others.length > 0) throw new UsageError('expected one URL in the command line of curl');
  const url = urlIn(first);
  const isForm = forms.length > 0;
  const text = isForm ? multipart(forms) : bodies.join(isJson ? '' : '&');
  const hasBody = (isForm || bodies.length > 0) && !isGet;
  const typeOfData = isJson ? 'application/json' : formType;
  const usual = isForm ? `multipart/form-data; boundary=${boundary}` : typeOfData;
  return {
    url,
    method: method ?? (hasBody ? 'POST' : 'GET'),
    contentType: headers.get('content-type') ?? (hasBody ? usual : undefined),
    body: Buffer.from(hasBody ? text : ''),
  };
}

function urlIn(text: string): URL {
  try {
    return new URL(/^[a-z]+:\/\//i.test(text) ? text : `http://${text}`);
  } catch (error) {
    throw new UsageError('the URL in the command line of curl cannot be read', { cause: error });
  }
}

function multipart(forms: readonly string[]): string {
  const parts = forms.map((form) => {
    const at = form.indexOf('=');
    return `--${boundary}\r\nContent-Disposition: form-data; name="${form.slice(0, at)}"\r\n\r\n${form.slice(at + 1)}\r\n`;
  });
  return `${parts.join('')}--${boundary}--\r\n`;
}
