import { expect, it } from 'vitest';
import { adviceOnce, withoutAdvice } from '../../src/domain/text/advice-once.ts';

const advice = 'give hearthgate the group root, which may read it, and restart';

it('what several files share of the advice is said with the first of them', () => {
  expect(
    adviceOnce([
      `/p/conf cannot be read (EACCES): ${advice}; an ACL (setfacl) does not last`,
      `3 of 4 keys can be read; /p/keys/A cannot be read (EACCES): ${advice}; or setfacl /p/keys`,
      `/p/bin cannot be watched (EACCES), so changes in it are noticed late, within 30 s: ${advice}; or setfacl /p/bin`,
      '/p/ssl cannot be read (EACCES): give hearthgate the group mail',
    ]),
  ).toEqual([
    `/p/conf cannot be read (EACCES): ${advice}; an ACL (setfacl) does not last`,
    '3 of 4 keys can be read; /p/keys/A cannot be read (EACCES)',
    '/p/bin cannot be watched (EACCES), so changes in it are noticed late, within 30 s',
    '/p/ssl cannot be read (EACCES): give hearthgate the group mail',
  ]);
});

it.each(['/p/keys/A: the key is off: line 1 is not of the form', '/p/bin does not exist: state.files must name the folder'])(
  'what is said without advice on access stays as it is: %s',
  (text) => {
    expect([adviceOnce([text, text]), withoutAdvice(text)]).toEqual([[text, text], text]);
  },
);
