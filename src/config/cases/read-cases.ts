import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { parseAddress } from '../../domain/address/address.ts';
import { isAccessKeyId } from '../../domain/call/bounds.ts';
import { denials, type Reason } from '../../domain/call/denials.ts';
import { problemsOf } from '../read/problems-of.ts';
import { unreadableText } from '../read/read-configuration-file.ts';
import { ruled, section } from '../setting/section.ts';
import { ConfigurationError } from '../text/configuration-error.ts';
import { parseYaml } from '../text/parse-yaml.ts';
import { type Fault, leaf } from '../values/leaf.ts';
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

/** What stands where something else belongs may be a secret, and is not repeated. */
const text = (expected: string, isGood: (value: string) => boolean) =>
  leaf(expected, (raw, fault) => (typeof raw === 'string' && isGood(raw) ? raw : fault(`expected ${expected}`)));

const expectedVerdicts = 'permitted, or a reason of docs/refusals.md';

const caseShape = ruled(
  section({
    from: text('an address', (value) => parseAddress(value) !== undefined),
    key: text('the id of an access key, without its secret', isAccessKeyId),
    panel: text('the name of a panel', (value) => value !== '').optional(),
    command: text('the name of a command', () => true),
    args: z.array(text('a text; put numbers in quotes', () => true)).optional(),
    argCount: wholeNumber('a whole number from 0 to 100', { min: 0, max: 100 }).optional(),
    userArg: text('the name of a user', () => true).optional(),
    expect: leaf(expectedVerdicts, expectedIn),
    calls: wholeNumber('a whole number above zero', { min: 1 }).optional(),
  }),
  ({ args, argCount }, fault) => {
    if (args !== undefined && argCount !== undefined) fault(['argCount'], 'goes in place of args; leave out one of them');
  },
);

const casesShape = ruled(section({ cases: z.array(caseShape) }), ({ cases }, fault) => {
  if (Array.isArray(cases) && cases.length === 0) fault(['cases'], 'expected at least one case, found an empty list');
});

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

function expectedIn(raw: unknown, fault: Fault): ExpectedVerdict | undefined {
  if (raw === 'permitted') return raw;
  return typeof raw === 'string' && isReason(raw) ? raw : fault(`expected ${expectedVerdicts}`);
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
