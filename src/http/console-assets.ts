// The built files of the console: read once, so that a build beside a running program never mixes two consoles.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'

/** Beside the built program, or under dist/ when the source runs unbuilt. */
const folders = [join(import.meta.dirname, 'admin'), join(import.meta.dirname, '../../dist/admin')]

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** `gzip`: the same file compressed when it was built; undefined where that would not help. */
export type ConsoleAsset = Readonly<{
  body: Buffer
  gzip: Buffer | undefined
  contentType: string
}>

type Console = Readonly<{ page: string; assets: ReadonlyMap<string, ConsoleAsset> }>

let built: Console | undefined

/** The console's one page, as it was built. Throws when it never was. */
export function findConsolePage(): string {
  built ??= readConsole()
  return built.page
}

/** A file under /admin/assets/, whose name holds the hash of what it holds. */
export function findConsoleAsset(name: string): ConsoleAsset | undefined {
  built ??= readConsole()
  return built.assets.get(name)
}

function readConsole(): Console {
  const folder = folders.find((one) => existsSync(join(one, 'index.html')))
  if (folder === undefined) throw new Error('the console is not built: run npm run build')
  const assets = join(folder, 'assets')
  const names = readdirSync(assets).filter((name) => types[extname(name)] !== undefined)
  return {
    page: readFileSync(join(folder, 'index.html'), 'utf8'),
    assets: new Map(names.map((name) => [name, readAsset(assets, name)])),
  }
}

function readAsset(folder: string, name: string): ConsoleAsset {
  const compressed = join(folder, `${name}.gz`)
  return {
    body: readFileSync(join(folder, name)),
    gzip: existsSync(compressed) ? readFileSync(compressed) : undefined,
    contentType: types[extname(name)] ?? 'application/octet-stream',
  }
}
