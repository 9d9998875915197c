// Every statement the program has by name, as the database hears it: the modules of src/db put them together
// themselves, beside a `statement` that writes down what it is given. Nothing hides in a part of another file.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build, type Plugin } from 'esbuild'
import type { Statement } from '../../src/db/connect.ts'

const root = join(import.meta.dirname, '../..')
const folder = join(root, 'src/db')
const connectFile = join(folder, 'connect.ts')

/** The statements of src/db in no order. Without the few that are made only while the program runs. */
export async function listStatements(): Promise<readonly Statement[]> {
  const results = join(root, 'test-results')
  mkdirSync(results, { recursive: true })
  // Below package.json, so that Node finds the packages.
  const place = mkdtempSync(join(results, 'statements-'))
  try {
    const outfile = join(place, 'statements.mjs')
    await build({
      stdin: { contents: loadAll(), resolveDir: folder },
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      plugins: [recording],
    })
    const { made }: { made: readonly Statement[] } = await import(outfile)
    return made
  } finally {
    rmSync(place, { recursive: true })
  }
}

/** Some of the others are programs, which would run. */
function loadAll(): string {
  const files = readdirSync(folder).filter((file) =>
    readFileSync(join(folder, file), 'utf8').includes('statement('),
  )
  return [...files.map((file) => `import './${file}'`), `export { made } from './connect.ts'`].join(
    '\n',
  )
}

const recording: Plugin = {
  name: 'recording',
  setup(bundler) {
    bundler.onResolve({ filter: /\/connect\.ts$/ }, ({ namespace }) =>
      namespace === 'recording'
        ? { path: connectFile }
        : { path: connectFile, namespace: 'recording' },
    )
    bundler.onLoad({ filter: /./, namespace: 'recording' }, () => ({
      contents: `
        export * from './connect.ts'
        export const made = []
        export function statement(name, text) {
          made.push({ name, text })
          return { name, text }
        }`,
      resolveDir: folder,
    }))
  },
}
