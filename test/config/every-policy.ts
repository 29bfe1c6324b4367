/** Has every setting of the policy of a key. */
export const everyPolicy = {
  from: ['192.0.2.1'],
  notBefore: '2020-01-01',
  expires: '2020-01-02',
  hours: ['08:00-09:00'],
  zone: 'UTC',
  maxUses: 1,
  allow: ['a'],
  deny: ['b'],
  users: ['c'],
  domains: ['d'],
  limits: { calls: 5, per: '1m', burst: 1 },
  panels: ['one'],
  report: ['key_rate'],
  owner: 'e',
  comment: 'f',
};
