import type { AccessKey, PanelState, Unknowns } from '../../domain/panel/panel-state.ts';

/** What a static file says: a panel's state without its age, which follows from `writtenAtMs`. */
export interface PanelDocument {
  readonly facts: PanelFacts;
  /** Wall clock, milliseconds since 1970: when the panel was read. Undefined in files that are written by hand. */
  readonly writtenAtMs: number | undefined;
  /** It says that API keys could not be read. */
  readonly hasUnreadableApiKeys: boolean;
}

interface PanelFacts extends Omit<PanelState, 'readAtMs' | 'commands'> {
  /** Undefined: the file has no table of its own. */
  readonly commands: PanelState['commands'] | undefined;
}

/** One line of the file, as `JSON.stringify` takes it. */
export type DocumentPiece = Readonly<Record<string, unknown>>;

/** The format that `docs/panel-state.md` describes. */
export const documentVersion = 1;

/** Of what `unreadable` holds names. */
export const unreadableKinds = ['users', 'profiles', 'commands', 'accessKeys'] as const;

/**
 * A panel state as the lines of a static file: a head that says how many follow, then a line for each user, profile, command, API key
 * and access key, in the order of their names, so that little of the file changes when little changes at the panel. It holds digests in
 * place of secrets.
 *
 * @param writtenAtMs when the panel was read, by the wall clock
 */
export function documentOf(state: PanelState, writtenAtMs: number): readonly DocumentPiece[] {
  const pieces = [
    ...sorted(state.users).map(([name, status]) => ({ users: { [name]: status } })),
    ...sorted(state.profiles).map(([name, { role, commands }]) => ({ profiles: { [name]: { role, commands: [...commands] } } })),
    ...sorted(state.commands)
      .filter(([name]) => !state.unknown.commands.has(name))
      .map(([name, { userArg, reach }]) => ({ commands: { [name]: { userArg, reach } } })),
    // Also where there is none, so that readers know that there is none.
    { apiKeySha256: [] },
    ...[...state.apiKeyDigests].toSorted().map((digest) => ({ apiKeySha256: [digest] })),
    ...sorted(state.accessKeys).map(([id, key]) => ({ accessKeys: { [id]: keyEntry(key) } })),
    ...unreadablePieces(state.unknown),
  ];
  return [headOf(state, { writtenAtMs, lines: pieces.length }), ...pieces];
}

/** What is there and could not be read, so that readers neither take it for missing nor let it pass. */
function unreadablePieces(unknown: Unknowns): readonly DocumentPiece[] {
  const named = unreadableKinds.flatMap((kind) =>
    [...unknown[kind]].toSorted().map((name) => ({ unreadable: { [kind]: [name] } })),
  );
  return [
    ...named,
    ...(unknown.apiKeys ? [{ unreadable: { apiKeys: true } }] : []),
    ...(unknown.rootUser === true ? [{ unreadable: { rootUser: true } }] : []),
  ];
}

function headOf(
  state: PanelState,
  { writtenAtMs, lines }: { readonly writtenAtMs: number; readonly lines: number },
): DocumentPiece {
  const { api, allowedAddresses, rootUser } = state;
  return {
    version: documentVersion,
    lines,
    writtenAt: new Date(writtenAtMs).toISOString(),
    api: { accessKeys: api.accessKeys, deprecated: api.deprecated },
    allowedAddresses: allowedAddresses.everyone ? 'allow-all' : allowedAddresses.set.texts,
    ...(rootUser === undefined ? {} : { rootUser }),
  };
}

function keyEntry({ secretDigest, user, permissions }: AccessKey): DocumentPiece {
  const granted = permissions.kind === 'everything' ? { everything: true } : { profiles: permissions.names };
  return { secretSha256: secretDigest.toString('hex'), user, ...granted };
}

function sorted<Value>(map: ReadonlyMap<string, Value>): readonly (readonly [string, Value])[] {
  return [...map].toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)));
}
