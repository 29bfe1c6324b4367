import type { FieldsReading } from './fields.ts';

/**
 * Whether a body asks for the bare exit code (`returncode=yes`). Undefined where that is not known: the body holds no data, or was read only
 * up to a fault, and the field may stand behind it.
 */
export function asksForExitCode(reading: FieldsReading | undefined): boolean | undefined {
  const value = reading?.fields.get('returncode');
  if (value !== undefined) return 'text' in value && value.text === 'yes';
  return reading === undefined || reading.fault !== undefined ? undefined : false;
}
