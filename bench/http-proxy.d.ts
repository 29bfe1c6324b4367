/** What the bench uses of http-proxy 1.18.1, which comes without types. */
declare module 'http-proxy' {
  import type { Agent, IncomingMessage, ServerResponse } from 'node:http';

  interface Proxy {
    web(request: IncomingMessage, response: ServerResponse): void;
    on(event: 'error', listener: (error: Error) => void): this;
  }

  const httpProxy: { createProxyServer(options: { readonly target: string; readonly agent: Agent }): Proxy };
  export = httpProxy;
}
