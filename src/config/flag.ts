import { leaf, writtenForm } from './leaf.ts';

/** True or false; also as text, which is what the environment gives. */
export function flag() {
  return leaf(
    'true or false',
    (raw) => {
      if (raw === true || raw === 'true') return true;
      return raw === false || raw === 'false' ? false : undefined;
    },
    writtenForm<boolean>({ type: 'boolean' }),
  );
}
