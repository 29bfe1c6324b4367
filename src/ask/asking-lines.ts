import type { AskingLine } from './asking-line.ts';
import { bansAdd } from './bans-add.ts';
import { bansList } from './bans-list.ts';
import { bansRemove } from './bans-remove.ts';
import { limitsShow } from './limits-show.ts';

/** The commands that ask the running gateway, in the order in which help lists them. */
export const askingLines: readonly AskingLine[] = [bansList, bansAdd, bansRemove, limitsShow];
