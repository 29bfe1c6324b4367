import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { post } from '../support/http-client.ts';
import { recordedBodies } from '../support/recorded-bodies.ts';
import { openSite, type Site } from '../support/site.ts';

// The panel runs a body that comes with any method. Whoever filters POST alone lets the rest through unread.

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

const others = recordedBodies().filter(({ method }) => method !== 'POST');

describe('a call that comes with another method than POST', () => {
  it('is among the recorded bodies', () => {
    expect(others.map(({ method }) => method).toSorted()).toEqual(['DELETE', 'GET', 'OPTIONS', 'PATCH', 'PUT', 'PUT']);
  });

  it.each(others.map((recorded) => [recorded.id, recorded] as const))(
    '%s is refused and tells what is right',
    async (_id, recorded) => {
      const headers = { 'content-type': recorded.contentType ?? '' };
      const reply = await post(site.gateway.url, recorded.body, { method: recorded.method, headers });
      expect([reply.status, reply.headers.allow]).toEqual([405, 'POST']);
      expect(site.panel.requests).toEqual([]);
    },
  );
});
