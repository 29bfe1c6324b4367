import axe from 'axe-core';
import type { Page } from 'playwright-core';

interface AxeReport {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

/** Run in the page by the browser's own means: its policy takes no script from elsewhere. */
export async function violationsIn(page: Page): Promise<readonly string[]> {
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: axe.source });
  const report: AxeReport = await page.evaluate('axe.run()');
  return report.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
