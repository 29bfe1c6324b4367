import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Host } from '../host.ts';
import { audited, canServePages, modes, onClient, openHostWithPages, takeCommands } from './host-with-pages.ts';

// The panel's own examples in PHP, from a checkout that HESTIA_EXAMPLES names, as a person copies them: with root's password in them, and the port
// changed where the gateway has one of its own.

const examples = process.env['HESTIA_EXAMPLES'] ?? '';
const isSkipped = !canServePages || !existsSync(`${examples}/php`);
const names = ['create_user', 'add_domain', 'add_database', 'delete_user'];

function played(at: Host, port: number): { readonly text: string; readonly commands: readonly string[] } {
  takeCommands(at);
  const { text } = onClient(
    at,
    names.map((name) => `sed 's/8083/${port}/' ${examples}/php/${name}.php > /tmp/${name}.php; php /tmp/${name}.php`).join('\n'),
  );
  return { text, commands: takeCommands(at) };
}

describe.each(modes)("the panel's own examples, set up $mode", ({ mode, port }) => {
  it.skipIf(isSkipped)('get the same answers, while what the gateway adds is reported', async () => {
    const at = await openHostWithPages();
    const before = played(at, 8083);
    expect(before.commands).toHaveLength(names.length);
    expect(before.text).toContain('successfuly deleted');

    at.mustSetup('--apply', '--mode', mode);
    const ofSetup = audited(at);
    expect(played(at, port)).toEqual(before);
    const lines = audited(at).slice(ofSetup.length);
    expect(lines).toHaveLength(names.length);
    // From the end of the two weeks on they are refused.
    expect(lines.filter((line) => !line.includes('api_disabled'))).toEqual([]);
  });
});
