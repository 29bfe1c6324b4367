import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { describeWith } from '../support/servers.ts';
import { callWith, keys } from '../support/site.ts';
import { until } from '../support/until.ts';
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

  async function signIn(token: string, options?: ViewOptions): Promise<View> {
    const view = await openView(browser, options);
    await view.page.goto(watched.origin);
    await view.page.getByLabel('Token').fill(token);
    await view.page.getByRole('button', { name: 'Sign in' }).click();
    await view.page.getByRole('heading', { name: 'Panels' }).waitFor();
    return view;
  }

  test('lets nobody in with a token that is not known, and keeps a good one for its tab alone', async () => {
    const { page, context } = await openView(browser);
    await page.goto(watched.origin);
    await page.getByLabel('Token').fill('x'.repeat(32));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').filter({ hasText: 'not known' }).waitFor();

    await page.getByLabel('Token').fill(readToken);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('reader (read)').waitFor();
    await page.reload();
    await page.getByText('reader (read)').waitFor();

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

  test('shows a flood as it comes: some of it, and how much more', async () => {
    const { page } = await signIn(readToken);
    const live = section(page, 'Live');
    await live.getByText('Nothing came so far.').waitFor();
    await Promise.all(Array.from({ length: 300 }, () => watched.gateway.call('127.0.0.1')));
    await live.getByText(/\d+ more came that are not shown/).waitFor();
    const shown = await live.getByRole('row').count();
    expect(shown).toBeGreaterThan(20);
    expect(shown).toBeLessThanOrEqual(201);
    await section(page, 'Traffic')
      .getByText(/^(?:permitted|refused): [1-9]/)
      .first()
      .waitFor();
  });

  test('filters what comes, and pauses', async () => {
    const { page } = await signIn(readToken);
    const live = section(page, 'Live');
    await live.getByLabel('key').fill(keys.bob.id);
    const filtered = page.waitForRequest((request) => request.url().includes(`/live?key=${keys.bob.id}`));
    await live.getByRole('button', { name: 'Filter' }).click();
    await (await filtered).response();
    await watched.gateway.call('127.0.0.1');
    await watched.gateway.send('127.0.0.1', callWith(keys.bob, 'v-list-mail-domains', 'bob'));
    await live.getByText('refused: user_suspended').waitFor();
    expect(await live.getByText('v-list-mail-domains').count()).toBe(1);

    await live.getByRole('button', { name: 'Pause' }).click();
    await watched.gateway.send('127.0.0.1', callWith(keys.bob, 'v-list-mail-domains', 'bob'));
    await live.getByRole('button', { name: 'Go on (1 new)' }).click();
    await until(async () => (await live.getByText('v-list-mail-domains').count()) === 2);
  });

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
    await bans.getByText('192.0.2.7 is banned.').waitFor();
    await bans.getByRole('button', { name: 'End the ban of 192.0.2.7' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End the ban' }).click();
    await bans.getByText('No ban is in force.').waitFor();
    const audit = readFileSync(join(watched.gateway.folder, 'audit.log'), 'utf8');
    expect(audit).toMatch(/"event":"banned".*"note":"ticket-4711".*"by":"operator"|"by":"operator".*"event":"banned"/);
    expect(audit).toMatch(/"event":"unbanned".*"by":"operator"|"by":"operator".*"event":"unbanned"/);
  });

  test('loses the gateway, says so, and finds it again', async () => {
    const { page } = await signIn(readToken);
    await watched.gateway.close();
    await page.getByRole('status').filter({ hasText: 'the gateway does not answer' }).waitFor();
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
    ['dark and narrow', { scheme: 'dark', width: 380, height: 800 }],
  ])('has nothing that axe objects to, and no line that is wider than the screen: %s', async (_name, options) => {
    await watched.gateway.call('127.0.0.1');
    await watched.gateway.send('127.0.0.1', callWith(keys.alice, 'v-list-users'));
    await watched.gateway.hearthgate('bans', 'add', '192.0.2.7');
    const { page } = await signIn(operateToken, options);
    await section(page, 'Keys').getByRole('button', { name: keys.alice.id }).click();
    await page.getByRole('region', { name: `Last calls of ${keys.alice.id}` }).waitFor();
    await section(page, 'Bans and limits').getByText('192.0.2.7').waitFor();
    expect(await violationsIn(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: 'End the ban of 192.0.2.7' }).click();
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
    await section(page, 'Bans and limits').getByText('192.0.2.9 is banned.').waitFor();
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

function section(page: Page, name: string): Locator {
  return page.getByRole('region', { name, exact: true });
}
