// Programs that tests start, as the product ships its own: one file of JavaScript each. Run from source, every start
// would begin with loading a compiler.

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '../..')
/** Of this process alone, and below package.json, so that Node knows modules and finds packages. */
const folder = join(root, 'test-results', `programs-${process.pid}`)
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
const made = new Map<string, Promise<string>>()

/** Answers the path of the bundle of a source, named from the root of the checkout: `test/x/y.ts` is `y.js` there. */
export function bundleProgram(source: string): Promise<string> {
  const bundled = made.get(source) ?? bundle(source)
  made.set(source, bundled)
  return bundled
}

async function bundle(source: string): Promise<string> {
  const outfile = join(folder, source.replace(/^.*\//, '').replace(/\.ts$/, '.js'))
  await build({
    entryPoints: [join(root, source)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'warning',
  })
  return outfile
}
