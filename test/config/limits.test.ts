import { describe, expect, test } from 'vitest';
import type { LimitPolicy } from '../../src/domain/policy/policy.ts';
import { faultsOf, readConfiguration } from './read-configuration.ts';

const rate = { calls: 1, per: '1s' };

function limitsOf(limits: object): LimitPolicy {
  const [panel] = readConfiguration({ limits }).panels;
  if (panel === undefined) throw new Error('a configuration without a panel was read');
  return panel.policy.limits;
}

const onPanel = (limits: object) => ({ panels: [{ limits }] });

describe('a burst', () => {
  test('may be given to every rate', () => {
    const limits = limitsOf({
      address: { burst: 1 },
      key: { burst: '2' },
      profiles: { shop: { ...rate, burst: 3 } },
      commands: { 'v-add-user': { ...rate, burst: 4 } },
      refusedCommands: { burst: 5 },
    });

    expect(limits.address).toEqual({ calls: 120, perMs: 60_000, burst: 1 });
    expect(limits.key).toEqual({ calls: 600, perMs: 60_000, burst: 2 });
    expect(limits.profiles.get('shop')).toEqual({ calls: 1, perMs: 1000, burst: 3 });
    expect(limits.commands.get('v-add-user')).toEqual({ calls: 1, perMs: 1000, burst: 4 });
    expect(limits.refusedCommands).toEqual({ calls: 300, perMs: 60_000, burst: 5 });
  });

  test('of zero is none', () => {
    expect(limitsOf({ key: { burst: 0 } }).key).toEqual(limitsOf({}).key);
    expect(limitsOf({}).key).not.toHaveProperty('burst');
  });

  test.each([-1, 1.5, '5/s', true, null])('is not %j', (burst) => {
    expect(faultsOf({ limits: { key: { burst } } })).toEqual([
      `limits.key.burst: expected a whole number, zero or above, found ${burst === null ? 'nothing' : JSON.stringify(burst)}`,
    ]);
  });

  test.each([
    [{ limits: { burst: 5 } }, 'limits.burst: unknown key'],
    [onPanel({ burst: 5 }), 'panels[0].limits.burst: unknown key'],
    [{ limits: { key: { brust: 5 } } }, 'limits.key.brust: unknown key; did you mean "burst"?'],
  ])('has its place in a rate: %j', (configuration, fault) => {
    expect(faultsOf(configuration)).toEqual([fault]);
  });
});

describe('the window of a burst, ten times as long as that of its rate, is shorter than 2^31 ms', () => {
  const long = { calls: 1, per: '214749s', burst: 1 };
  const text =
    'expected at most 214748s (59h is the longest in hours), because a burst comes back after ten times as long; shorten it, or leave burst out';

  test.each([
    ['limits.address.per', { limits: { address: long } }],
    ['limits.key.per', { limits: { key: { per: '60h', burst: 1 } } }],
    ['limits.profiles.shop.per', { limits: { profiles: { shop: long } } }],
    ['limits.commands.v-add-user.per', { limits: { commands: { 'v-add-user': long } } }],
    ['limits.refusedCommands.per', { limits: { refusedCommands: long } }],
    ['panels[0].limits.key.per', onPanel({ key: long })],
    ['panels[0].limits.profiles.shop.per', onPanel({ profiles: { shop: long } })],
    [
      'panels[0].limits.refusedCommands.per',
      { limits: { refusedCommands: { burst: 1 } }, ...onPanel({ refusedCommands: { per: '3d' } }) },
    ],
  ])('%s', (path, configuration) => {
    expect(faultsOf(configuration)).toEqual([`${path}: ${text}`]);
  });

  test('also where a panel has the burst and inherits the rate', () => {
    expect(faultsOf({ limits: { key: { per: '3d' } }, ...onPanel({ key: { burst: 1 } }) })).toEqual([
      'panels[0].limits.key.burst: goes with a per of at most 214748s (59h is the longest in hours), and the inherited one is longer; write a shorter one here',
    ]);
  });

  test.each([
    ['the longest', { limits: { key: { ...long, per: '214748s' } } }],
    ['a longer one without a burst', { limits: { key: { calls: 1, per: '24d', burst: 0 } } }],
    ['a panel that shortens it', { limits: { key: { per: '3d' } }, ...onPanel({ key: { per: '1d', burst: 1 } }) }],
    ['a panel that leaves the burst out', { limits: { key: { burst: 1 } }, ...onPanel({ key: { per: '3d', burst: 0 } }) }],
  ])('but not %s', (_, configuration) => {
    expect(faultsOf(configuration)).toEqual([]);
  });

  test('is not told again of a panel that changes neither', () => {
    expect(faultsOf({ limits: { key: long }, ...onPanel({ key: { calls: 2 } }) })).toHaveLength(1);
  });

  test('is not judged where the settings have faults of their own', () => {
    expect(faultsOf({ limits: { key: { per: 'x', burst: 1 } }, ...onPanel({ key: { burst: 'y' }, address: null }) })).toEqual([
      'limits.key.per: expected a duration such as 500ms, 30s, 10m, 2h or 7d, found "x"',
      'panels[0].limits.address: expected a mapping, found nothing',
      'panels[0].limits.key.burst: expected a whole number, zero or above, found "y"',
    ]);
    expect(faultsOf({ limits: { key: null, failures: 5 }, ...onPanel({ key: { burst: 1 }, failures: { ban: '1h' } }) })).toEqual([
      'limits.key: expected a mapping, found nothing',
      'limits.failures: expected a mapping, found 5',
    ]);
    expect(faultsOf({ limits: 5, ...onPanel({ key: { burst: 1 } }) })).toEqual(['limits: expected a mapping, found 5']);
  });
});

describe('what is counted over is whole seconds', () => {
  const text = 'expected whole seconds, the finest that counters in Redis hold, found "1500ms"';

  test.each([
    ['limits.address.per', { limits: { address: { per: '1500ms' } } }],
    ['limits.profiles.shop.per', { limits: { profiles: { shop: { calls: 1, per: '1500ms' } } } }],
    ['limits.commands.v-add-user.per', { limits: { commands: { 'v-add-user': { calls: 1, per: '1500ms' } } } }],
    ['limits.refusedCommands.per', { limits: { refusedCommands: { per: '1500ms' } } }],
    ['limits.failures.pair.per', { limits: { failures: { pair: { per: '1500ms' } } } }],
    ['limits.failures.ban', { limits: { failures: { ban: '1500ms' } } }],
    ['limits.failures.maxBan', { limits: { failures: { ban: '1s', maxBan: '1500ms' } } }],
    ['panels[0].limits.key.per', onPanel({ key: { per: '1500ms' } })],
    ['panels[0].limits.failures.key.per', onPanel({ failures: { key: { per: '1500ms' } } })],
  ])('%s', (path, configuration) => {
    expect(faultsOf(configuration)).toEqual([`${path}: ${text}`]);
  });

  test('also where they are written in milliseconds', () => {
    expect(limitsOf({ key: { per: '2000ms' } }).key.perMs).toBe(2000);
  });

  test('at least one', () => {
    expect(faultsOf({ limits: { failures: { address: { per: '0s' }, ban: '999ms' } } })).toEqual([
      'limits.failures.address.per: expected a duration of at least 1s, found "0s"',
      'limits.failures.ban: expected a duration of at least 1s, found "999ms"',
    ]);
  });
});

describe('failed logins', () => {
  test('are bounded by what is given, and by the defaults where nothing is', () => {
    const { failures } = limitsOf({ failures: { pair: { attempts: 3 }, key: { per: '1h' }, ban: '1m', maxBan: '1m' } });

    expect(failures).toEqual({
      pair: { attempts: 3, perMs: 600_000 },
      address: { attempts: 20, perMs: 600_000 },
      key: { attempts: 50, perMs: 3_600_000 },
      banMs: 60_000,
      maxBanMs: 60_000,
    });
  });

  test.each([0, -1, 1.5, 'x'])('are not bounded by %j attempts', (attempts) => {
    expect(faultsOf({ limits: { failures: { pair: { attempts } } } })).toEqual([
      `limits.failures.pair.attempts: expected a whole number above zero, found ${JSON.stringify(attempts)}`,
    ]);
  });

  const tooShort = 'expected at least as long as ban: each further ban is twice as long, up to maxBan';

  test.each([
    ['limits.failures.maxBan', { limits: { failures: { ban: '2h', maxBan: '1h' } } }],
    ['limits.failures.maxBan', { limits: { failures: { ban: '2d' } } }],
    ['panels[0].limits.failures.maxBan', onPanel({ failures: { maxBan: '1m' } })],
    ['panels[0].limits.failures.maxBan', onPanel({ failures: { ban: '2m', maxBan: '1m' } })],
  ])('are banned for longer and longer: %s', (path, configuration) => {
    expect(faultsOf(configuration)).toEqual([`${path}: ${tooShort}`]);
  });

  test('of a panel are banned for no longer than the inherited maxBan, unless it has its own', () => {
    expect(faultsOf(onPanel({ failures: { ban: '2d' } }))).toEqual([
      'panels[0].limits.failures.ban: expected no longer than the inherited maxBan; write a longer one here',
    ]);
    expect(faultsOf(onPanel({ failures: { ban: '2d', maxBan: '4d' } }))).toEqual([]);
    expect(faultsOf({ limits: { failures: { ban: '2d' } }, ...onPanel({ failures: { pair: { attempts: 1 } } }) })).toEqual([
      `limits.failures.maxBan: ${tooShort}`,
    ]);
  });

  test('have no other settings', () => {
    expect(faultsOf({ limits: { failures: { bann: '1m', pair: { calls: 1 } } } })).toEqual([
      'limits.failures.pair.calls: unknown key',
      'limits.failures.bann: unknown key; did you mean "ban"?',
    ]);
  });

  test('have their rules judged beside the faults of their single settings', () => {
    const failures = { pair: { attempts: 0 }, ban: '2d' };

    expect(faultsOf({ limits: { failures }, ...onPanel({ failures: { key: { per: '1' }, maxBan: '1m' } }) })).toEqual([
      expect.stringContaining('limits.failures.pair.attempts: expected a whole number above zero'),
      `limits.failures.maxBan: ${tooShort}`,
      expect.stringContaining('panels[0].limits.failures.key.per: expected a duration'),
      `panels[0].limits.failures.maxBan: ${tooShort}`,
    ]);
  });
});
