import { leaf } from './leaf.ts';
import { textForm } from '../text/written-form.ts';

/** The path of a file or folder, as it is written. */
export function filePath(expected: string) {
  return leaf(
    expected,
    (raw) => (typeof raw === 'string' && raw.trim() !== '' && !raw.includes('\0') ? raw : undefined),
    textForm('path'),
  );
}
