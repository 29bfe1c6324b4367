import { denials, reportableReasons } from '../../domain/call/denials.ts';
import { trueOrFalse, list, mapOf, object, orNull, type Schema, text, time, whole, words } from './schema.ts';

/** What a route of the admin API promises. */
export interface Contract {
  /** One sentence. */
  readonly summary: string;
  /** In the query of a GET, else in a JSON body. */
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** Of a request that succeeds. */
  readonly answer: Schema;
}

interface Parameter {
  readonly schema: Schema;
  readonly description: string;
  readonly isRequired?: true;
}

const panel: Parameter = { schema: text, description: 'At this panel alone.' };
const address: Parameter = { schema: text, description: 'An IPv4 or IPv6 address, or a network.' };
const keyId: Parameter = { schema: text, description: 'Id of an access key.' };
const alone = trueOrFalse;
const cause = words('pair', 'address', 'network', 'key', 'manual');
const credential = words('access-key', 'api-key', 'password');
const reasons = list(words(...reportableReasons));
const reason = words(...Object.keys(denials));
const change = object({ setting: text, change: text, needsRestart: trueOrFalse });
const reading = object({ changes: list(change), faults: list(text) });
const place = object({ address: text, accepted: whole, lastUse: time });
const command = object({ command: text, accepted: whole, lastUse: time });
const uses = {
  'firstUse?': time,
  'lastUse?': time,
  accepted: whole,
  refused: whole,
  from: list(place),
  'incompleteSince?': time,
};
const outcomes = object({ permitted: whole, reported: whole, refused: whole });
const share = (taken: string): Schema => object({ [taken]: whole, of: whole });

export const bansListContract: Contract = {
  summary: 'Bans that run, and keys that have used up their failed logins.',
  parameters: { panel },
  answer: object({
    bans: list(
      object({ panel: text, subject: text, cause, 'since?': time, until: time, leftSeconds: whole, level: whole, 'note?': text }),
    ),
    onThisGatewayAlone: alone,
  }),
};

export const bansAddContract: Contract = {
  summary: 'Ban an address or a network.',
  parameters: {
    address: { ...address, isRequired: true },
    seconds: { schema: { type: 'integer', minimum: 1 }, description: 'For how long; or until.' },
    until: { schema: time, description: 'Until when; or seconds.' },
    note: { schema: { type: 'string', maxLength: 160 }, description: 'Why, on one line.' },
    panel,
    withKnown: { schema: trueOrFalse, description: 'Also a network from which a key was used with success lately.' },
  },
  answer: object({
    banned: list(object({ panel: text, subject: text, leftSeconds: whole })),
    hasEnded: trueOrFalse,
    onThisGatewayAlone: alone,
  }),
};

export const bansRemoveContract: Contract = {
  summary: 'End the bans of an address, a network or a key; with both, those of the key from there.',
  parameters: { address, key: keyId, panel },
  answer: object({
    subject: text,
    ended: whole,
    'pairs?': list(text),
    forgotten: whole,
    still: list(object({ panel: text, subject: text, leftSeconds: whole })),
    onThisGatewayAlone: alone,
  }),
};

export const limitsContract: Contract = {
  summary: 'What is counted for an address or a key.',
  parameters: { address, key: keyId },
  answer: object({
    counted: list(
      object({
        panel: text,
        counted: text,
        used: whole,
        of: whole,
        'resetSeconds?': whole,
        'refusedSeconds?': whole,
        onThisGatewayAlone: alone,
      }),
    ),
  }),
};

export const keysContract: Contract = {
  summary: 'Every access key with its uses, and the uses of deprecated credentials.',
  parameters: { panel },
  answer: object({
    at: time,
    since: time,
    keys: list(object({ panel: text, key: text, user: text, profiles: orNull(list(text)), commands: orNull(whole), ...uses })),
    deprecated: list(object({ panel: text, credential, 'user?': text, ...uses, used: list(command) })),
  }),
};

export const suggestContract: Contract = {
  summary: 'The least under which every accepted call of a key would still have worked.',
  parameters: { key: { ...keyId, isRequired: true }, panel },
  answer: object({
    at: time,
    since: time,
    recordedDays: whole,
    isEnough: trueOrFalse,
    suggestions: list(
      object({
        panel: text,
        key: text,
        user: text,
        role: words('admin', 'user'),
        commands: list(object({ command: text, accepted: whole, lastUse: time, isSeldom: trueOrFalse })),
        addresses: list(place),
        callsPerMinute: whole,
        'busiestAt?': time,
        'incompleteSince?': time,
        unusedCommands: orNull(list(text)),
        rate: orNull(object({ calls: whole, perSeconds: { type: 'number' } })),
      }),
    ),
  }),
};

export const reloadContract: Contract = {
  summary: 'Read the configuration anew, and put it in force where it has no faults.',
  parameters: {},
  answer: reading,
};

export const diffContract: Contract = {
  summary: 'What the configuration file says otherwise than the configuration in force.',
  parameters: {},
  answer: reading,
};

export const reportContract: Contract = {
  summary: 'Which calls would have been refused, were the reasons not reported only.',
  parameters: {
    panel,
    seconds: { schema: { type: 'integer', minimum: 1 }, description: 'Leave out what was last seen longer ago.' },
  },
  answer: object({
    at: time,
    since: time,
    panels: list(object({ panel: text, reportOnly: reasons, 'until?': time })),
    wouldRefuse: list(
      object({
        panel: text,
        reason: words(...reportableReasons),
        credential,
        'key?': text,
        'user?': text,
        from: text,
        calls: whole,
        first: time,
        last: time,
        commands: list(text),
        change: text,
      }),
    ),
  }),
};

export const statusContract: Contract = {
  summary: 'How the gateway is.',
  parameters: {},
  answer: object({
    at: time,
    version: text,
    node: text,
    since: time,
    configuration: object({ since: time, faults: list(text), needsRestart: list(text) }),
    listeners: list(object({ url: text, connections: whole })),
    store: object({ kind: words('memory', 'redis'), isReached: trueOrFalse, 'fault?': text }),
    panels: list(
      object({
        name: text,
        'stateAgeSeconds?': whole,
        stateIsUsable: trueOrFalse,
        keys: object({ readable: whole, unreadable: whole }),
        circuit: words('closed', 'open', 'half-open'),
        calls: share('inFlight'),
        queue: share('waiting'),
        isVerified: trueOrFalse,
        'certificateExpires?': time,
        'reportOnly?': object({ reasons, until: time }),
      }),
    ),
    certificates: list(object({ file: text, 'expires?': time })),
    'doctor?': object({ grade: { type: 'integer', minimum: 0, maximum: 2 }, at: time }),
    calls: object({ lastMinute: outcomes, lastHour: outcomes }),
    bans: object({ running: whole, byCause: mapOf(whole), onThisGatewayAlone: alone }),
    keysNearLimit: list(object({ panel: text, key: text, used: whole, of: whole, 'resetSeconds?': whole })),
    moreKeysNearLimit: whole,
    worries: list(text),
    attention: list(object({ part: text, words: text, isFault: trueOrFalse })),
  }),
};

export const explainContract: Contract = {
  summary: 'How a call would be judged now, step by step. Changes and counts nothing.',
  parameters: {
    from: { schema: text, description: 'The address that calls.', isRequired: true },
    key: keyId,
    command: { schema: text, description: 'Of a call that is given by its parts, whose secret is taken to be right.' },
    args: { schema: text, description: 'Its arguments: a JSON list in a text.' },
    argCount: { schema: whole, description: 'In place of args: how many there are.' },
    userArg: { schema: text, description: 'With argCount: the argument that names the user.' },
    method: { schema: text, description: 'Of a request as it is sent, whose secret is compared.' },
    path: { schema: text, description: 'Likewise, with its query.' },
    contentType: { schema: text, description: 'Likewise.' },
    body: { schema: { type: 'string', contentEncoding: 'base64' }, description: 'Likewise, in base64.' },
    panel,
    host: { schema: text, description: 'The name by which the panel is called.' },
  },
  answer: object({
    panel: text,
    from: text,
    key: text,
    command: text,
    steps: list(object({ step: text, result: words('passed', 'counted', 'reported', 'refused'), saw: text })),
    verdict: words('permitted', 'refused'),
    reason: orNull(reason),
    answer: orNull(object({ status: whole, exitCode: whole, body: text })),
    change: orNull(text),
    unread: list(text),
    isLive: trueOrFalse,
  }),
};

export const noticesTestContract: Contract = {
  summary: 'Send a test notice now, and tell what its receiver answered.',
  parameters: {},
  answer: object({ to: text, id: text, 'status?': whole, 'fault?': text, answer: text }),
};
