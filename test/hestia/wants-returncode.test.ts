import { describe, expect, it } from 'vitest';
import { readCall } from '../../src/hestia/read-call.ts';
import { wantsReturncode } from '../../src/hestia/wants-returncode.ts';
import { generateOddBody } from '../support/odd-body-generator.ts';
import { Random } from '../support/random.ts';
import { recordedBodies } from '../support/recorded-bodies.ts';

describe('the dialect of a request that is refused unread', () => {
  it('is the one that its call would be answered in, of every recorded body', () => {
    const bodies = recordedBodies().map(({ contentType, body }) => ({ contentType, body }));
    const dialects = bodies.map(({ contentType, body }) => wantsReturncode(contentType, body));
    expect(dialects).toEqual(bodies.map(({ contentType, body }) => readCall(contentType, body).returncode));
    expect(new Set(dialects).size).toBe(2);
  });

  it('is that of generated bodies, odd ones too', () => {
    const random = new Random(1);
    const bodies = Array.from({ length: 3000 }, () => generateOddBody(random));
    const dialects = bodies.map(({ contentType, body }) => wantsReturncode(contentType, body));
    expect(dialects).toEqual(bodies.map(({ contentType, body }) => readCall(contentType, body).returncode));
    expect(new Set(dialects).size).toBe(2);
  });
});
