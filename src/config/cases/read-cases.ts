import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { parseAddress } from '../../domain/address/address.ts';
import { isAccessKeyId } from '../../domain/call/bounds.ts';
import { denials, type Reason } from '../../domain/call/denials.ts';
import { problemsOf } from '../read/problems-of.ts';
import { unreadableText } from '../read/read-configuration-file.ts';
import { section } from '../setting/section.ts';
import { ConfigurationError } from '../text/configuration-error.ts';
import { parseYaml } from '../text/parse-yaml.ts';
import { leaf } from '../values/leaf.ts';
import { wholeNumber } from '../values/whole-number.ts';

/** A call, and how it is to be judged. */
export interface TestCase {
  /** In its file. */
  readonly line: number | undefined;
  readonly from: string;
  readonly key: string;
  /** Undefined: the default one. */
  readonly panel: string | undefined;
  readonly command: string;
  readonly args: readonly string[];
  readonly expect: ExpectedVerdict;
}

export type ExpectedVerdict = Reason | 'permitted';

const text = (expected: string, isGood: (value: string) => boolean) =>
  leaf(expected, (raw) => (typeof raw === 'string' && isGood(raw) ? raw : undefined));

const caseShape = section({
  from: text('an address', (value) => parseAddress(value) !== undefined),
  key: text('the id of an access key, without its secret', isAccessKeyId),
  panel: text('the name of a panel', (value) => value !== '').optional(),
  command: text('the name of a command', () => true),
  args: z.array(text('a text; put numbers in quotes', () => true)).optional(),
  argCount: wholeNumber('a whole number from 0 to 100', { min: 0, max: 100 }).optional(),
  userArg: text('the name of a user', () => true).optional(),
  expect: leaf('permitted, or a reason of docs/refusals.md', expectedIn),
  calls: wholeNumber('a whole number above zero', { min: 1 }).optional(),
});

const casesShape = section({ cases: z.array(caseShape) });

/** @throws ConfigurationError with everything that is wrong with the file, also where it cannot be read */
export async function readCases(file: string): Promise<readonly TestCase[]> {
  const yaml = parseYaml(await textOf(file));
  if (yaml.problems.length > 0) throw new ConfigurationError(file, yaml.problems);
  const parsed = casesShape.safeParse(yaml.value);
  if (!parsed.success) throw new ConfigurationError(file, problemsOf(parsed.error.issues, yaml));
  return parsed.data.cases.map(({ from, key, panel, command, args, argCount = 0, userArg = '', expect }, index) => ({
    from,
    key,
    panel,
    command,
    expect,
    line: yaml.placeOf(['cases', index], 'value')?.line,
    // Of arguments that are not known, each may be the one that names the user.
    args: args ?? Array.from({ length: argCount }, () => userArg),
  }));
}

function expectedIn(raw: unknown): ExpectedVerdict | undefined {
  if (raw === 'permitted') return raw;
  return typeof raw === 'string' && isReason(raw) ? raw : undefined;
}

function isReason(word: string): word is Reason {
  return Object.hasOwn(denials, word);
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new ConfigurationError(file, [{ path: '', text: unreadableText(error) }], error);
  }
}
