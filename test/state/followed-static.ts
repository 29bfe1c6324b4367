import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { yamlValue } from '../../src/config/text/yaml-value.ts';
import type { Command, PanelStateSource } from '../../src/domain/panel/panel-state.ts';
import { digestOf } from '../../src/domain/secret.ts';
import { createStaticState } from '../../src/state/static/static-state.ts';
import type { StaticTimings } from '../../src/state/static/static-timings.ts';
import { movableClock } from './sources/movable-clock.ts';

export const digest = digestOf('alicesecretalicesecretalicesecretalices1').toString('hex');
export const byHand = `version: 1
api: { accessKeys: all, deprecated: false }
allowedAddresses: [192.0.2.1, 2001:db8::/48]
rootUser: admin
users: { admin: active, alice: active }
profiles: { mail: { role: user, commands: [v-list-mail-domains] } }
accessKeys:
  ALICEALICEALICEALICE: { secretSha256: ${digest}, user: alice, profiles: [mail] }
`;
export const table: ReadonlyMap<string, Command> = new Map([['v-list-mail-domains', { userArg: 1, reach: 'user' }]]);

export interface FollowedStatic {
  readonly file: string;
  readonly source: PanelStateSource;
  readonly logged: readonly string[];
  readonly advance: (ms: number) => void;
  readonly wallMs: () => number;
}

export interface FollowStaticOptions {
  /** Undefined: there is no file yet. */
  readonly text?: string | undefined;
  /** False: no commands are handed in. */
  readonly hasTable?: boolean;
  readonly timings?: Partial<StaticTimings>;
}

/** A static file and the state that follows it. */
export async function followStatic({
  text = byHand,
  hasTable = true,
  timings,
}: FollowStaticOptions = {}): Promise<FollowedStatic> {
  const folder = mkdtempSync(join(tmpdir(), 'static-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'panel.yaml');
  if (text !== '') writeFileSync(file, text, { mode: 0o640 });
  const { clock, advance } = movableClock();
  const logged: string[] = [];
  const tell = (level: string) => (message: string) => void logged.push(`${level} ${message}`);
  const source = createStaticState({
    settings: { file },
    parse: yamlValue,
    clock,
    log: { debug: tell('debug'), info: tell('info'), warn: tell('warn'), error: tell('error') },
    timings: { settleMs: 30, ...timings },
    ...(hasTable ? { defaultCommands: table } : {}),
  });
  onTestFinished(source.stop);
  await source.start();
  return { file, source, logged, advance, wallMs: clock.wallMs };
}
