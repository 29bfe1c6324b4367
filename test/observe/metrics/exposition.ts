interface Sample {
  /** As it stands in the line: a histogram's ends in `_bucket`, `_sum` or `_count`. */
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

export interface Family {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly samples: readonly Sample[];
}

/** Reads Prometheus's text format 0.0.4, strictly: every deviation is thrown, so is a series that stands there twice. */
export function readExposition(text: string): ReadonlyMap<string, Family> {
  if (!text.endsWith('\n')) throw new SyntaxError('the last line has no line feed');
  const families = new Map<string, Family>();
  for (const block of text.trimEnd().split(/\n\n?(?=# HELP )/)) {
    const family = familyIn(block.split('\n'));
    if (families.has(family.name)) throw new SyntaxError(`two families ${family.name}`);
    families.set(family.name, family);
  }
  return families;
}

/** The value of one series; undefined where there is none. */
export function valueIn(text: string, name: string, labels: Readonly<Record<string, string>> = {}): number | undefined {
  const all = [...readExposition(text).values()].flatMap(({ samples }) => samples);
  return all.find(
    (sample) => sample.name === name && seriesOf(sample) === seriesOf({ name, labels: new Map(Object.entries(labels)) }),
  )?.value;
}

function familyIn([helpLine = '', typeLine = '', ...lines]: readonly string[]): Family {
  const [, name = ''] = /^# HELP ([a-z0-9_]+) \S.*$/.exec(helpLine) ?? fail(helpLine);
  const [, typed, type] = /^# TYPE ([a-z0-9_]+) (counter|gauge|histogram)$/.exec(typeLine) ?? fail(typeLine);
  if (typed !== name) fail(typeLine);
  const samples = lines.map(sampleIn);
  const names = type === 'histogram' ? ['_bucket', '_sum', '_count'].map((ending) => name + ending) : [name];
  const stranger = samples.find((sample) => !names.includes(sample.name));
  if (stranger !== undefined) fail(stranger.name);
  if (new Set(samples.map(seriesOf)).size !== samples.length) fail(`${name} has a series twice`);
  return { name, type: typeOf(type), samples };
}

function sampleIn(line: string): Sample {
  const [, name = '', , inner = '', value = ''] =
    /^([a-z0-9_]+)(\{(.+)\})? (-?[0-9.]+(?:e[+-]?[0-9]+)?|[+-]Inf|NaN)$/.exec(line) ?? fail(line);
  const labels = new Map<string, string>();
  const label = /([a-z_]+)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/gy;
  let read = 0;
  for (const [whole, key = '', text = ''] of inner.matchAll(label)) {
    if (labels.has(key)) fail(line);
    labels.set(key, text);
    read += whole.length;
  }
  if (read !== inner.length || inner.endsWith(',')) fail(line);
  return { name, labels, value: Number(value.replace('Inf', 'Infinity')) };
}

function seriesOf({ name, labels }: Pick<Sample, 'name' | 'labels'>): string {
  return JSON.stringify([name, ...[...labels].toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}

function typeOf(text: string | undefined): Family['type'] {
  if (text === 'counter' || text === 'gauge' || text === 'histogram') return text;
  return fail(`type ${text}`);
}

function fail(line: string): never {
  throw new SyntaxError(`not the text format of metrics: ${line}`);
}
