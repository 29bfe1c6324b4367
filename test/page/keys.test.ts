import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/domain/clock.ts';
import { describeWith } from '../support/servers.ts';
import { callWith, keys } from '../support/site.ts';
import { until } from '../support/until.ts';
import { openBrowser, type View } from './browser.ts';
import { section, signedInView } from './signed-in-view.ts';
import { openWatchedGateway, readToken, type WatchedGateway } from './watched-gateway.ts';

describeWith('chromium', 'keys on the page', () => {
  let watched: WatchedGateway;
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    watched = await openWatchedGateway();
  });
  const signIn = (token: string): Promise<View> => signedInView(browser, watched, { token });

  test('opens a key with its last calls, and explains a refusal', async () => {
    await watched.gateway.call('127.0.0.1');
    await watched.gateway.send('127.0.0.1', callWith(keys.alice, 'v-list-users'));
    const { page } = await signIn(readToken);
    await section(page, 'Keys').getByRole('button', { name: keys.alice.id }).click();
    const calls = page.getByRole('region', { name: `Last calls of ${keys.alice.id}` });
    await calls.getByText('permitted').waitFor();
    await calls
      .getByRole('row', { name: /command_not_allowed/ })
      .getByRole('button')
      .click();
    const dialog = page.getByRole('dialog', { name: 'How v-list-users would be judged now' });
    await dialog.getByText('refused: command_not_allowed').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('finds a key whatever the case, and shows every place from where it was used', async () => {
    const places = ['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.5'];
    for (const place of places) await watched.gateway.call(place);
    const { page } = await signIn(readToken);
    const table = page.getByRole('region', { name: 'Table of keys' });
    await table.getByText('and 2 more').waitFor();
    await section(page, 'Keys').getByLabel('Find').fill(keys.alice.id.toLowerCase());
    await until(async () => (await table.getByRole('row').count()) === 2);
    await table.getByRole('button', { name: keys.alice.id }).click();
    await table.getByText('5 places').click();
    const all = table.getByRole('listitem').filter({ hasText: 'accepted, the last' });
    expect(new Set((await all.allTextContents()).map((text) => text.split(/[:/]/)[0]))).toEqual(new Set(places));
  });

  test('says of a key without lines only what the audit log has', async () => {
    const { page } = await signIn(readToken);
    await section(page, 'Keys').getByRole('button', { name: keys.alice.id }).click();
    await section(page, 'Keys')
      .getByText(/^The audit log has no line of its calls since/)
      .waitFor();
    expect(await page.getByText('No call since').count()).toBe(0);
  });
});

const dayMs = 86_400_000;

describeWith('chromium', 'times on the page', () => {
  test('are told by the clock of the gateway, whatever that of the browser says', async () => {
    const clock = { monotonicMs: systemClock.monotonicMs, wallMs: () => systemClock.wallMs() + 3 * dayMs };
    const watched = await openWatchedGateway({ clock });
    await watched.gateway.call('127.0.0.1');
    const browser = await openBrowser();
    onTestFinished(() => browser.close());
    const { page } = await signedInView(browser, watched, { token: readToken });
    await page.getByText(/started \d+ (?:s|min) ago$/).waitFor();
    await page
      .getByRole('region', { name: 'Table of keys' })
      .getByText(/^\d+ (?:s|min) ago$/)
      .waitFor();
    const behind = { monotonicMs: systemClock.monotonicMs, wallMs: () => systemClock.wallMs() - 3 * dayMs };
    const other = await openWatchedGateway({ clock: behind });
    const { page: second } = await signedInView(browser, other, { token: readToken });
    await second.getByText(/started \d+ (?:s|min) ago$/).waitFor();
    expect(await second.getByText(/\d d ago/).count()).toBe(0);
  });
});
