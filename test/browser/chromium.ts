import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const usual = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Where a Chromium is: `TSMOVE_TEST_CHROMIUM`, or one of the usual places. */
export function findChromium(): string | undefined {
  return process.env['TSMOVE_TEST_CHROMIUM'] ?? usual.find((path) => existsSync(path));
}

/**
 * True if there is nothing to test with; says so. In CI nothing is ever skipped: there the launch fails, and says what
 * to install.
 */
export function withoutChromium(): boolean {
  if (findChromium() !== undefined || process.env['CI'] === 'true') return false;
  console.warn(
    'No Chromium found: the tests of the page are skipped. Install one, or name it in TSMOVE_TEST_CHROMIUM.',
  );
  return true;
}

/** A headless Chromium that talks to nobody by itself. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error('no Chromium found: install the package chromium, or name one in TSMOVE_TEST_CHROMIUM');
  }
  return chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A page in a tab of its own, with everything that it complained about and asked for. */
export interface Opened extends AsyncDisposable {
  readonly page: Page;
  /** What the console said, but for plain logs; uncaught errors too. */
  readonly complaints: readonly string[];
  /** URLs of all requests but the one for the file itself. */
  readonly requests: readonly string[];
}

/** Opens a file, in a context of its own. */
export async function openPage(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (message.type() !== 'log') complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (request.url() !== url && !request.url().startsWith('data:')) requests.push(request.url());
  });
  await page.goto(url, { waitUntil: 'load' });
  return { page, complaints, requests, [Symbol.asyncDispose]: () => context.close() };
}
