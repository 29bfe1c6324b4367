import { leaf } from './leaf.ts';
import { writtenForm } from '../text/written-form.ts';

/** True or false; also as text, which is what the environment gives. */
export function flag() {
  return leaf(
    'true or false',
    (raw) => {
      if (raw === true || raw === 'true') return true;
      return raw === false || raw === 'false' ? false : undefined;
    },
    writtenForm<boolean>({ anyOf: [{ type: 'boolean' }] }),
  );
}
