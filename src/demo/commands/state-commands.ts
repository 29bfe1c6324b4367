import { type CommandEnd, type DemoCommand, done, failed } from './demo-command.ts';
import type { DemoKey } from './demo-keys.ts';
import type { DemoProfile } from './demo-profiles.ts';
import type { PanelStore } from './panel-store.ts';

/** What the panel says of itself, its access keys and its profiles: all that a gateway without its files needs to know. */
export const stateCommands: readonly DemoCommand[] = [
  {
    name: 'v-list-sys-config',
    options: '[FORMAT]',
    run: (_args, { access }) =>
      json({
        config: { API: 'yes', API_ALLOWED_IP: '127.0.0.1', API_SYSTEM: '2', ROOT_USER: access.rootUser, VERSION: '1.10.0' },
      }),
  },
  {
    name: 'v-list-access-keys',
    options: '[USER] [FORMAT]',
    run: ([user = ''], { access }) => {
      const keys = access.keys.filter((key) => user === '' || key.user === user);
      return json(Object.fromEntries(keys.map((key) => [key.id, keyFields(key)])));
    },
  },
  {
    name: 'v-list-access-key',
    options: 'ACCESS_KEY_ID [FORMAT]',
    run: ([id = ''], { access }) => {
      const key = access.keys.find((known) => known.id === id);
      if (key === undefined) return failed(3, `key ${id} doesn't exist`);
      const { ACCESS_KEY_ID, ...fields } = keyFields(key);
      return json({ ACCESS_KEY_ID, SECRET_ACCESS_KEY: key.secret.reveal(), ...fields });
    },
  },
  {
    name: 'v-list-apis',
    options: '[FORMAT]',
    run: (_args, { access }) => {
      const entries = access.profiles.map(({ name, role, commands }) => [name, { COMMANDS: namesIn(commands), ROLE: role }]);
      return json(Object.fromEntries(entries));
    },
  },
  { name: 'v-list-api', options: 'API [FORMAT]', run: ([name = ''], store) => listProfile(name, store) },
];

function listProfile(name: string, { access }: PanelStore): CommandEnd {
  const profile: DemoProfile | undefined = access.profiles.find((known) => known.name === name);
  if (profile === undefined) return failed(2, `API ${name} doesn't exist`);
  return json({ API: name, ROLE: profile.role, COMMANDS: namesIn(profile.commands) });
}

function keyFields({ id, user, permissions }: DemoKey) {
  return {
    ACCESS_KEY_ID: id,
    USER: user,
    PERMISSIONS: namesIn(permissions),
    COMMENT: 'demonstration',
    TIME: '10:00:00',
    DATE: '2026-01-01',
  };
}

function namesIn(list: string): readonly string[] {
  return list === '' ? [] : list.split(',');
}

function json(value: object): CommandEnd {
  return done(`${JSON.stringify(value, undefined, 4)}\n`);
}
