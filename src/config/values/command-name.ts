import * as z from 'zod';
import { isCommandName } from '../../domain/call/bounds.ts';

/** The key of a mapping from names of commands. */
export const commandName = z.string().refine(isCommandName, 'the name of a command: letters, digits, "_" and "-", at most 64');
