import type { Secret } from '../secret.ts';

/** Bytes as text: one character a byte (Latin-1). Never decoded, so that what was checked is what is sent. */
export type ByteString = string;

/** What the client claims to hold. Nothing in it has been proven. */
export type Credential =
  | { readonly kind: 'access-key'; readonly id: ByteString; readonly secret: Secret }
  /** Deprecated by the panel: one hash that may do everything. */
  | { readonly kind: 'api-key'; readonly key: Secret }
  /** Deprecated by the panel: the root user's name and password; only the panel can judge it. */
  | { readonly kind: 'password'; readonly user: ByteString; readonly password: Secret };

/** One that the gateway can judge by the panel's state. */
export type KeyCredential = Exclude<Credential, { readonly kind: 'password' }>;

export type CredentialKind = Credential['kind'];

/** A command with its arguments, as the client asked for it. */
export interface Call {
  readonly credential: Credential;
  /** Empty when the client named none. */
  readonly command: ByteString;
  /** In the order in which they run, without gaps. For `v-make-tmp-file`: CONTENT, NAME. */
  readonly args: readonly ByteString[];
  /** The first argument that is missing before another one, counted from 1: from there on, arguments stand where the client did not put them. */
  readonly gapAt?: number | undefined;
  /** `yes`: answer with the bare exit code. Undefined when the client did not send the field. */
  readonly returncode: 'yes' | 'no' | undefined;
}

/** The command that the API itself carries out; it is no file of the panel's and takes its arguments by name. */
export const makeTmpFile = 'v-make-tmp-file';
