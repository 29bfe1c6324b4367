import * as z from 'zod';
import { isMapping } from '../text/is-mapping.ts';
import { type SectionFault, type WithUnits, settingName, ruled, section } from './section.ts';

/** A setting of the top level that a panel may have otherwise. */
export interface Inheritable<Whole extends z.ZodType = z.ZodType, Part extends z.ZodType = z.ZodType, Held = unknown> {
  /** At the top level: what is left out has its default. */
  readonly whole: Whole;
  /** In a panel: what is left out is inherited. */
  readonly part: Part;
  /** What holds for a panel. */
  held(all: z.output<Whole>, own: z.output<Part> | undefined): Held;
  /** The rules about what a panel's own settings come to with those that it inherits. Either may have faults. */
  judge?(all: z.output<Whole>, own: z.output<Part>, fault: SectionFault): void;
}

type Field = z.ZodType | Inheritable;
type Fields = Readonly<Record<string, Field>>;
type Bare<F> = F extends z.ZodPrefault<infer Inner> | z.ZodOptional<infer Inner> ? Inner : F;
type WholeOf<F> = F extends Inheritable ? F['whole'] : F;
type PartOf<F> = F extends Inheritable ? F['part'] : z.ZodOptional<Extract<Bare<F>, z.ZodType>>;
type HeldOf<F> = F extends Inheritable ? ReturnType<F['held']> : z.output<Extract<F, z.ZodType>>;

type WholeSection<F extends Fields> = ReturnType<
  typeof section<{ readonly [Key in keyof F]: Extract<WholeOf<F[Key]>, z.ZodType> }>
>;
type PartSection<F extends Fields> = ReturnType<
  typeof section<{ readonly [Key in keyof F]: Extract<PartOf<F[Key]>, z.ZodType> }>
>;
type HeldSection<F extends Fields> = WithUnits<{ readonly [Key in keyof F]: HeldOf<F[Key]> }>;

type InheritableSection<F extends Fields, Held> = Inheritable<
  z.ZodPrefault<WholeSection<F>>,
  z.ZodOptional<PartSection<F>>,
  Held
>;

interface Options<F extends Fields> {
  /** A rule about several settings, as they are at the top level. */
  rule?(value: z.output<WholeSection<F>>, fault: SectionFault): void;
  /** The same rule about those of a panel, some of which are inherited. */
  ruleOfPart?(all: z.output<WholeSection<F>>, own: z.output<PartSection<F>>, fault: SectionFault): void;
  /** Settings that belong together: a panel that has one of them inherits none of the others. */
  readonly together?: readonly (readonly (keyof F)[])[];
}

interface OptionsWithAs<F extends Fields, Held> extends Options<F> {
  /** How what holds is handed on. */
  as(held: HeldSection<F>): Held;
}

interface AnyOptions {
  rule?(value: unknown, fault: SectionFault): void;
  ruleOfPart?(all: unknown, own: unknown, fault: SectionFault): void;
  readonly together?: readonly (readonly PropertyKey[])[];
  as?(held: unknown): unknown;
}

/**
 * A section whose settings a panel may override one by one. A setting is a line of `fields`: how it is read, what it
 * is for and its default; the section of the top level, that of a panel and what a panel inherits follow from it. Sections may hold
 * sections.
 */
export function inheritable<F extends Fields, Held>(fields: F, options: OptionsWithAs<F, Held>): InheritableSection<F, Held>;
export function inheritable<F extends Fields>(fields: F, options?: Options<F>): InheritableSection<F, HeldSection<F>>;
export function inheritable(fields: Fields, options: AnyOptions = {}): Inheritable {
  const settings = Object.entries(fields).map(([key, field]) => ({ key, field: inheritableField(field) }));
  const whole = section(Object.fromEntries(settings.map(({ key, field }) => [key, field.whole])));
  const groupOf = new Map(options.together?.flatMap((keys) => keys.map((key) => [key, keys])));
  return {
    whole: (options.rule === undefined ? whole : ruled(whole, options.rule.bind(options))).prefault({}),
    part: section(Object.fromEntries(settings.map(({ key, field }) => [key, field.part]))).optional(),
    held(all: Values, own: Values = {}) {
      const values = settings.map(({ key, field }) => {
        const hasOwn = groupOf.get(key)?.some((other) => own[String(other)] !== undefined) === true;
        const name = settingName(key, field.whole);
        return [name, field.held(hasOwn ? field.whole.parse(undefined) : all[name], own[name])];
      });
      const held: Values = Object.fromEntries(values);
      return options.as === undefined ? held : options.as(held);
    },
    judge(all: unknown, own: unknown, fault) {
      if (!isMapping(all) || !isMapping(own)) return;
      for (const { key, field } of settings) field.judge?.(all[key], own[key], (at, text) => fault([key, ...at], text));
      options.ruleOfPart?.(all, own, fault);
    },
  };
}

type Values = Readonly<Record<string, unknown>>;

function inheritableField(field: Field): Inheritable {
  return field instanceof z.ZodType ? inheritableSetting(field) : field;
}

/** A single setting: a panel either has its own value or inherits the whole. */
export function inheritableSetting<S extends z.ZodType>(whole: S): Inheritable<S, PartOf<S>, HeldOf<S>>;
export function inheritableSetting(whole: z.ZodType): Inheritable {
  const bare = whole instanceof z.ZodPrefault || whole instanceof z.ZodOptional ? whole.unwrap() : whole;
  return { whole, part: z.optional(bare), held: (all, own) => own ?? all };
}
