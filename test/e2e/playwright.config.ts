// Pages in the system's Chromium against the real program in demo mode.

import { join } from 'node:path'
import { defineConfig, devices } from '@playwright/test'
import { owner } from './console.ts'

const root = join(import.meta.dirname, '../..')
const port = Number(process.env.E2E_PORT ?? '4517')
const baseURL = `http://127.0.0.1:${port}`
/** The smallest laptop that is still sold: what fits it fits a desk, and less is painted. */
const desktop = { viewport: { width: 1366, height: 768 } }
const { defaultBrowserType: _, ...phone } = devices['iPhone 14']
const zh = { locale: 'zh-CN' }
/** One dot a point: the layout is the same, and a ninth is painted. */
const plainPhone = { ...phone, viewport: { width: 390, height: 844 }, deviceScaleFactor: 1 }
/** They bring their own browsers, or need a desktop. */
const once = [
  /time\.spec/,
  /apps\.spec/,
  /methods\.spec/,
  /console-walk\.spec/,
  /console-xss\.spec/,
]

export default defineConfig({
  testDir: import.meta.dirname,
  outputDir: join(root, 'test-results/e2e'),
  timeout: 30_000,
  // One more than the cores of a small machine: a page waits for the shop, and the shop for its jobs.
  workers: 3,
  fullyParallel: true,
  // A busy machine may starve a browser once; what fails twice is broken.
  retries: 1,
  reporter: [['list'], ['json']],
  use: {
    baseURL,
    timezoneId: 'Asia/Shanghai',
    // What fades in is there at once: pages are judged as they stand, and no frame is painted that nobody sees.
    contextOptions: { reducedMotion: 'reduce' },
    // Recording every test takes as much of the machine as the pages do.
    trace: 'on-first-retry',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-dev-shm-usage',
        '--font-render-hinting=none',
      ],
    },
  },
  webServer: {
    command: 'node dist/cli.js start',
    cwd: root,
    url: `${baseURL}/readyz`,
    env: {
      PORT: String(port),
      DATA_DIR: join(root, 'test-results/e2e-data'),
      LOG_FILE: join(root, 'test-results/e2e.log'),
      RATE_LIMIT_FACTOR: '10000',
      DEMO: '1',
      ALIPAY_LOGIN: 'true',
      ADMIN_EMAIL: owner.email,
      ADMIN_PASSWORD: owner.password,
    },
    gracefulShutdown: { signal: 'SIGTERM', timeout: 12_000 },
  },
  projects: [
    { name: 'desktop', testIgnore: /time\.spec/, use: { ...desktop, ...zh } },
    {
      name: 'phone',
      testIgnore: once,
      // A phone shows no code of its own; the others open phones by themselves, or would only say twice what no width changes.
      grepInvert: /@desktop|@own-phone/,
      use: { ...plainPhone, ...zh },
    },
    // They move the shop's clock, so they run when all others are done, and one after the other.
    {
      name: 'time',
      testMatch: /time\.spec/,
      use: { ...desktop, ...zh },
      dependencies: ['desktop', 'phone'],
    },
    {
      name: 'phone-time',
      testMatch: /time\.spec/,
      use: { ...plainPhone, ...zh },
      dependencies: ['time'],
    },
  ],
})
