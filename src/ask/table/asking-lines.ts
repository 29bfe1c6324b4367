import type { AskingLine } from '../asking-line.ts';
import { bansAdd } from '../bans/bans-add.ts';
import { bansExport } from '../bans/bans-export.ts';
import { bansImport } from '../bans/bans-import.ts';
import { bansList } from '../bans/bans-list.ts';
import { bansRemove } from '../bans/bans-remove.ts';
import { diff } from '../diff.ts';
import { limitsShow } from '../limits-show.ts';
import { noticesTest } from '../notices-test.ts';
import { report } from '../report/report.ts';
import { page } from '../page/page.ts';
import { keys } from '../uses/keys.ts';
import { suggest } from '../uses/suggest.ts';
import { reload } from '../reload.ts';
import { status } from '../status/status.ts';

/** The commands that ask the running gateway, in the order in which help lists them. */
export const askingLines: readonly AskingLine[] = [
  status,
  page,
  reload,
  diff,
  bansList,
  bansAdd,
  bansRemove,
  bansExport,
  bansImport,
  limitsShow,
  keys,
  suggest,
  report,
  noticesTest,
];
