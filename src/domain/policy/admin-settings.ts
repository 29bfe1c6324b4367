import type { Secret } from '../secret.ts';
import type { AdminToken } from './admin-token.ts';

/** Where health and metrics are asked for. */
export type AdminSettings =
  /** A Unix socket; the mode of its file decides who may ask. */
  | { readonly kind: 'socket'; readonly path: string; readonly tokens?: readonly AdminToken[] }
  | {
      readonly kind: 'tcp';
      readonly host: string;
      /** 0: any free one. */
      readonly port: number;
      /** Everyone on the machine reaches loopback, so all but health wants one. This is that of commands. */
      readonly token: Secret;
      readonly tokens?: readonly AdminToken[];
      /** Further names that it answers to. */
      readonly hosts?: readonly string[];
    };
