import type { ExecutionContext } from 'ava';
import { chromium, type Page } from 'playwright-core';
import { testWith } from '../../test-fixtures/peers/peer-test.ts';

/** For tests that look at the page as a user does; skipped where Chromium is not installed. */
export const testInBrowser = testWith('chromium', 'chromium');

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Opens each address as somebody new with a Russian browser; the browser ends with the test. */
export async function startBrowser(
  t: ExecutionContext,
): Promise<(address: string) => Promise<Page>> {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGUMENTS });
  t.teardown(() => browser.close());
  return async (address) => {
    const page = await (await browser.newContext({ locale: 'ru-RU' })).newPage();
    await page.goto(address);
    return page;
  };
}
