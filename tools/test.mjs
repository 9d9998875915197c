// Runs every tier and ends with one plain line: N passed, N failed, N skipped. With paths behind it, only those.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const results = join(root, 'test-results')
const only = process.argv.slice(2)
const count = { passed: 0, failed: 0, skipped: 0 }

rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })
run('node', ['tools/build.mjs'])
if (only.length === 0) tier('check', () => run('npm', ['run', '--silent', 'check']))
const e2e = only.filter((path) => path.startsWith('test/e2e'))
const others = only.filter((path) => !path.startsWith('test/e2e'))
if (only.length === 0 || others.length > 0) runVitest(others)
if (only.length === 0) runSimulation()
if (only.length === 0 || e2e.length > 0) runBrowser(e2e)

console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
process.exit(count.failed > 0 ? 1 : 0)

function tier(name, work) {
  console.log(`\n== ${name}`)
  const ok = work()
  count[ok ? 'passed' : 'failed'] += 1
}

function runVitest(paths) {
  console.log('\n== unit, property, oracle, story, http, kill')
  const file = join(results, 'vitest.json')
  const ok = run('npx', [
    'vitest',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...paths,
  ])
  const report = readJson(file)
  count.passed += report?.numPassedTests ?? 0
  count.failed += report?.numFailedTests ?? 0
  count.skipped += (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0)
  // A file that did not even load fails no test of its own.
  if (!ok && !(report?.numFailedTests > 0)) count.failed += 1
}

/** Invented days of the shop, by seed; SIM_SEEDS for more. */
function runSimulation() {
  console.log('\n== simulation')
  const { status, stdout } = spawnSync(
    'npx',
    ['tsx', 'test/sim/run.ts', '--seeds', process.env.SIM_SEEDS ?? '300', '--json'],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8', maxBuffer: 64 << 20 },
  )
  process.stdout.write(stdout)
  const told = parseJson(stdout.trimEnd().split('\n').at(-1))
  count.passed += told?.passed ?? 0
  count.failed += told?.failed ?? 0
  if (status !== 0 && !(told?.failed > 0)) count.failed += 1
}

function runBrowser(paths) {
  console.log('\n== pages in Chromium')
  const chromium = findChromium()
  if (!chromium) {
    console.log(
      'No Chromium here: install it (apt-get install chromium fonts-noto-cjk) or set CHROMIUM to its path.',
    )
    count[process.env.CI === 'true' ? 'failed' : 'skipped'] += 1
    return
  }
  const file = join(results, 'playwright.json')
  const env = { CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: file }
  const ok = run(
    'npx',
    ['playwright', 'test', '--config', 'test/e2e/playwright.config.ts', ...paths],
    env,
  )
  const { stats } = readJson(file) ?? {}
  count.passed += (stats?.expected ?? 0) + (stats?.flaky ?? 0)
  count.failed += stats?.unexpected ?? 0
  count.skipped += stats?.skipped ?? 0
  if (!ok && !(stats?.unexpected > 0)) count.failed += 1
}

/** The system's Chromium; as root on Debian it is installed when missing. */
function findChromium() {
  const find = () =>
    [
      process.env.CHROMIUM,
      '/usr/bin/chromium',
      '/usr/bin/chromium-browser',
      '/usr/bin/google-chrome',
    ].find((path) => path && existsSync(path))
  const installable = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  if (installable && (!find() || !hasChineseFonts())) {
    run('apt-get', ['update', '-qq'])
    run(
      'apt-get',
      ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-noto-cjk'],
      {
        DEBIAN_FRONTEND: 'noninteractive',
      },
    )
  }
  return find()
}

function hasChineseFonts() {
  try {
    return execFileSync('fc-list', [':lang=zh-cn'], { encoding: 'utf8' }).trim() !== ''
  } catch {
    return false
  }
}

function run(command, args, env = {}) {
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  })
  return status === 0
}

function readJson(path) {
  return existsSync(path) ? parseJson(readFileSync(path, 'utf8')) : undefined
}

function parseJson(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
