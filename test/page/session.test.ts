import type { Browser, Request } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeWith } from '../support/servers.ts';
import { openBrowser, openView, type View } from './browser.ts';
import { holdAnswers, section, signedInView } from './signed-in-view.ts';
import { openWatchedGateway, readToken, type WatchedGateway } from './watched-gateway.ts';

describeWith('chromium', 'signing in to the page', () => {
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

  test('lets nobody in with a token that is not known, and keeps a good one for its tab alone', async () => {
    const { page, context } = await openView(browser);
    await page.goto(watched.origin);
    await page.getByLabel('Token').fill('x'.repeat(32));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').filter({ hasText: 'not known' }).waitFor();

    await page.getByLabel('Token').fill(readToken);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('reader/page (read)').waitFor();
    expect(await page.evaluate('Object.values(sessionStorage)')).not.toContain(readToken);
    await page.reload();
    await page.getByText('reader/page (read)').waitFor();

    const other = await context.newPage();
    await other.goto(watched.origin);
    await other.getByLabel('Token').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Token').waitFor();
    expect(await page.evaluate('[sessionStorage.length, localStorage.length, document.cookie]')).toEqual([0, 0, '']);
  });

  test('is opened once by the address that a command prints', async () => {
    const { out } = await watched.gateway.hearthgate('page', '--read');
    const [, code = ''] = /#code=(\S+)/.exec(out) ?? [];
    const { page } = await openView(browser);
    await page.goto(`${watched.origin}/#code=${code}`);
    await page.getByText('commands/page (read)').waitFor();
    expect(page.url()).toBe(`${watched.origin}/`);
    expect(await section(page, 'Bans and limits').getByRole('button', { name: 'Ban…' }).count()).toBe(0);

    const { page: second } = await openView(browser);
    await second.goto(`${watched.origin}/#code=${code}`);
    await second.getByRole('alert').filter({ hasText: 'run hearthgate page' }).waitFor();
  });

  test('says of a used code that it was used, also where somebody is signed in, who stays so', async () => {
    const { page } = await signIn(readToken);
    await page.goto(`${watched.origin}/#code=used`);
    await page.getByRole('alert').filter({ hasText: 'run hearthgate page' }).waitFor();
    await page.getByText('reader/page (read)').waitFor();
    expect(await page.getByLabel('Token').count()).toBe(0);
  });

  test('asks nothing anew for a link to a section, and lets no answer that comes late undo signing out', async () => {
    const { page, asked } = await signIn(readToken);
    await page.getByRole('link', { name: 'Panels', exact: true }).click();
    await page.waitForURL(`${watched.origin}/#panels`);

    const { letThrough } = await holdAnswers(page, '**/api/v1/caller');
    const late = page.waitForRequest('**/api/v1/caller');
    await page.goto(`${watched.origin}/#code=used`);
    await late;
    expect(asked.filter((url) => url.endsWith('/caller'))).toHaveLength(1);
    await page.getByRole('button', { name: 'Sign out' }).click();
    const answered = page.waitForResponse('**/api/v1/caller');
    letThrough();
    await (await answered).finished();
    await page.evaluate('new Promise((resolve) => setTimeout(resolve))');
    await page.getByLabel('Token').waitFor();
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
  });

  test('opens another session by the token that was typed in this tab, when the gateway has ended the first', async () => {
    const { page } = await signIn(readToken);
    await watched.gateway.restart();
    const renewed = page.waitForResponse((response) => response.url().endsWith('/page/session'));
    await (await renewed).finished();
    await section(page, 'What is wrong now').getByText('All well.').waitFor();
    await page.reload();
    await page.getByText('reader/page (read)').waitFor();
    await watched.gateway.restart();
    await page.getByRole('alert').filter({ hasText: 'The session has ended' }).waitFor();
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
  });

  test('ends its session at the gateway by signing out, and the one that another takes the place of', async () => {
    const { page } = await signIn(readToken);
    const first: unknown = await page.evaluate('Object.values(sessionStorage)[0]');
    const { out } = await watched.gateway.hearthgate('page', '--read');
    const [, code = ''] = /#code=(\S+)/.exec(out) ?? [];
    const replaced = page.waitForRequest(isEnding);
    await page.goto(`${watched.origin}/#code=${code}`);
    await page.getByText('commands/page (read)').waitFor();
    expect(await (await replaced).headerValue('authorization')).toBe(`Bearer ${String(first)}`);

    const second: unknown = await page.evaluate('Object.values(sessionStorage)[0]');
    const ended = page.waitForRequest(isEnding);
    await page.getByRole('button', { name: 'Sign out' }).click();
    expect(await (await ended).headerValue('authorization')).toBe(`Bearer ${String(second)}`);
  });

  test('says so where the gateway cannot end the session of who signs out', async () => {
    const { page } = await signIn(readToken);
    await watched.gateway.close();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('alert').filter({ hasText: 'The session was not ended at the gateway' }).waitFor();
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
    await watched.gateway.restart();
  });
});

function isEnding(request: Request): boolean {
  return request.method() === 'DELETE' && request.url().endsWith('/page/session');
}
