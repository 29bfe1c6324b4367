import type { FileRights } from '../../host/file-rights.ts';
import type { FirewallRule } from '../../host/firewall-rules.ts';

/** A file as it stood, or is to stand. */
export interface FileState {
  /** One character a byte. */
  readonly text: string;
  readonly rights: FileRights;
}

/** What has to learn of a change before it is in force. */
export type Effect = 'service-manager' | 'panel-web-server';

/** A whole file of our own, or one that stood there. */
export interface FileChange {
  readonly kind: 'file';
  readonly path: string;
  /** Undefined: there was none. */
  readonly before: FileState | undefined;
  readonly after: FileState;
  /** Folders that there were not, the outermost first. */
  readonly newFolders: readonly string[];
  readonly effect?: Effect;
}

/** Lines put into a file of others, who may write it anew meanwhile. */
export interface LinesChange {
  readonly kind: 'lines';
  readonly path: string;
  readonly insertions: readonly Insertion[];
  /** Lines of other steps that are taken back too where the web server refuses what is left: the way back does not depend on them. */
  readonly others?: readonly Insertion[];
  readonly effect: Effect;
  /** The panel's web server hands calls of the API to the gateway then, which is tried on its port. */
  readonly switchesApi?: true;
}

export interface Insertion {
  /** A regular expression whose first match ends where the line goes. */
  readonly behind: string;
  /** A whole line with its line feed. It is found again by what stands in it. */
  readonly text: string;
}

/** Units that run from now on, and at each start of the host. */
export interface UnitsChange {
  readonly kind: 'units';
  readonly units: readonly { readonly name: string; readonly wasEnabled: boolean; readonly wasActive: boolean }[];
  /** It has taken effect when `hearthgate ready` says so. */
  readonly untilReady: boolean;
}

/** The panel's list of API addresses. */
export interface ListChange {
  readonly kind: 'list';
  readonly before: string;
  readonly after: string;
  /** The list is to be this one, whatever others put on it; else the same entries are added and taken away. */
  readonly isExact?: true;
  /** Of the panel's configuration; the panel's command makes that file anew. */
  readonly rights?: FileRights;
}

/** A rule that is added to the panel's firewall. */
export interface RuleChange {
  readonly kind: 'rule';
  readonly rule: FirewallRule;
  /** All rules as they stood; the panel's command numbers them anew. */
  readonly rules?: FileState;
}

/** A port on loopback that one user of the host alone may call, also when the panel builds its firewall anew. */
export interface GuardChange {
  readonly kind: 'guard';
  readonly port: number;
  readonly user: string;
  /** The panel's script of rules beside its own. Undefined: there was none. */
  readonly before: FileState | undefined;
}

/** One step of setup, as values: what stood there, and what is to. */
export type Change = FileChange | LinesChange | UnitsChange | ListChange | RuleChange | GuardChange;

/** What can be done about a change of one kind. All of it may be repeated, also when it was broken off. */
export interface Deeds<C extends Change> {
  /** The change with what stands there now in place of what stood there when it was planned. */
  readonly refreshed: (change: C) => Promise<C>;
  /** The change with what taking it back would lose, as it stands now. */
  readonly remembered: (change: C) => Promise<C>;
  /** @throws StartError where it has no effect, or somebody has changed the same thing meanwhile */
  readonly make: (change: C) => Promise<void>;
  /** Takes back what it changed, and nothing that others changed later. @returns what stays, in words */
  readonly takeBack: (change: C) => Promise<readonly string[]>;
  readonly isMade: (change: C) => Promise<boolean>;
}
