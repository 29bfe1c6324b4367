import { readFileSync } from 'node:fs';

/** One recorded request, what the panel answered, and what the gateway is to do with it. */
export interface Transcript {
  readonly id: string;
  readonly panel: Readonly<Record<string, string>>;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly contentType: string | null;
    readonly bodyBase64: string | null;
  };
  readonly response: {
    readonly status: number;
    readonly contentType: string;
    readonly exitCode: string | null;
    readonly bodyBase64: string;
  };
  readonly gateway: {
    readonly kind: 'forward' | 'refuse';
    readonly status?: number;
    readonly exitCode?: string;
    readonly body?: string | null;
    readonly onlyWith?: string;
  };
}

export interface RecordedKey {
  readonly id: string;
  readonly secret: string;
  readonly user: string;
  readonly permissions: string;
}

export interface Recording {
  readonly keys: Readonly<Record<string, RecordedKey>>;
  readonly legacyKey: string;
  readonly adminPassword: string;
  readonly profiles: { readonly unscoped: { readonly ROLE: 'user'; readonly COMMANDS: string } };
  readonly transcripts: readonly Transcript[];
}

export function readRecording(): Recording {
  return JSON.parse(readFileSync(new URL('../fixtures/transcripts.json', import.meta.url), 'utf8')) as Recording;
}
