import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeWith } from '../support/servers.ts';
import { keys } from '../support/site.ts';
import { openBrowser, type View } from './browser.ts';
import { section, signedInView } from './signed-in-view.ts';
import { openWatchedGateway, operateToken, readToken, type WatchedGateway } from './watched-gateway.ts';

describeWith('chromium', 'bans and limits on the page', () => {
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

  test('adds a ban and ends it, each after a question, and the audit log says who did', async () => {
    const { page } = await signIn(operateToken);
    const bans = section(page, 'Bans and limits');
    await bans.getByLabel('ban address or network').fill('192.0.2.7');
    await bans.getByLabel('note').fill('ticket-4711');
    await bans.getByRole('button', { name: 'Ban…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect((await watched.gateway.hearthgate('bans', 'list')).out).toBe('no ban runs\n');

    await bans.getByRole('button', { name: 'Ban…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Ban for 1 h' }).click();
    await bans.getByText('192.0.2.7 is banned for 1 h.').waitFor();
    await bans.getByRole('button', { name: 'End the ban of 192.0.2.7 at main' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End the ban' }).click();
    await bans.getByText('1 ban of 192.0.2.7 ended.').waitFor();
    await bans.getByText('No ban is in force.').waitFor();
    const audit = readFileSync(join(watched.gateway.folder, 'audit.log'), 'utf8');
    expect(audit).toMatch(
      /"event":"banned".*"note":"ticket-4711".*"by":"operator\/page"|"by":"operator\/page".*"event":"banned"/,
    );
    expect(audit).toMatch(/"event":"unbanned".*"by":"operator\/page"|"by":"operator\/page".*"event":"unbanned"/);
  });

  test('says of a ban that has ended what refuses still, and of one that was added what runs longer', async () => {
    await watched.gateway.hearthgate('bans', 'add', '203.0.113.0/24', '--for', '3d');
    await watched.gateway.hearthgate('bans', 'add', '203.0.113.7', '--for', '2d');
    const { page } = await signIn(operateToken);
    const bans = section(page, 'Bans and limits');
    await bans.getByLabel('ban address or network').fill('203.0.113.7');
    await bans.getByRole('button', { name: 'Ban…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Ban for 1 h' }).click();
    await bans.getByText(/^203\.0\.113\.7 is banned for [12] d: a longer ban was in force already\.$/).waitFor();

    await bans.getByRole('button', { name: 'End the ban of 203.0.113.7 at main' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End the ban' }).click();
    await bans
      .getByText(/^1 ban of 203\.0\.113\.7 ended\. At panel main it is banned still, by 203\.0\.113\.0\/24, for [23] d\.$/)
      .waitFor();
    // The button that had the focus has gone with its row.
    expect(await page.evaluate('document.activeElement.role')).toBe('status');
  });

  test('keeps what was typed where the gateway refuses to ban, and says why', async () => {
    const { page } = await signIn(operateToken);
    const bans = section(page, 'Bans and limits');
    await bans.getByLabel('ban address or network').fill('192.0.2.300');
    await bans.getByLabel('note').fill('ticket-4711');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Ban for 1 h' }).click();
    await bans.getByRole('status').filter({ hasText: 'Not done: expected' }).waitFor();
    expect(await bans.getByLabel('ban address or network').inputValue()).toBe('192.0.2.300');
    expect(await bans.getByLabel('note').inputValue()).toBe('ticket-4711');
  });

  test('does nothing on Enter alone when it asks back, and leads the focus back to where it was', async () => {
    await watched.gateway.hearthgate('bans', 'add', '192.0.2.7');
    const { page } = await signIn(operateToken);
    const button = section(page, 'Bans and limits').getByRole('button', { name: 'End the ban of 192.0.2.7 at main' });
    await button.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'End the ban of 192.0.2.7?' });
    await dialog.waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Cancel');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    expect(await page.evaluate("document.activeElement.getAttribute('aria-label')")).toBe('End the ban of 192.0.2.7 at main');
    expect((await watched.gateway.hearthgate('bans', 'list')).out).toContain('192.0.2.7');
  });

  test('shows the newest hundred of many bans, counts all, and finds the others', async () => {
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    const lines = Array.from({ length: 300 }, (_, at) =>
      JSON.stringify({ banned: `198.51.${100 + Math.floor(at / 250)}.${at % 250}`, until: tomorrow, note: `Ticket-${at}` }),
    );
    const file = join(watched.gateway.folder, 'bans.jsonl');
    writeFileSync(file, lines.join('\n'));
    await watched.gateway.hearthgate('bans', 'import', file);
    const { page } = await signIn(readToken);
    const bans = section(page, 'Bans and limits');
    await bans.getByText('300 bans are in force; the newest 100 are shown.').waitFor();
    const table = page.getByRole('region', { name: 'Bans in force' });
    expect(await table.getByRole('row').count()).toBe(101);
    await bans.getByLabel('Find a ban').fill('ticket-11');
    await bans.getByText('300 bans are in force, 11 like that.').waitFor();
    expect(await table.getByRole('row').count()).toBe(12);
  });

  test('shows what is counted for an address and for a key, and says what is neither', async () => {
    await watched.gateway.call('127.0.0.1', 'x'.repeat(40));
    const { page } = await signIn(readToken);
    const bans = section(page, 'Bans and limits');
    const lookUp = async (target: string): Promise<void> => {
      await bans.getByLabel('limits of address or key').fill(target);
      await page.keyboard.press('Enter');
    };
    await lookUp('127.0.0.1');
    await page
      .getByRole('region', { name: 'Counted for 127.0.0.1' })
      .getByRole('row', { name: /failures of the address/ })
      .first()
      .waitFor();
    await lookUp(keys.alice.id);
    const counted = page.getByRole('region', { name: `Counted for ${keys.alice.id}` });
    await counted.waitFor();
    expect(await counted.getByRole('columnheader').allTextContents()).toEqual([
      'panel',
      'counted',
      'used',
      'resets in',
      'refused for',
    ]);
    await lookUp('nowhere');
    await bans.getByRole('status').filter({ hasText: 'expected' }).waitFor();
  });
});
