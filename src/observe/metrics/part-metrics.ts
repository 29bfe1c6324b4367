import type { PartReading, Sample, StatusPart } from '../../domain/status-part.ts';
import type { Family, Series } from './family.ts';

/** Of one metric of parts that adds up over panels, where there are more panels than have room. */
const maxSeriesOfParts = 500;

/**
 * The metrics of all parts that there are at a moment: parts come and go. They cost nothing until they are read. Readings of one name are one
 * metric.
 */
export class PartMetrics {
  readonly #foldings = new Map<string, PanelFolding>();

  families(parts: readonly StatusPart[]): readonly Family[] {
    const readings = new Map<string, PartReading[]>();
    for (const part of parts) {
      for (const reading of part.readings ?? []) {
        const same = readings.get(reading.name);
        if (same === undefined) readings.set(reading.name, [reading]);
        else same.push(reading);
      }
    }
    return [...readings.values()].flatMap((same) => this.#familyOf(same));
  }

  #familyOf(readings: readonly PartReading[]): readonly Family[] {
    const [first] = readings;
    if (first === undefined) return [];
    const { type, name, help } = first;
    const folding = first.addsUp !== false && first.labels.includes('panel') ? this.#foldingOf(name) : undefined;
    return [
      {
        type,
        name,
        help,
        *series() {
          if (folding === undefined) yield* seriesOf(readings);
          else yield* folding.series(readings);
        },
      },
    ];
  }

  #foldingOf(name: string): PanelFolding {
    const found = this.#foldings.get(name) ?? new PanelFolding();
    this.#foldings.set(name, found);
    return found;
  }
}

function* seriesOf(readings: readonly PartReading[]): Generator<Series | undefined> {
  for (const reading of readings) {
    yield;
    yield* reading.read();
  }
}

/**
 * Panels that have series of their own in one metric: all of them where there is room for all, else those that have first had anything but zeros to tell.
 * The others are told together, as `other`. Who is told there once stays there: a counter that left it would look like a restart.
 */
class PanelFolding {
  readonly #own = new Set<string>();
  readonly #folded = new Set<string>();
  #seriesOfOwn = 0;

  *series(readings: readonly PartReading[]): Generator<Series | undefined> {
    const others = new Map<string, { readonly labels: Readonly<Record<string, string>>; value: number }>();
    let hasRoomForAll: boolean | undefined;
    for (const reading of readings) {
      yield;
      const samples = reading.read();
      hasRoomForAll ??= samples.length * readings.length <= maxSeriesOfParts;
      if (this.#hasOwn(samples, hasRoomForAll)) yield* samples;
      else addTo(others, samples);
    }
    yield* others.values();
  }

  #hasOwn(samples: readonly Sample[], hasRoomForAll: boolean): boolean {
    const panel = samples[0]?.labels['panel'] ?? '';
    if (this.#own.has(panel)) return true;
    const isFolded = this.#folded.has(panel);
    if (isFolded || (!hasRoomForAll && samples.every(({ value }) => value === 0))) return false;
    if (this.#seriesOfOwn + samples.length > maxSeriesOfParts) {
      this.#folded.add(panel);
      return false;
    }
    this.#own.add(panel);
    this.#seriesOfOwn += samples.length;
    return true;
  }
}

function addTo(others: Map<string, { readonly labels: Sample['labels']; value: number }>, samples: readonly Sample[]): void {
  for (const { labels, value } of samples) {
    const folded = { ...labels, panel: 'other' };
    const key = Object.values(folded).join('\n');
    const sum = others.get(key);
    if (sum === undefined) others.set(key, { labels: folded, value });
    else sum.value += value;
  }
}
