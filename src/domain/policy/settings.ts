import type { NoticeKind } from '../notices/notice.ts';
import type { Policy } from './policy.ts';

/** The whole configuration, read and resolved. Times are milliseconds, sizes bytes. */
export interface Settings {
  readonly listen: readonly ListenSettings[];
  readonly body: BodySettings;
  readonly answer: AnswerSettings;
  readonly stop: { readonly graceMs: number };
  /** Undefined: no second listener. */
  readonly admin: AdminListenSettings | undefined;
  readonly audit: AuditSettings;
  /** Undefined: none are sent. */
  readonly notices: NoticesSettings | undefined;
  readonly log: { readonly level: 'debug' | 'info' | 'warn' | 'error' };
  /** Counters of each kind kept in memory. */
  readonly maxEntries: number;
  readonly data: DataSettings;
  /** Undefined: counters and bans are kept in memory, by each gateway for itself. */
  readonly redis: RedisSettings | undefined;
  readonly panels: readonly PanelSettings[];
}

/** Where bans outlive a restart when they are kept in memory. */
export interface DataSettings {
  readonly folder: string;
  /** The administrator named it: without it the gateway does not start. The default place may be missing. */
  readonly isRequired: boolean;
}

/** Where an administrator is told what cannot wait. */
export interface NoticesSettings {
  readonly url: string;
  /** Scheme, host and port of it: all that is shown. */
  readonly origin: string;
  /** Read at the start and at each reload. */
  readonly secretFile: string;
  /** Undefined: the authorities that the system trusts. */
  readonly caFile: string | undefined;
  readonly kinds: ReadonlySet<NoticeKind>;
}

/** Counters and bans that several gateways share. */
export interface RedisSettings {
  readonly at:
    | { readonly kind: 'single'; readonly node: RedisNode }
    /** A Unix socket of a server on this host. */
    | { readonly kind: 'socket'; readonly path: string }
    /** Nodes to begin with; the others are learned from them. */
    | { readonly kind: 'cluster'; readonly nodes: readonly RedisNode[] }
    | RedisSentinels;
  /** Undefined: no TLS. */
  readonly tls: { readonly caFile: string | undefined; readonly serverName: string | undefined } | undefined;
  readonly username: string | undefined;
  /** Read at the start, and at each new connection. */
  readonly passwordFile: string | undefined;
  /** Number of the database; 0 in a cluster. */
  readonly database: number;
  /** All names of keys begin with it. */
  readonly prefix: string;
  /** What one decision, which is one question, may wait for Redis. */
  readonly timeoutMs: number;
  /** While Redis does not answer: count in memory, or refuse. */
  readonly onFailure: 'local' | 'deny';
}

/** Servers that sentinels know. */
export interface RedisSentinels {
  readonly kind: 'sentinel';
  readonly sentinels: readonly RedisNode[];
  /** Of the group of servers that they watch. */
  readonly name: string;
  /** By which the sentinels themselves are asked; the others are for the servers. */
  readonly username?: string | undefined;
  readonly passwordFile?: string | undefined;
}

export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

/** The second listener: metrics, health. */
export interface AdminListenSettings {
  readonly at:
    | { readonly kind: 'socket'; readonly path: string }
    | {
        readonly kind: 'tcp';
        readonly host: string;
        readonly port: number;
        /** Holds the token that everything but the health pages asks for. */
        readonly tokenFile: string;
        /** Further names that it answers to, in the form of `hostForm`. */
        readonly hosts?: readonly string[];
      };
  /** Further tokens, each with a role. */
  readonly tokensFile?: string;
  /** The administrator asked for it: without it the gateway does not start. The default place may be missing. */
  readonly isRequired: boolean;
}

export interface AuditSettings {
  /** `-`: standard output. */
  readonly file: string;
  /** Each line has its place in a chain, where there is a folder for the keys. */
  readonly chain: boolean;
  /** Lines in the form of the panel's fail2ban filter; undefined: none. */
  readonly authLog: string | undefined;
}

export interface ListenSettings {
  readonly at: ListenAt;
  readonly maxConnections: number;
  /** Of the head of a request: its first line and its header fields. Undefined: 8 KiB. */
  readonly maxHeaderBytes?: number;
  /** Of one client; trusted proxies have no such bound. Undefined: a quarter of all. */
  readonly maxConnectionsPerClient?: number | undefined;
}

export type ListenAt =
  | {
      readonly kind: 'tcp';
      readonly host: string;
      /** 0: any free one. */
      readonly port: number;
      readonly tls: ListenTls;
      /** PROXY protocol, version 1 and 2, from `clients.trustedProxies` and from nobody else. */
      readonly proxyProtocol: boolean;
    }
  /** A Unix socket that a service manager makes and hands over. Whoever may connect to it is a trusted proxy, and speaks plain HTTP. */
  | { readonly kind: 'socket'; readonly path: string };

export type ListenTls =
  | { readonly kind: 'plaintext' }
  | {
      readonly kind: 'files';
      /** By the name that the client asks for (SNI); the first for every other name, and for none. Never empty. */
      readonly certificates: readonly ListenCertificate[];
      readonly minVersion: 'TLSv1.2' | 'TLSv1.3';
    };

/** A certificate with its key, PEM files that are followed as they change. */
export interface ListenCertificate {
  readonly certFile: string;
  readonly keyFile: string;
  /** Names that it is shown for, as `hostForm` gives them. */
  readonly hosts: readonly string[];
  /** The panel's files: at a first start they may not be there, or not be readable yet. */
  readonly mayBeMissing: boolean;
}

export interface BodySettings {
  readonly maxBytes: number;
  readonly timeoutMs: number;
  /** For a request that is refused already, whose body is read for its `returncode` alone. */
  readonly refusedMaxBytes: number;
  readonly refusedTimeoutMs: number;
  /** All bodies together. */
  readonly totalBytes: number;
  /** Of one client. Undefined: a quarter of all. */
  readonly totalBytesPerClient?: number | undefined;
}

/** Answers that wait for their clients to take them. */
interface AnswerSettings {
  /** All together. */
  readonly totalBytes: number;
  /** Of one client. Undefined: a quarter of all. */
  readonly totalBytesPerClient?: number | undefined;
}

export interface PanelSettings {
  readonly name: string;
  /** Hosts that lead here, as `hostForm` gives them, an IPv6 address in brackets. */
  readonly hosts: readonly string[];
  /** Also for unknown names. */
  readonly isDefault: boolean;
  readonly upstream: UpstreamSettings;
  readonly state: StateSettings;
  readonly policy: Policy;
  /** Undefined: none. */
  readonly addressFiles?: AddressFiles;
  /** Those of these files that the top level of the configuration names. */
  readonly inheritedFiles?: readonly AddressListName[];
}

/** Lists of addresses that are kept in files, and followed: what is in them counts beside the entries in the policy. */
export type AddressFiles = { readonly [List in AddressListName]?: string };

export type AddressListName = 'allow' | 'deny' | 'neverBan' | 'trustedProxies';

interface ConcurrencySettings {
  /** In flight at a time. */
  readonly calls: number;
  /** Waiting for a slot. */
  readonly queue: number;
  readonly waitMs: number;
}

export interface UpstreamSettings {
  /** Scheme, host and port: `https://127.0.0.1:8083`. Plain http only to a loopback address. */
  readonly origin: string;
  readonly tls: UpstreamTls;
  readonly concurrency: ConcurrencySettings;
  readonly timeoutMs: number;
  readonly maxAnswerBytes: number;
}

export type UpstreamTls =
  /** Exactly the key in this certificate file, followed as it changes. */
  | { readonly verify: 'panel'; readonly certFile: string }
  | { readonly verify: 'system'; readonly serverName: string | undefined }
  | { readonly verify: 'ca'; readonly caFile: string; readonly serverName: string | undefined }
  /** SHA-256 of the public key (SPKI), base64, without the `sha256/`. */
  | { readonly verify: 'pin'; readonly pins: readonly string[] }
  /** Any server that answers is accepted as the panel. */
  | { readonly verify: 'none' };

export type StateSourceSettings =
  /** Root of the panel's files: `/usr/local/hestia`. */
  | { readonly kind: 'files'; readonly root: string }
  /** A file with the same facts and digests in place of secrets, as `hearthgate collect` writes it. */
  | { readonly kind: 'static'; readonly file: string }
  /** The panel's own API, asked with an access key of its root user. */
  | {
      readonly kind: 'api';
      /** Holds `ID:SECRET`. */
      readonly accessKeyFile: string;
      readonly everyMs: number;
      /** Ids of the root user's keys that may have no profile. */
      readonly rootKeys: ReadonlySet<string>;
      /** Commands that administrators added, with the position of the user argument. */
      readonly extraCommands: ReadonlyMap<string, number>;
    };

export interface StateSettings {
  readonly source: StateSourceSettings;
  /** Older than this, and calls are refused. */
  readonly maxAgeMs: number;
  /** API keys are read only where `auth.apiKeys` allows them: their folder is closed to others than the panel. */
  readonly readApiKeys: boolean;
}
