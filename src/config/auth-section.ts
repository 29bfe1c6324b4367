import { isCommandName } from '../domain/bounds.ts';
import { choice } from './choice.ts';
import { section } from './section.ts';
import { listOf } from './text-list.ts';

const decision = () => choice('allow', 'deny');
const commands = () => listOf('the name of a command', (text) => (isCommandName(text) ? text : undefined));

/** Which credentials are taken. */
export const authSection = section({
  accessKeys: decision().prefault('allow'),
  apiKeys: decision().prefault('deny'),
  password: decision().prefault('deny'),
  unscopedCommands: commands().prefault([]),
});

/** The same for one panel, with what differs there. */
export const panelAuthSection = section({
  accessKeys: decision().optional(),
  apiKeys: decision().optional(),
  password: decision().optional(),
  unscopedCommands: commands().optional(),
});
