import { createServer } from 'node:http';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { describeWith } from '../support/servers.ts';
import { callWith, keys } from '../support/site.ts';
import { until } from '../support/until.ts';
import { holdAnswers, section, signedInView, turn } from './signed-in-view.ts';
import { openBrowser, openView, type View, type ViewOptions } from './browser.ts';
import { violationsIn } from './violations.ts';
import { openWatchedGateway, operateToken, readToken, type WatchedGateway } from './watched-gateway.ts';

describeWith('chromium', 'the page', () => {
  let watched: WatchedGateway;
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    watched = await openWatchedGateway();
  });

  const signIn = (token: string, options?: ViewOptions): Promise<View> => signedInView(browser, watched, { ...options, token });

  test('says that all is well, and what is wrong when it is not, first', async () => {
    const { page } = await signIn(readToken);
    await section(page, 'What is wrong now').getByText('All well.').waitFor();
    expect(await page.title()).toBe('all well – Hearthgate');

    await watched.site.folder.remove();
    await section(page, 'What is wrong now')
      .getByText(/^(?:Fault|Warning): state main$/)
      .waitFor();
    expect(await page.getByRole('heading', { level: 2 }).first().textContent()).toBe('What is wrong now');
  });

  test('loses the gateway, says so, and finds it again', async () => {
    const { page } = await signIn(readToken);
    await watched.gateway.close();
    await page.getByRole('status').filter({ hasText: 'The gateway does not answer' }).waitFor();
    await watched.gateway.restart();
    await section(page, 'What is wrong now').getByText('All well.').waitFor();
    const shown = section(page, 'Live').getByText('v-list-mail-domains');
    // What comes before the page reads along again is not shown.
    await until(async () => {
      await watched.gateway.call('127.0.0.1');
      return (await shown.count()) > 0;
    });
    expect(await page.getByRole('status').filter({ hasText: 'does not answer' }).count()).toBe(0);
  });

  test('says what the gateway answers where it fails, and not that it is away', async () => {
    const failing = await openWatchedGateway({
      doctorGrade: () => {
        throw new Error('planted');
      },
    });
    const { page } = await signedInView(browser, failing, { token: readToken });
    await section(page, 'What is wrong now')
      .getByText(/^The gateway does not say how it is: .*log/)
      .waitFor();
    expect(await page.getByText('does not answer').count()).toBe(0);
  });

  test('asks each thing once at a time, however often its tab is hidden and seen', async () => {
    const { page } = await signIn(readToken);
    const { letThrough, most } = await holdAnswers(page, '**/api/v1/status');
    const first = page.waitForRequest('**/api/v1/status');
    await turn(page, 'visible');
    await first;
    for (const state of ['hidden', 'visible', 'hidden', 'visible'] as const) await turn(page, state);
    letThrough();
    await page.waitForResponse('**/api/v1/status');
    await page.waitForResponse('**/api/v1/status');
    expect(most()).toBe(1);
  });

  test('asks nobody but its own origin, and its policy forbids it nothing that it does', async () => {
    await watched.gateway.call('127.0.0.1');
    const { page, asked, errors } = await signIn(operateToken);
    await section(page, 'Traffic').getByText('Numbers').first().click();
    await section(page, 'Live').getByText('Nothing came so far.').waitFor();
    expect(asked.filter((url) => new URL(url).origin !== watched.origin)).toEqual([]);
    expect(errors).toEqual([]);
    const response = await page.request.get(watched.origin);
    expect(response.headers()['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'/);
    expect(response.headers()['content-security-policy']).not.toContain('unsafe-');
  });

  test.each<readonly [string, ViewOptions]>([
    ['light and wide', { scheme: 'light' }],
    ['dark and wide', { scheme: 'dark' }],
    ['light and narrow', { scheme: 'light', width: 380, height: 800 }],
    ['dark and narrow', { scheme: 'dark', width: 380, height: 800 }],
  ])('has nothing that axe objects to, and no line that is wider than the screen: %s', async (_name, options) => {
    await watched.gateway.call('127.0.0.1');
    await watched.gateway.send('127.0.0.1', callWith(keys.alice, 'v-list-users'));
    await watched.gateway.hearthgate('bans', 'add', '192.0.2.7');
    const { page } = await signIn(operateToken, options);
    await section(page, 'Keys').getByRole('button', { name: keys.alice.id }).click();
    await page.getByRole('region', { name: `Last calls of ${keys.alice.id}` }).waitFor();
    const bans = section(page, 'Bans and limits');
    await bans.getByText('192.0.2.7').waitFor();
    await bans.getByLabel('limits of address or key').fill('127.0.0.1');
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Counted for 127.0.0.1' }).waitFor();
    await bans.getByLabel('ban address or network').fill('192.0.2.300');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Ban for 1 h' }).click();
    await bans.getByText('Not done:').waitFor();
    await page.goto(`${watched.origin}/#code=used`);
    await page.getByRole('alert').filter({ hasText: 'run hearthgate page' }).waitFor();
    expect(await violationsIn(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: 'End the ban of 192.0.2.7 at main' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await violationsIn(page)).toEqual([]);
  });

  test('is reached by keyboard alone: signing in, a section, a ban and the question', async () => {
    const { page } = await openView(browser);
    await page.goto(watched.origin);
    await page.keyboard.press('Tab');
    await page.keyboard.type(operateToken);
    await page.keyboard.press('Enter');
    const address = section(page, 'Bans and limits').getByLabel('ban address or network');
    await address.focus();
    await page.keyboard.type('192.0.2.9');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Ban for 1 h' }).focus();
    await page.keyboard.press('Enter');
    await section(page, 'Bans and limits').getByText('192.0.2.9 is banned for 1 h.').waitFor();
    expect((await watched.gateway.hearthgate('bans', 'list')).out).toContain('192.0.2.9');
  });

  test("gives another origin's page nothing: no answer, no frame, no form", async () => {
    const outside = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(`<iframe src="${watched.origin}"></iframe><form method="post" action="${watched.origin}/api/v1/bans"></form>`);
    });
    await new Promise<void>((resolve) => void outside.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void outside.close());
    const address = outside.address();
    const { page } = await openView(browser);
    await page.goto(`http://localhost:${typeof address === 'object' ? address?.port : 0}`);
    const answers = await page.evaluate(async (origin) => {
      const tried = [fetch(`${origin}/api/v1/status`), fetch(`${origin}/page/session`, { method: 'POST', body: '{}' })];
      return (await Promise.allSettled(tried)).map(({ status }) => status);
    }, watched.origin);
    expect(answers).toEqual(['rejected', 'rejected']);
    const frame = page.frames().at(1);
    expect(await frame?.evaluate('document.body.textContent')).not.toContain('Token');
    const posted = page.waitForResponse((response) => response.url().endsWith('/bans'));
    await page.evaluate('document.forms[0].submit()');
    expect((await posted).status()).toBe(403);
  });
});
