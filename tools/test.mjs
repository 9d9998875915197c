// Runs every tier and ends with one plain line: N passed, N failed, N skipped. With paths behind it, only those.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { delimiter, join, relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { findChromium, installLanguages } from './from-apt.mjs'
import { secondTries } from './second-tries.mjs'

const root = join(import.meta.dirname, '..')
const results = join(root, 'test-results')
const only = process.argv.slice(2)
const count = { passed: 0, failed: 0, skipped: 0 }
/** Said once more at the very end, where whoever sees only the last lines of a long run finds them. */
const failures = []
const besideTests = 'pages in Chromium, beside the tests'
const retried = []

rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })
run('node', ['tools/build.mjs'])
const e2e = only.filter((path) => path.startsWith('test/e2e'))
const browsing = only.length === 0 || e2e.length > 0
// What has to be fetched comes while the check runs, one after another.
const chromium = browsing ? findChromium(runPart) : undefined
const languages = only.length === 0 ? chromium?.then(() => installLanguages(runPart)) : undefined
if (only.length === 0) await runCheck()
await languages
const others = only.filter((path) => !path.startsWith('test/e2e'))
const simulation = only.length === 0 ? startSimulation() : undefined
if (only.length === 0 || others.length > 0) runVitest(others)
if (browsing) runBrowser(await chromium, e2e)
if (simulation) await endSimulation(simulation)

for (const name of retried) console.log(`\npassed at the second try: ${name}`)
for (const failure of failures) console.log(`\nFAILED ${failure}`)
if (failures.length + retried.length > 0) console.log('')
console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
process.exit(count.failed > 0 ? 1 : 0)

/** What `npm run check` is made of, two at a time; its tests run with all the others. */
async function runCheck() {
  console.log('\n== check')
  const { scripts } = readJson(join(root, 'package.json'))
  const parts = scripts.check.split(' && ').filter((part) => !part.startsWith('vitest '))
  const broken = []
  const lane = async () => {
    // The type checks stand last and take longest, so they go first.
    for (let part = parts.pop(); part; part = parts.pop())
      if (!(await runPart(part))) broken.push(part)
  }
  await Promise.all([lane(), lane()])
  if (broken.length === 0) count.passed += 1
  else fail('npm run check', broken.join('\n'))
}

/** One thing that failed, with the beginning of what it said. */
function fail(name, said = '', times = 1) {
  count.failed += times
  failures.push(
    [name, ...stripVTControlCharacters(said).trim().split('\n').slice(0, 12)].join('\n    '),
  )
}

/** Says what it had to say when it is done, so that two do not talk at once. */
async function runPart(command) {
  const bin = join(root, 'node_modules/.bin')
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` }
  const child = spawn(command, { cwd: root, shell: true, stdio: ['ignore', 'pipe', 'pipe'], env })
  let said = `$ ${command}\n`
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => {
      said += text
    })
  const code = await new Promise((resolve) => child.once('close', resolve))
  process.stdout.write(said)
  return code === 0
}

function runVitest(paths) {
  console.log('\n== unit, property, oracle, story, http, kill')
  const file = join(results, 'vitest.json')
  const ok = run(binOf('vitest'), [
    'run',
    '--reporter=default',
    '--reporter=json',
    '--reporter=./tools/second-tries.mjs',
    `--outputFile.json=${file}`,
    ...paths,
  ])
  retried.push(...(readJson(secondTries) ?? []))
  const report = readJson(file)
  count.passed += report?.numPassedTests ?? 0
  count.skipped += (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0)
  const before = count.failed
  for (const { name, message, assertionResults } of report?.testResults ?? []) {
    const failed = assertionResults.filter(({ status }) => status === 'failed')
    for (const { fullName, failureMessages } of failed)
      fail(`${relative(root, name)} › ${fullName}`, failureMessages.join('\n'))
    // A file that did not even load fails no test of its own.
    if (message && failed.length === 0) fail(relative(root, name), message)
  }
  if (!ok && count.failed === before) fail('vitest')
}

/**
 * Invented days of the shop, by seed (SIM_SEEDS for more), and whether each planted bug is still found. Their time
 * is their own, so they may have what the tests and browsers beside them leave of the processors while they wait.
 */
function startSimulation() {
  const file = join(results, 'simulation.txt')
  const output = openSync(file, 'w')
  const seeds = process.env.SIM_SEEDS ?? '2000'
  const words = ['test/sim/run.ts', '--seeds', seeds, '--bugs', '--json']
  const child = spawn(binOf('tsx'), words, { cwd: root, stdio: ['ignore', output, output] })
  setPriority(child.pid, constants.priority.PRIORITY_LOW)
  const ended = new Promise((resolve) => child.once('close', resolve))
  return { file, ended }
}

async function endSimulation({ file, ended }) {
  console.log('\n== simulation, begun beside them')
  const code = await ended
  const said = readFileSync(file, 'utf8')
  process.stdout.write(said)
  const told = parseJson(said.trimEnd().split('\n').at(-1))
  count.passed += told?.passed ?? 0
  if (told?.failed > 0) fail('simulation', said, told.failed)
  else if (code !== 0) fail('simulation', said)
}

function runBrowser(executable, paths) {
  console.log('\n== pages in Chromium')
  if (!executable) {
    console.log(
      'No Chromium here: install it (apt-get install chromium-headless-shell fonts-noto-cjk) or set CHROMIUM to its path.',
    )
    if (process.env.CI === 'true') fail('pages: no Chromium')
    else count.skipped += 1
    return
  }
  let { ok, report } = browse(executable, paths)
  const beside = report.errors ?? []
  // A browser that would not end, say, keeps those from running that come after all others: then all run once more. Where
  // none has run, the program did not start.
  if (!ok && beside.length > 0 && report.stats?.unexpected === 0 && report.stats.expected > 0) {
    retried.push(...flakyOf(report), ...beside.map((error) => `${besideTests}: ${oneLine(error)}`))
    rmSync(join(results, 'e2e-data'), { recursive: true, force: true })
    ;({ ok, report } = browse(executable, paths))
  }
  const { stats, suites = [], errors = [] } = report
  count.passed += (stats?.expected ?? 0) + (stats?.flaky ?? 0)
  count.skipped += stats?.skipped ?? 0
  const before = count.failed
  for (const { name, status, results: tries } of suites.flatMap(testsOf))
    if (status === 'unexpected') fail(name, tries.at(-1)?.error?.message)
  retried.push(...flakyOf(report))
  for (const { message, value } of errors) fail(besideTests, message ?? value)
  if (!ok && count.failed === before) fail('playwright')
}

function browse(executable, paths) {
  const file = join(results, 'playwright.json')
  rmSync(file, { force: true })
  const words = ['test', '--config', 'test/e2e/playwright.config.ts', ...paths]
  const env = { CHROMIUM: executable, PLAYWRIGHT_JSON_OUTPUT_NAME: file }
  const ok = run(binOf('playwright'), words, env)
  return { ok, report: readJson(file) ?? {} }
}

function testsOf({ specs = [], suites = [] }) {
  const own = specs.flatMap(({ title, file, tests }) =>
    tests.map((test) => ({ ...test, name: `[${test.projectName}] test/e2e/${file} › ${title}` })),
  )
  return [...own, ...suites.flatMap(testsOf)]
}

function flakyOf({ suites = [] }) {
  return suites.flatMap(testsOf).flatMap(({ status, name }) => (status === 'flaky' ? [name] : []))
}

/** A tool that npm installed, without npm in between. */
function binOf(name) {
  return join(root, 'node_modules/.bin', name)
}

function run(command, args, env = {}) {
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  })
  return status === 0
}

function oneLine({ message, value = '' }) {
  return stripVTControlCharacters(message ?? value)
    .trim()
    .replaceAll(/\s+/g, ' ')
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
