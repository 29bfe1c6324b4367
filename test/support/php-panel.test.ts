import { afterAll, beforeAll, expect, it } from 'vitest';
import { type PhpPanel, startPhpPanel } from './php-panel.ts';
import { recordedBodies } from './recorded-bodies.ts';
import { describeWith } from './servers.ts';

/** The recording writes an array in a notation of its own. */
const sameOtherwise: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map([['own-mix-8', { user: '["admin"]' }]]);

describeWith('php-cgi', 'the panel of the tests', () => {
  let panel: PhpPanel;
  beforeAll(async () => {
    panel = await startPhpPanel();
  });
  afterAll(() => panel.stop());

  it.each(recordedBodies())('reads $id as it was recorded: $note', async ({ id, php, ...request }) => {
    const reading = await panel.read(request);

    expect(reading).toMatchObject({ route: php.route, mode: php.mode, argv: php.argv });
    expect(reading.fatal === null).toBe(php.fatal === null);
    expect(reading.sees).toStrictEqual({ ...php.sees, ...sameOtherwise.get(id) });
  });
});
