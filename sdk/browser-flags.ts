/** Chromium's flags for a robot: quiet in the background, no bubbles over the page, the whole screen. Pure. */

const FEATURES_OFF = [
  'Translate',
  'AcceptCHFrame',
  'AutofillServerCommunication',
  'MediaRouter',
  'OptimizationHints',
  'PasswordManagerOnboarding',
];

/** `asRoot`: Chromium refuses its own sandbox for root. */
export function browserFlags(asRoot: boolean): string[] {
  return [
    ...(asRoot ? ['--no-sandbox'] : []),
    // No traffic of its own: a robot's network is its work's.
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-domain-reliability',
    '--disable-client-side-phishing-detection',
    `--disable-features=${FEATURES_OFF.join(',')}`,
    // Nothing that covers the page or asks.
    '--no-first-run',
    '--no-default-browser-check',
    '--hide-crash-restore-bubble',
    '--disable-search-engine-choice-screen',
    '--disable-infobars',
    '--test-type',
    '--noerrdialogs',
    '--password-store=basic',
    '--disable-save-password-bubble',
    // Work goes on at full speed also when the window is covered.
    '--disable-renderer-backgrounding',
    '--disable-backgrounding-occluded-windows',
    '--disable-background-timer-throttling',
    '--disable-dev-shm-usage',
    '--start-maximized',
    '--window-position=0,0',
  ];
}
