import { type ConfiguredSettings, configuredSettings, settingKey } from '../../config/difference/configured-settings.ts';
import { readTokens } from '../../config/secrets/token-list.ts';
import type { Configuration } from '../../config/shape/configuration-shape.ts';
import type { Settings } from '../../domain/policy/settings.ts';

/**
 * What a configuration says, and what the files say that are read with it alone.
 *
 * @throws as `readTokens`
 */
export function saidBy(configuration: Configuration, { admin }: Pick<Settings, 'admin'>): ConfiguredSettings {
  const said = configuredSettings(configuration);
  if (admin?.tokensFile === undefined) return said;
  const entries = readTokens(admin.tokensFile).map(({ name, role, digest }) => `${name} ${role} ${digest.toString('hex')}`);
  const name = 'admin.tokens';
  return new Map([...said, [settingKey(name), { entry: '', name, said: { kind: 'list', entries } }]]);
}
