import { UsageError } from './usage-error.ts';

/** What a shell offers for a value: names of files or of folders, one of these words, or nothing. */
type Completion = 'file' | 'folder' | 'nothing' | readonly string[];

/** One thing that a command line gives to a command: an operand, the value of an option, or a flag. */
export interface Parameter<T> {
  /** What stands for it in usage lines, such as `FILE`. Empty: a flag. */
  readonly placeholder: string;
  /** For help: what it is, without a full stop. */
  readonly about: string;
  readonly times: 'once' | 'at most once' | 'any number';
  /** What holds where it is not given, as it would be written. */
  readonly fallback: string | undefined;
  readonly completion: Completion;
  /**
   * @param given as often as it was written; `times` is already kept
   * @throws UsageError
   */
  readonly read: (given: readonly string[]) => T;
}

/** By name: operands in their order, options without their hyphens. */
export type Parameters = Readonly<Record<string, Parameter<unknown>>>;

/** What a command gets, by the same names. */
export type Values<P> = { readonly [Name in keyof P]: P[Name] extends Parameter<infer T> ? T : never };

export interface ParameterShape<T> {
  readonly placeholder: string;
  readonly about: string;
  readonly completion?: Completion;
  /** @throws UsageError */
  readonly read: (text: string) => T;
}

export function required<T>({ placeholder, about, completion = 'nothing', read }: ParameterShape<T>): Parameter<T> {
  return { placeholder, about, completion, times: 'once', fallback: undefined, read: ([text = '']) => read(text) };
}

/** One of a few words. */
export function requiredWord<const Word extends string>(
  words: readonly Word[],
  { placeholder, about }: Pick<ParameterShape<Word>, 'placeholder' | 'about'>,
): Parameter<Word> {
  const read = (text: string): Word => {
    const found = words.find((word) => word === text);
    if (found === undefined) throw new UsageError(`expected ${words.join(' or ')}, found ${JSON.stringify(text)}`);
    return found;
  };
  return required({ placeholder, about, completion: words, read });
}

/** @param fallback is read where nothing is given; without one there is no value then */
export function optional<T>(shape: ParameterShape<T> & { readonly fallback: string }): Parameter<T>;
export function optional<T>(shape: ParameterShape<T>): Parameter<T | undefined>;
export function optional<T>({
  placeholder,
  about,
  completion = 'nothing',
  read,
  fallback,
}: ParameterShape<T> & { readonly fallback?: string }): Parameter<T | undefined> {
  return {
    placeholder,
    about,
    completion,
    times: 'at most once',
    fallback,
    read: ([text = fallback]) => (text === undefined ? undefined : read(text)),
  };
}

/** Any number: operands at the end, or an option that may be repeated. */
export function several({
  placeholder,
  about,
  completion = 'nothing',
}: Omit<ParameterShape<string>, 'read'>): Parameter<readonly string[]> {
  return { placeholder, about, completion, times: 'any number', fallback: undefined, read: (given) => given };
}

export function flagOption(about: string): Parameter<boolean> {
  return {
    placeholder: '',
    about,
    completion: 'nothing',
    times: 'at most once',
    fallback: undefined,
    read: ({ length }) => length > 0,
  };
}

/** A value that is taken as it is written. */
export function asWritten(text: string): string {
  return text;
}
