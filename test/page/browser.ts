import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { requireServer } from '../support/servers.ts';

export interface ViewOptions {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: 'light' | 'dark';
}

export interface View {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Every address that the browser asked for. */
  readonly asked: readonly string[];
  /** What the page logged as an error, and what its policy forbade. */
  readonly errors: readonly string[];
}

/** As root it has no sandbox. Whoever opens it closes it. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: requireServer('chromium'), args: ['--no-sandbox', '--disable-gpu'] });
}

/** A tab of its own, as a user of such a screen has it. */
export async function openView(
  browser: Browser,
  { width = 1400, height = 900, scheme = 'light' }: ViewOptions = {},
): Promise<View> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme });
  // Bounds, not expectations.
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  const asked: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return { page, context, asked, errors };
}
