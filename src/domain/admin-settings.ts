import type { Secret } from './secret.ts';

/** Where health and metrics are asked for. */
export type AdminSettings =
  /** A Unix socket; the mode of its file decides who may ask. */
  | { readonly kind: 'socket'; readonly path: string }
  /** Everyone on the machine reaches loopback, so all but health wants the token. `port` 0: any free one. */
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly token: Secret };
