import { isCommandName } from '../domain/bounds.ts';
import { choice } from './choice.ts';
import { inheritable } from './inheritable.ts';
import { listOf } from './text-list.ts';

const decision = () => choice('allow', 'deny');
const commands = () => listOf('the name of a command', (text) => (isCommandName(text) ? text : undefined));

/** Which credentials are taken. */
export const authSection = inheritable({
  accessKeys: decision().prefault('allow'),
  apiKeys: decision().prefault('deny'),
  password: decision().prefault('deny'),
  unscopedCommands: commands().prefault([]),
});
