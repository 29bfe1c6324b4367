import { isCommandName } from '../../domain/call/bounds.ts';
import { choice } from '../values/choice.ts';
import { inheritable } from '../setting/inheritable.ts';
import { listOf } from '../values/text-list.ts';

const decision = () => choice('allow', 'deny');
const commands = () => listOf('the name of a command', (text) => (isCommandName(text) ? text : undefined));

/** Which credentials are taken. */
export const authSection = inheritable({
  accessKeys: decision().describe('Access keys: `allow` or `deny`.').prefault('allow'),
  apiKeys: decision().describe('API keys, deprecated by the panel: `allow` or `deny`.').prefault('deny'),
  password: decision()
    .describe("The root user's name and password, deprecated by the panel: `allow` or `deny`.")
    .prefault('deny'),
  unscopedCommands: commands()
    .describe('Commands without a user argument that keys of ordinary users may run, where their profiles list them.')
    .prefault([]),
});
