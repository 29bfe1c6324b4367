import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { denials } from '../../src/domain/call/denials.ts';
import { describeWith } from '../support/servers.ts';
import { callWith, keys } from '../support/site.ts';
import { until } from '../support/until.ts';
import { openBrowser, type View } from './browser.ts';
import { section, signedInView, signInOn, turn } from './signed-in-view.ts';
import { openWatchedGateway, readToken, type WatchedGateway } from './watched-gateway.ts';

describeWith('chromium', 'decisions as they come, on the page', () => {
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

  test('shows a flood as it comes: some of it, and how much more', async () => {
    const { page } = await signIn(readToken);
    const live = section(page, 'Live');
    await live.getByText('Nothing came so far.').waitFor();
    const calls = 150;
    await Promise.all(Array.from({ length: calls }, () => watched.gateway.call('127.0.0.1')));
    // How many of them are within a second depends on the machine.
    await until(async () => {
      const [, more = '0'] = /([\d,]+) more came/.exec((await live.textContent()) ?? '') ?? [];
      return (await live.getByRole('row').count()) - 1 + Number(more) === calls;
    });
    expect(await live.getByRole('row').count()).toBeGreaterThan(20);
    // All of them, whichever point of the chart they are in.
    const outcomes = page.getByRole('figure', { name: 'Calls by outcome' }).getByRole('listitem');
    await until(async () => {
      const texts = await outcomes.allTextContents();
      return texts.reduce((sum, text) => sum + Number(/\d+/.exec(text)?.[0] ?? 0), 0) === calls;
    });
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

  test('has no stream while its tab is hidden, so that a browser with many tabs opens one more', async () => {
    const { page, context } = await signIn(readToken);
    const ended = page.waitForEvent('requestfailed', (request) => request.url().includes('/live'));
    await turn(page, 'hidden');
    await ended;
    for (let tab = 2; tab <= 7; tab += 1) {
      const next = await context.newPage();
      await next.goto(watched.origin);
      await signInOn(next, readToken);
      await section(next, 'What is wrong now').getByText('All well.').waitFor();
      expect(await next.title()).toBe('all well – Hearthgate');
      await turn(next, 'hidden');
    }
  });

  test('shows what came while its tab was hidden, and says from when to when it was', async () => {
    const { page } = await signIn(readToken);
    const live = section(page, 'Live');
    await watched.gateway.call('127.0.0.1');
    await live.getByText('v-list-mail-domains').waitFor();
    const ended = page.waitForEvent('requestfailed', (request) => request.url().includes('/live'));
    await turn(page, 'hidden');
    await ended;
    await watched.gateway.send('127.0.0.1', callWith(keys.alice, 'v-list-users'));
    await turn(page, 'visible');
    await live.getByText('refused: command_not_allowed').waitFor();
    await live.getByText(/From .+ to .+ nothing was followed/).waitFor();
    await watched.gateway.call('127.0.0.1');
    await until(async () => (await live.getByText('v-list-mail-domains').count()) === 2);
    expect(await live.getByRole('row').count()).toBe(4);
  });

  test('offers the reasons for which it filters', async () => {
    const { page } = await signIn(readToken);
    const options = page.locator('#reasons option');
    await until(async () => (await options.count()) > 0);
    expect(await options.evaluateAll((all) => all.map((each) => each.getAttribute('value')))).toEqual(Object.keys(denials));
  });
});
