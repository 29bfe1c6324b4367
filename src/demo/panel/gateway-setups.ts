/** The gateways of the demonstration: one to try by hand, and others that are set up so that one refusal can be seen at once. */
export type GatewayName = 'main' | 'limited' | 'guarded' | 'deprecated' | 'busy' | 'strict' | 'narrow' | 'blind' | 'alone';

export interface DemoPlaces {
  /** Where the second listener of a gateway with a page is. */
  readonly pagePort: number;
  readonly panelUrl: string;
  /** Where nobody listens. */
  readonly deadUrl: string;
  readonly panelFolder: string;
  /** Of a panel whose API is on for the root user alone. */
  readonly rootOnlyFolder: string;
  /** That does not exist. */
  readonly missingFolder: string;
}

interface Setup {
  readonly about: string;
  /** Sections beside the common ones. */
  readonly sections?: readonly string[];
  readonly maxConnections?: number;
  /** Of the panel's own section. */
  readonly panel?: readonly string[];
  readonly url?: keyof DemoPlaces;
  readonly files?: keyof DemoPlaces;
}

const setups: Readonly<Record<GatewayName, Setup>> = {
  main: { about: 'the one to try by hand' },
  limited: {
    about: 'one call a minute of everything',
    sections: [
      'limits:',
      '  address: { calls: 1, per: 60s }',
      '  profiles: { demo-web: { calls: 1, per: 60s } }',
      '  commands: { v-list-sys-info: { calls: 1, per: 60s } }',
    ],
  },
  guarded: {
    about: 'two failed logins, and an address is banned',
    sections: [
      'limits:',
      '  failures: { pair: { attempts: 2, per: 60s }, ban: 60s }',
      '  refusedCommands: { calls: 1, per: 60s }',
    ],
  },
  deprecated: {
    about: 'takes deprecated credentials; the API is on for the root user alone',
    sections: ['auth: { apiKeys: allow, password: allow }'],
    files: 'rootOnlyFolder',
  },
  busy: {
    about: 'one call at the panel at a time, none in the queue, and little patience',
    panel: ['concurrency: { calls: 1, queue: 0, wait: 1s }', 'timeout: 400ms'],
  },
  strict: {
    about: 'its keys may do less',
    sections: [
      'keys:',
      '  DEMOALICEMAIL0000000: { from: [192.0.2.0/24] }',
      '  DEMOALICEDNS00000000: { hours: [] }',
      '  DEMOALICEWEB00000000: { expires: 2020-01-01 }',
      '  DEMOBILLING000000000: { maxUses: 1 }',
      '  DEMOADMIN00000000000: { deny: [v-list-sys-*], users: [alice], domains: [alice.test] }',
    ],
  },
  narrow: { about: 'one connection at a time', maxConnections: 1 },
  blind: { about: 'cannot find the files of its panel', files: 'missingFolder' },
  alone: { about: 'its panel is away', url: 'deadUrl' },
};

/** The folder for its bans, beside its configuration. */
export function dataFolderOf(name: GatewayName): string {
  return `${name}-data`;
}

/**
 * The configuration of one of them, in the form in which an administrator writes it. What a gateway writes stays beside its configuration:
 * the places that are the defaults may belong to a gateway that is in use.
 */
export function configurationOf(name: GatewayName, places: DemoPlaces, hasPage = false): string {
  const { about, sections = [], maxConnections = 1000, panel = [], url = 'panelUrl', files = 'panelFolder' } = setups[name];
  return [
    `# ${name}: ${about}.`,
    'listen:',
    `  - { host: 127.0.0.1, port: 0, plaintext: true, maxConnections: ${maxConnections} }`,
    hasPage ? `admin: { host: 127.0.0.1, port: ${places.pagePort}, tokenFile: admin.token }` : `admin: { socket: ${name}.sock }`,
    `audit: { file: ${name}-audit.log }`,
    `data: ${dataFolderOf(name)}`,
    'clients:',
    '  allow: [127.0.0.0/8]',
    '  deny: [127.0.0.2]',
    '  trustedProxies: [127.0.0.3]',
    ...sections,
    'body: { maxBytes: 256KiB, timeout: 1s, refusedTimeout: 500ms }',
    'stop: { grace: 2s }',
    'panels:',
    '  - name: demo',
    '    hosts: [127.0.0.1, localhost, panel.demo]',
    `    url: ${places[url]}`,
    ...panel.map((line) => `    ${line}`),
    `    state: { files: ${JSON.stringify(places[files])} }`,
    '',
  ].join('\n');
}
