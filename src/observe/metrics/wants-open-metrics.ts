/**
 * Whether a scraper that sends this Accept prefers OpenMetrics 1.0.0. It has to name the format: who takes anything gets Prometheus' own,
 * which everybody reads.
 */
export function wantsOpenMetrics(accept: string | undefined): boolean {
  const ranges = (accept ?? '').split(',').map(rangeIn);
  const qualityOf = (type: string): number | undefined => {
    const qualities = ranges.filter((range) => range.type === type).map(({ quality }) => quality);
    return qualities.length === 0 ? undefined : Math.max(...qualities);
  };
  const open = qualityOf(openMetrics) ?? 0;
  const plain = qualityOf('text/plain') ?? qualityOf('text/*') ?? qualityOf('*/*') ?? 0;
  return open > 0 && open >= plain;
}

const openMetrics = 'application/openmetrics-text';

interface Range {
  readonly type: string;
  readonly quality: number;
}

function rangeIn(text: string): Range {
  const [type = '', ...rest] = text
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const parameters = new Map(rest.map((part) => [part.split('=')[0]?.trim() ?? '', part.split('=')[1]?.trim() ?? '']));
  const isOurVersion = type !== openMetrics || (parameters.get('version') ?? '1.0.0') === '1.0.0';
  const quality = Number(parameters.get('q') ?? 1);
  return { type: isOurVersion ? type : '', quality: Number.isNaN(quality) ? 0 : quality };
}
