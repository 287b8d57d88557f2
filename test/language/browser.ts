import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import packaged from '@sparticuz/chromium';
import { chromium, type Browser } from 'playwright-core';

/** Why no browser can run here, or null. The packaged one is built for Linux on x64; elsewhere `CHROMIUM_PATH` names one. */
export const noBrowser: string | null =
  process.env['CHROMIUM_PATH'] !== undefined ||
  (process.platform === 'linux' && process.arch === 'x64')
    ? null
    : 'skipped: no CHROMIUM_PATH';

/** One font for both languages, whatever the machine has, so that pages break their lines alike everywhere. */
const font = dirname(
  fileURLToPath(
    import.meta.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'),
  ),
);
const fontSettings = (cache: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${font}</dir><cachedir>${cache}</cachedir></fontconfig>
`;

/** A real Chromium without a window. `end` closes it and removes what it wrote. */
export async function startBrowser(): Promise<{ browser: Browser; end: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'daylight-browser-'));
  const fonts = join(folder, 'fonts.conf');
  await writeFile(fonts, fontSettings(join(folder, 'cache')));
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? (await packaged.executablePath()),
    // The packaged one has no sandbox and looks for nothing outside.
    args: [
      '--headless=shell',
      '--no-sandbox',
      '--no-zygote',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
    ],
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, FONTCONFIG_FILE: fonts },
  });
  return {
    browser,
    end: async () => {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
