import { type Browser, chromium } from 'playwright-core';
import { aptAbility, aptInstall, distribution, findOnPath, isExecutable } from './apt.js';

// The shell has no window to draw at all, and takes half the time.
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const PACKAGES = ['chromium-headless-shell', 'chromium'];
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/**
 * Path of a Chromium or Chrome: what CHROMIUM_PATH names, else what PATH finds. Root on Debian gets one installed.
 * Throws one sentence that says what to install when there is none.
 */
export async function findChromium(): Promise<string> {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (await isExecutable(named)) return named;
    throw new Error(`CHROMIUM_PATH names ${named}, which is not a program that we may run.`);
  }
  const found = await findOnPath(...NAMES);
  if (found) return found;
  if (await isExecutable(MAC)) return MAC;
  // Ubuntu's package of the same name only points to a snap, which does not run in a container.
  if ((await distribution()) === 'debian' && (await aptAbility()) === 'install') {
    for (const name of PACKAGES) {
      // Older releases have no package of the shell.
      await aptInstall(name).catch(() => undefined);
      const installed = await findOnPath(...NAMES);
      if (installed) return installed;
    }
  }
  throw new Error(
    'The browser tests need Chromium or Chrome: install one so that PATH finds it, or set CHROMIUM_PATH.',
  );
}

// Without the last three it looks for its maker's servers at every start, which a closed network refuses one by one.
const ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts a browser without a window. */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: await findChromium(), args: ARGS });
}
