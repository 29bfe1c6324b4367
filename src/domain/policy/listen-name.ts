import { urlHost } from '../address/url-host.ts';

export interface ListenPlace {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
  readonly proxyProtocol: boolean;
}

/** Identifies a listener while it runs: its address and its protocol. */
export function listenName({ host, port, isTls, proxyProtocol }: ListenPlace): string {
  return `${isTls ? 'https' : 'http'}://${urlHost(host)}:${port}${proxyProtocol ? ' with proxyProtocol' : ''}`;
}
