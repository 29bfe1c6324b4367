/** Answers of the admin API, as docs/openapi.json has them: what the page shows of them. Times are ISO 8601 in UTC. */

type CallerRole = 'metrics' | 'read' | 'operate';

export interface CallerAnswer {
  readonly name: string;
  readonly role: CallerRole;
}

export interface StatusAnswer {
  readonly at: string;
  readonly version: string;
  readonly node: string;
  readonly since: string;
  readonly configuration: {
    readonly since: string;
    readonly faults: readonly string[];
    readonly needsRestart: readonly string[];
  };
  readonly listeners: readonly { readonly url: string; readonly connections: number }[];
  readonly store: { readonly kind: 'memory' | 'redis'; readonly isReached: boolean; readonly fault?: string };
  readonly certificates: readonly { readonly file: string; readonly expires?: string }[];
  readonly doctor?: { readonly grade: 0 | 1 | 2; readonly at: string };
  readonly panels: readonly PanelFields[];
  readonly bans: { readonly running: number; readonly onThisGatewayAlone: boolean };
  readonly keysNearLimit: readonly { readonly panel: string; readonly key: string; readonly used: number; readonly of: number }[];
  readonly attention: readonly { readonly part: string; readonly words: string; readonly isFault: boolean }[];
}

export interface PanelFields {
  readonly name: string;
  readonly stateAgeSeconds?: number;
  readonly stateIsUsable: boolean;
  readonly keys: { readonly readable: number; readonly unreadable: number };
  readonly circuit: 'closed' | 'open' | 'half-open';
  readonly calls: { readonly inFlight: number; readonly of: number };
  readonly queue: { readonly waiting: number; readonly of: number };
  readonly isVerified: boolean;
  readonly certificateExpires?: string;
  readonly reportOnly?: { readonly reasons: readonly string[]; readonly until: string };
}

export interface HistoryAnswer {
  readonly stepSeconds: number;
  /** Seconds since 1970. */
  readonly times: readonly number[];
  readonly outcomes: Readonly<Record<'permitted' | 'reported' | 'refused', HistoryValues>>;
  readonly refusals: Readonly<Record<string, HistoryValues>>;
  readonly gatewayMs: PercentilesAnswer;
  readonly panelMs: PercentilesAnswer;
  readonly inFlight: HistoryValues;
  readonly waiting: HistoryValues;
  readonly bounds: { readonly inFlight: number; readonly waiting: number };
}

/** Null: not known. */
type HistoryValues = readonly (number | null)[];

interface PercentilesAnswer {
  readonly p50: HistoryValues;
  readonly p99: HistoryValues;
}

export interface UsesAnswer {
  readonly panel: string;
  readonly lastUse?: string;
  readonly accepted: number;
  readonly refused: number;
  readonly from: readonly { readonly address: string; readonly accepted: number; readonly lastUse: string }[];
  /** From then on not every use is counted. */
  readonly incompleteSince?: string;
}

export interface KeyFields extends UsesAnswer {
  readonly key: string;
  readonly user: string;
  readonly profiles: readonly string[] | null;
}

interface DeprecatedAnswer extends UsesAnswer {
  readonly credential: string;
  readonly user?: string;
}

export interface KeysAnswer {
  readonly since: string;
  readonly keys: readonly KeyFields[];
  readonly deprecated: readonly DeprecatedAnswer[];
}

/** What the admin API says of itself, of which a route's parameters are read here. */
export interface DescriptionAnswer {
  readonly paths: Readonly<Record<string, { readonly get?: { readonly parameters?: readonly ParameterFields[] } }>>;
}

interface ParameterFields {
  readonly name: string;
  readonly schema: { readonly enum?: readonly string[] };
}

/** A line of the audit log. */
export interface DecisionLine {
  readonly time: string;
  readonly id: string;
  readonly event: 'answered' | 'refused';
  readonly panel?: string;
  readonly address?: string;
  readonly credential?: string;
  readonly key?: string;
  readonly user?: string;
  readonly command?: string;
  readonly args?: number;
  readonly userArg?: string;
  readonly reason?: string;
  readonly wouldRefuse?: readonly string[];
  readonly status: number;
  readonly exitCode?: number;
  readonly totalMs: number;
  readonly panelMs?: number;
}

export interface DecisionsAnswer {
  readonly since: string;
  readonly decisions: readonly DecisionLine[];
}

export interface ExplanationAnswer {
  readonly verdict: 'permitted' | 'refused';
  readonly reason: string | null;
  readonly change: string | null;
  readonly steps: readonly { readonly step: string; readonly result: string; readonly saw: string }[];
}

export interface BanAnswer {
  readonly panel: string;
  readonly subject: string;
  readonly cause: 'pair' | 'address' | 'network' | 'key' | 'manual';
  /** Undefined: it began at another gateway, and that is not known. */
  readonly since?: string;
  readonly until: string;
  readonly leftSeconds: number;
  readonly level: number;
  readonly note?: string;
}

export interface BansAnswer {
  readonly bans: readonly BanAnswer[];
  readonly onThisGatewayAlone: boolean;
}

/** What became of ending a ban. */
export interface EndedAnswer {
  readonly subject: string;
  /** How many. */
  readonly ended: number;
  /** The bans of a key at single places. */
  readonly pairs?: readonly string[];
  /** Failed logins that count no longer. */
  readonly forgotten: number;
  /** What refuses it all the same. */
  readonly still: readonly BannedAnswer[];
  readonly onThisGatewayAlone: boolean;
}

/** What is in force after a ban was added: a longer one that ran already, too. */
export interface AddedAnswer {
  readonly banned: readonly BannedAnswer[];
  readonly hasEnded: boolean;
  readonly onThisGatewayAlone: boolean;
}

interface BannedAnswer {
  readonly panel: string;
  readonly subject: string;
  readonly leftSeconds: number;
}

export interface LimitsAnswer {
  readonly counted: readonly {
    readonly panel: string;
    readonly counted: string;
    readonly used: number;
    readonly of: number;
    readonly resetSeconds?: number;
    readonly refusedSeconds?: number;
    readonly onThisGatewayAlone: boolean;
  }[];
}

export interface ReportAnswer {
  readonly wouldRefuse: readonly {
    readonly panel: string;
    readonly reason: string;
    readonly credential: string;
    readonly key?: string;
    readonly user?: string;
    readonly from: string;
    readonly calls: number;
    readonly last: string;
    readonly commands: readonly string[];
    readonly change: string;
  }[];
}
