// Bundles the product together with the simulation, whole or with one bug planted in it, so that a lane can load
// it quickly and side by side with others. What speaks to the outside, the database driver among it, is replaced by
// the simulation's.

import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { cacheFolder, type Patch, replaceOnce } from './database.ts'

const root = process.cwd()
/** What only this run needs, so that two runs do not disturb each other; gone when it ends. */
export const runFolder = join(cacheFolder, `run-${process.pid}`)
process.once('exit', () => rmSync(runFolder, { recursive: true, force: true }))

/** Answers the path of a module that exports what seed.ts does. Throws when the patch does not fit. */
export async function bundleProduct(name: string, patch?: Patch): Promise<string> {
  return bundle('test/sim/seed.ts', name, patch)
}

export async function bundle(entry: string, name: string, patch?: Patch): Promise<string> {
  mkdirSync(runFolder, { recursive: true })
  const outfile = join(runFolder, `${name}.mjs`)
  let patched = patch === undefined || patch.file.startsWith('migrations/')
  await build({
    entryPoints: [join(root, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'silent',
    plugins: [
      simulatedOutside,
      planted(patch, () => {
        patched = true
      }),
    ],
  })
  if (!patched) throw new Error(`${patch?.file ?? ''} is not part of the simulation`)
  return outfile
}

const simulatedOutside: Plugin = {
  name: 'simulated-outside',
  setup(builder) {
    builder.onResolve({ filter: /^pg$/ }, ({ importer }) =>
      importer.endsWith('src/db/connect.ts') ? { path: join(root, 'test/sim/pg.ts') } : undefined,
    )
    builder.onResolve({ filter: /\/later\.ts$/ }, () => ({
      path: join(root, 'test/sim/later.ts'),
    }))
    builder.onResolve({ filter: /\/post-out\.ts$/ }, ({ importer }) =>
      importer.endsWith('src/app/webhook/send-message.ts')
        ? { path: join(root, 'test/sim/post-out.ts') }
        : undefined,
    )
  },
}

function planted(patch: Patch | undefined, done: () => void): Plugin {
  return {
    name: 'planted-bug',
    setup(builder) {
      if (!patch) return
      // Narrow, because every file it fits is sent to and fro.
      const file = new RegExp(`/${patch.file.replaceAll('.', '\\.')}$`)
      builder.onLoad({ filter: file }, ({ path }) => {
        if (relative(root, path) !== patch.file) return undefined
        const contents = replaceOnce(readFileSync(path, 'utf8'), patch)
        done()
        return { contents, loader: 'ts' }
      })
    },
  }
}
