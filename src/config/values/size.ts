import { leaf } from './leaf.ts';
import { writtenForm } from '../text/written-form.ts';

const bytesOf: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['KiB', 1024],
  ['MiB', 1024 ** 2],
  ['GiB', 1024 ** 3],
]);

export interface SizeBounds {
  readonly minBytes?: number;
  readonly maxBytes?: number;
}

type SizeText = number | `${number}${'KiB' | 'MiB' | 'GiB'}`;

const written = /^([1-9][0-9]{0,15})(KiB|MiB|GiB)?$/;

/** A size above zero, in bytes. */
export function size({ minBytes = 1, maxBytes = Number.MAX_SAFE_INTEGER }: SizeBounds = {}) {
  return leaf(
    'a size above zero such as 65536, 64KiB, 1MiB or 1GiB',
    (raw, fault) => {
      const bytes = parseSize(String(raw));
      if (bytes === undefined || (typeof raw !== 'string' && typeof raw !== 'number')) return undefined;
      if (bytes > maxBytes) return fault(`expected at most ${sizeText(maxBytes)}, found ${JSON.stringify(raw)}`);
      if (bytes < minBytes) return fault(`expected at least ${sizeText(minBytes)}, found ${JSON.stringify(raw)}`);
      return bytes;
    },
    writtenForm<SizeText>({
      title: titleOf({ minBytes, maxBytes }),
      anyOf: [
        { type: 'integer', minimum: 1 },
        { type: 'string', pattern: written.source },
      ],
    }),
  );
}

function titleOf({ minBytes, maxBytes }: Required<SizeBounds>): string {
  const from = minBytes > 1 ? ` from ${sizeText(minBytes)}` : '';
  return maxBytes < Number.MAX_SAFE_INTEGER ? `size${from} to ${sizeText(maxBytes)}` : `size${from}`;
}

/** As a configuration writes it. */
export function sizeText(bytes: number): string {
  if (bytes % 1024 ** 2 === 0) return `${bytes / 1024 ** 2}MiB`;
  return bytes % 1024 === 0 ? `${bytes / 1024}KiB` : String(bytes);
}

function parseSize(text: string): number | undefined {
  const [, count, unit = ''] = written.exec(text) ?? [];
  const bytes = Number(count) * (bytesOf.get(unit) ?? Number.NaN);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}
