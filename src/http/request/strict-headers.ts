import type { Denial } from '../../domain/call/denial.ts';
import { hostForm } from '../../domain/address/host-form.ts';
import { urlHost } from '../../domain/address/url-host.ts';

/** The head of a request as Node's parser gives it. */
export interface RequestHead {
  readonly httpVersion: string;
  readonly rawHeaders: readonly string[];
}

/** The headers that count, each at most once. */
export interface StrictHeaders {
  /** Host without its port, in the form in which hosts are compared, an IPv6 address in brackets. Undefined only with HTTP/1.0. */
  readonly host: string | undefined;
  readonly contentType: string | undefined;
  readonly contentLength: number | undefined;
  /** The client waits for `100 Continue`. */
  readonly expectsContinue: boolean;
  /** Every value of a header, in the order in which they came. */
  readonly all: (name: string) => readonly string[];
}

const hostField = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::[0-9]{1,5})?$/;

/**
 * Decides on `rawHeaders`, where nothing has been joined or dropped. What two servers could frame differently is refused: two lengths, a
 * length beside a transfer coding, a coding other than `chunked`, any content coding, more or less than one Host.
 */
export function readStrictHeaders(head: RequestHead): StrictHeaders | Denial {
  if (head.httpVersion !== '1.1' && head.httpVersion !== '1.0') return { reason: 'request_malformed', status: 505 };
  const all = valuesOf(head.rawHeaders);
  // With HTTP/1.0 an expectation is ignored (RFC 9110, 10.1.1).
  const expectations = head.httpVersion === '1.1' ? all('expect') : [];
  if (expectations.some((value) => value.toLowerCase() !== '100-continue')) return { reason: 'request_malformed', status: 417 };
  const hosts = all('host');
  const lengths = all('content-length');
  const codings = all('transfer-encoding');
  const host = hostField.exec(hosts[0] ?? '')?.[1];
  const sound =
    hosts.length <= 1 &&
    (host !== undefined || (hosts.length === 0 && head.httpVersion === '1.0')) &&
    all('content-type').length <= 1 &&
    all('content-encoding').length === 0 &&
    areLengthsSound(lengths, codings) &&
    areCodingsSound(codings, head.httpVersion);
  if (!sound) return { reason: 'request_malformed', status: 400 };
  return {
    host: host === undefined ? undefined : urlHost(hostForm(host)),
    contentType: all('content-type')[0],
    expectsContinue: expectations.length > 0,
    contentLength: lengths[0] === undefined ? undefined : Number(lengths[0]),
    all,
  };
}

function areLengthsSound(lengths: readonly string[], codings: readonly string[]): boolean {
  return lengths.length === 0 || (lengths.length === 1 && codings.length === 0 && /^[0-9]{1,15}$/.test(lengths[0] ?? ''));
}

function areCodingsSound(codings: readonly string[], httpVersion: string): boolean {
  return codings.length === 0 || (codings.length === 1 && httpVersion === '1.1' && codings[0]?.toLowerCase() === 'chunked');
}

function valuesOf(rawHeaders: readonly string[]): (name: string) => readonly string[] {
  return (wanted) => {
    let values: string[] = none;
    for (let at = 0; at < rawHeaders.length; at += 2) {
      const name = rawHeaders[at] ?? '';
      if (name.length !== wanted.length || name.toLowerCase() !== wanted) continue;
      if (values === none) values = [];
      values.push(rawHeaders[at + 1] ?? '');
    }
    return values;
  };
}

const none: string[] = [];
