import { EventEmitter, once } from 'node:events';
import type { Browser, Locator, Page } from 'playwright-core';
import { openView, type View, type ViewOptions } from './browser.ts';
import type { WatchedGateway } from './watched-gateway.ts';

interface SignedInOptions extends ViewOptions {
  readonly token: string;
}

/** A tab in which somebody has signed in, by a token that was typed. */
export async function signedInView(
  browser: Browser,
  { origin }: WatchedGateway,
  { token, ...options }: SignedInOptions,
): Promise<View> {
  const view = await openView(browser, options);
  await view.page.goto(origin);
  await signInOn(view.page, token);
  return view;
}

export async function signInOn(page: Page, token: string): Promise<void> {
  const following = page.waitForResponse((response) => response.url().includes('/api/v1/live'));
  await page.getByLabel('Token').fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Live', exact: true }).waitFor();
  // What comes from now on is shown.
  await following;
}

export function section(page: Page, name: string): Locator {
  return page.getByRole('region', { name, exact: true });
}

/** As if the tab had gone behind another, or come back: the browser of these tests holds every tab for seen. */
export async function turn(page: Page, to: 'hidden' | 'visible'): Promise<void> {
  await page.evaluate((state) => {
    const { document, Event } = globalThis as unknown as { document: EventTarget; Event: new (name: string) => Event };
    Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, to);
}

/** Keeps the answers to a path from the page until they are let through; and what it asks again while one is kept, is counted. */
export async function holdAnswers(
  page: Page,
  path: string,
): Promise<{ readonly letThrough: () => void; readonly most: () => number }> {
  let asking = 0;
  let most = 0;
  const opened = new EventEmitter();
  const held = once(opened, 'open');
  await page.route(path, async (route) => {
    asking += 1;
    most = Math.max(most, asking);
    await held;
    await route.continue();
    asking -= 1;
  });
  return { letThrough: () => void opened.emit('open'), most: () => most };
}
