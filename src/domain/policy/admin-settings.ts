import type { Secret } from '../secret.ts';

/** Where health and metrics are asked for. */
export type AdminSettings =
  /** A Unix socket; the mode of its file decides who may ask. */
  | { readonly kind: 'socket'; readonly path: string }
  | {
      readonly kind: 'tcp';
      readonly host: string;
      /** 0: any free one. */
      readonly port: number;
      /** Everyone on the machine reaches loopback, so all but health wants it. */
      readonly token: Secret;
      /** Further names that it answers to. */
      readonly hosts?: readonly string[];
    };
