import { expect, it } from 'vitest';
import { methodIsPost } from '../../src/checks/method-is-post.ts';
import { arrivalWith, factsWith } from '../support/facts.ts';

it('POST passes', () => {
  expect(methodIsPost.judge(factsWith().base)).toBeUndefined();
});

it.each(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'post', 'POST ', ''])(
  '%j is answered with Allow: POST',
  (method) => {
    expect(methodIsPost.judge(factsWith({ arrival: arrivalWith({ method }) }).base)).toEqual({
      reason: 'no_data',
      allowPost: true,
    });
  },
);
