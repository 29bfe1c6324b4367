import { urlHost } from '../address/url-host.ts';

export type ListenPlace =
  | {
      readonly kind: 'tcp';
      readonly host: string;
      readonly port: number;
      readonly isTls: boolean;
      readonly proxyProtocol: boolean;
    }
  | { readonly kind: 'socket'; readonly path: string };

/** Identifies a listener while it runs: its address and its protocol. */
export function listenName(place: ListenPlace): string {
  if (place.kind === 'socket') return socketName(place.path);
  const { host, port, isTls, proxyProtocol } = place;
  return `${isTls ? 'https' : 'http'}://${urlHost(host)}:${port}${proxyProtocol ? ' with proxyProtocol' : ''}`;
}

/** Where a Unix socket is, as it stands in place of a URL. */
export function socketName(path: string): string {
  return `unix:${path}`;
}
