// Programs the run uses and npm does not bring. As root on Debian what is missing is installed, while the check runs.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const windowless = '/usr/bin/chromium-headless-shell'
const inCi = process.env.CI === 'true'
const installable = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')

/** The browser for the pages: its path, or undefined where there is none. `runPart` runs a line of shell. */
export async function findChromium(runPart) {
  if (installable && !(isReady() && isBest())) {
    await install(runPart, 'chromium-headless-shell', 'fonts-noto-cjk')
    // Not every release has that one.
    if (!isReady()) await install(runPart, 'chromium', 'fonts-noto-cjk')
  }
  return anyChromium()
}

/** Languages that the examples for sellers' programs are written in. Elsewhere than in CI nobody is given compilers. */
export async function installLanguages(runPart) {
  if (!installable || !inCi) return
  const missing = [
    { isHere: has('go', 'version'), packages: ['golang-go'] },
    { isHere: has('php', '--version'), packages: ['php-cli'] },
  ].filter(({ isHere }) => !isHere)
  if (missing.length > 0) await install(runPart, ...missing.flatMap(({ packages }) => packages))
}

/** The system's Chromium, best the one without windows: it takes half the CPU. */
function anyChromium() {
  return [
    process.env.CHROMIUM,
    windowless,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ].find((path) => path && existsSync(path))
}

function isReady() {
  return anyChromium() && hasChineseFonts()
}

/** In CI the one without windows is installed beside another. */
function isBest() {
  return !inCi || process.env.CHROMIUM || existsSync(windowless)
}

function hasChineseFonts() {
  try {
    return execFileSync('fc-list', [':lang=zh-cn'], { encoding: 'utf8' }).trim() !== ''
  } catch {
    return false
  }
}

function has(program, word) {
  return spawnSync(program, [word], { stdio: 'ignore' }).status === 0
}

function install(runPart, ...names) {
  const words = '-y -qq --no-install-recommends'
  return runPart(
    `apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install ${words} ${names.join(' ')}`,
  )
}
