import { urlHost } from '../address/url-host.ts';

export interface ListenPlace {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
  readonly proxyProtocol: boolean;
}

/** What tells a listener from another one, as long as it runs: where it listens, and how one speaks to it. */
export function listenName({ host, port, isTls, proxyProtocol }: ListenPlace): string {
  return `${isTls ? 'https' : 'http'}://${urlHost(host)}:${port}${proxyProtocol ? ' with proxyProtocol' : ''}`;
}
