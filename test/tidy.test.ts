// The house rules as tests: which folder may import which, the two greps that guard the heart, sizes, words.

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
/** Written by tools/generate-client.mjs, and held to its source by a test of its own. */
const isGenerated = (path: string) => path.startsWith('web/admin/src/api/generated/')
const sources = tracked.filter((path) => path.startsWith('src/') && path.endsWith('.ts'))
const imports = sources.flatMap((from) =>
  [...read(from).matchAll(/(?:from|import)\s+'([^']+)'/g)].map(([, to = '']) => ({
    from,
    to: resolve(from, to),
  })),
)

/** What each folder of src/ may import besides itself. The composition at the top may import everything. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  kit: [],
  core: ['kit'],
  gateways: ['kit', 'core'],
  languages: ['kit', 'core'],
  letters: ['kit', 'core', 'languages'],
  fulfilment: ['kit', 'core'],
  simulator: ['kit', 'core'],
  db: ['kit', 'core'],
  pages: ['kit', 'core', 'languages'],
  app: ['kit', 'core', 'gateways', 'letters', 'fulfilment', 'db'],
  jobs: ['kit', 'core', 'db', 'app'],
  http: ['kit', 'core', 'db', 'app', 'gateways', 'languages', 'pages'],
  // Runs in the seller's program, so it takes nothing of the shop along.
  client: [],
}
/** Files that others may read: the codes of errors, the shape of the configuration, what sentences on pages are of. */
const shared: Readonly<Record<string, readonly string[]>> = {
  'src/errors.ts': ['app', 'http'],
  'src/error-codes.ts': ['languages'],
  'src/config.ts': ['app'],
  'src/pages/html.ts': ['languages'],
  'src/pages/views.ts': ['languages'],
  'src/pages/views-account.ts': ['languages'],
  'src/pages/views-lookup.ts': ['languages'],
}

describe('imports', () => {
  it.each(Object.keys(arrows))('of %s follow the arrows', (folder) => {
    const wrong = imports
      .filter(({ from, to }) => from.startsWith(`src/${folder}/`) && to.startsWith('src/'))
      .filter(({ to }) => {
        const target = to.split('/')[1] ?? ''
        return (
          target !== folder && !arrows[folder]?.includes(target) && !shared[to]?.includes(folder)
        )
      })
    expect(wrong).toEqual([])
  })

  it('keep the core free of the outside', () => {
    const core = imports.filter(({ from }) => from.startsWith('src/core/'))
    expect(core.filter(({ to }) => to.startsWith('node:') || !to.startsWith('src/'))).toEqual([])
    expect(
      core.filter(({ to }) => to.startsWith('src/kit/') && !/kit\/(assert|result)\.ts$/.test(to)),
    ).toEqual([])
    expect(
      offenders(/^src\/core\//, /\b(Date\.now|Math\.random|process\.|fetch\(|setTimeout)/),
    ).toEqual([])
    expect(
      offenders(/^src\/app\//, /\b(Date\.now|Math\.random|process\.|fetch\(|setTimeout)/),
    ).toEqual([])
  })

  it('name a concrete gateway nowhere but in the registry', () => {
    const wrong = imports.filter(
      ({ from, to }) => /^src\/gateways\/[^/]+\//.test(to) && !from.startsWith('src/gateways/'),
    )
    expect(wrong).toEqual([])
    const across = imports.filter(({ from, to }) => {
      const [here, there] = [from, to].map((path) => /^src\/gateways\/([^/]+)\//.exec(path)?.[1])
      return here !== undefined && there !== undefined && here !== there
    })
    expect(across).toEqual([])
  })

  it('let http read from the database and never write', () => {
    const wrong: string[] = []
    for (const path of sources.filter((one) => one.startsWith('src/http/'))) {
      for (const [, names = ''] of read(path).matchAll(
        /import\s+\{([^}]*)\}\s+from\s+'[^']*\/db\/[^']+'/g,
      )) {
        const values = names
          .split(',')
          .map((name) => name.trim())
          .filter((name) => name !== '' && !name.startsWith('type '))
        wrong.push(
          ...values
            .filter((name) => !/^(find|list|count)/.test(name))
            .map((name) => `${path}: ${name}`),
        )
      }
    }
    expect(wrong).toEqual([])
  })

  it('make no circle', () => {
    expect(findCircle()).toEqual([])
  })
})

describe('the heart', () => {
  it('has one door: only apply-fact calls settle', () => {
    const callers = sources.filter((path) =>
      /import \{[^}]*\bsettle\b[^}]*\} from '[^']*core\/settle\.ts'/.test(read(path)),
    )
    expect(callers).toEqual(['src/app/payment/apply-fact.ts'])
  })

  it('has one pen: only db/payments.ts writes the paid columns', () => {
    const writers = sources.filter((path) =>
      /\b(paid_fen|paid_at|paid_late|trade_no|duplicate_fen)\s*=\s*(?!=)[^\n]*/.test(
        sqlSets(read(path)),
      ),
    )
    expect(writers).toEqual(['src/db/payments.ts'])
  })

  it('holds no transaction over a call to the outside', () => {
    const wrong = sources.filter((path) => /\.tx\([\s\S]{0,400}gateway\./.test(read(path)))
    expect(wrong).toEqual([])
  })
})

describe('every file', () => {
  it('is at most 400 lines', () => {
    const code = tracked.filter((path) => /\.(ts|mjs|css|vue)$/.test(path) && !isGenerated(path))
    expect(code.filter((path) => read(path).split('\n').length > 401)).toEqual([])
  })

  it('of the source begins by saying what it is for', () => {
    expect(sources.filter((path) => !/^(#![^\n]*\n)?\/\/ \S/.test(read(path)))).toEqual([])
  })

  it('speaks of the project alone', () => {
    const words = new RegExp(
      [
        ['regis', 'try\\.npm'],
        ['/wo', 'rk/(main|shared)'],
        ['/ro', 'ot/'],
        ['fa', 'rm-(bench|studio)'],
      ]
        .map((parts) => parts.join(''))
        .join('|'),
    )
    const texts = tracked.filter(
      (path) => !/\.(png|jpg|ico)$/.test(path) && path !== 'test/tidy.test.ts',
    )
    expect(texts.filter((path) => words.test(read(path)))).toEqual([])
  })

  it('of the console keeps its words in the dictionaries', () => {
    const code = tracked.filter(
      (path) => /^web\/admin\/src\/.*\.(ts|vue)$/.test(path) && !/src\/text\//.test(path),
    )
    const words = (path: string) => read(path).replaceAll(/^\s*(\/\/|\*|\/\*).*$/gm, '')
    expect(code.filter((path) => /\p{Script=Han}/u.test(words(path)))).toEqual([])
  })

  it('writes an amount or a moment for people by the functions that are for it', () => {
    const code = tracked.filter(
      (path) => /^(src|web\/admin\/src)\/.*\.(ts|vue)$/.test(path) && !isGenerated(path),
    )
    const byTheWay = /\bIntl\.|\.toLocale\w*String\(|\.toFixed\(/
    expect(code.filter((path) => byTheWay.test(read(path)))).toEqual([
      'web/admin/src/parts/format.ts',
    ])
    // On the buyer's side an amount is formatYuan's, and no page or language makes a date of its own.
    expect(offenders(/^src\//, /¥\$\{(?!formatYuan\()/)).toEqual([])
    expect(offenders(/^src\/(pages|languages)\//, /new Date\(|toISOString\(/)).toEqual([])
  })

  it('leaves no test switched off and nothing for later', () => {
    const code = tracked.filter(
      (path) => /\.(ts|mjs|vue)$/.test(path) && path !== 'test/tidy.test.ts' && !isGenerated(path),
    )
    const later = new RegExp(
      `\\b(it|test|describe)\\.only\\b|\\b(TO${'DO'}|FIX${'ME'})\\b|@ts-(ignore|nocheck)`,
    )
    expect(code.filter((path) => later.test(read(path)))).toEqual([])
    expect(offenders(/^src\//, /parseFloat\(|toFixed\(|Math\.random\(/)).toEqual([])
  })

  it('that shows a proxy has it say the host itself, or a stranger could', () => {
    for (const path of tracked.filter((one) => one.endsWith('.md'))) {
      const lines = read(path).split('\n')
      for (const [at, line] of lines.entries())
        if (line.includes('proxy_set_header Host '))
          expect(lines[at + 1], path).toContain('proxy_set_header X-Forwarded-Host $')
    }
  })

  it('stands in no folder of odds and ends', () => {
    expect(
      sources.filter((path) => /\/(utils?|common|helpers?|shared|misc)(\/|\.ts$)/.test(path)),
    ).toEqual([])
  })

  it('knows no money column but fen', () => {
    const sql = tracked
      .filter((path) => path.endsWith('.sql'))
      .map(read)
      .join('\n')
    expect(sql).not.toMatch(
      /\b(numeric|real|double precision|float[48]?|money)\b\s+(not null|,|default)/,
    )
  })
})

function resolve(from: string, to: string): string {
  return to.startsWith('.') ? join(from, '..', to) : to
}

function offenders(where: RegExp, what: RegExp): string[] {
  return sources.filter((path) => where.test(path) && what.test(read(path)))
}

/** The assignments of every `update orders set …` in a file. */
function sqlSets(text: string): string {
  return [...text.matchAll(/update orders set([\s\S]*?)\bwhere\b/g)]
    .map(([, sets = '']) => sets)
    .join('\n')
}

/** One circle of imports, as a list of files; empty when there is none. Imports of types alone count too. */
function findCircle(): string[] {
  const targets = new Map<string, string[]>()
  for (const { from, to } of imports) targets.set(from, [...(targets.get(from) ?? []), to])
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): string[] => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path]
    if (done.has(path)) return []
    for (const to of targets.get(path) ?? []) {
      const circle = visit(to, [...trail, path])
      if (circle.length > 0) return circle
    }
    done.add(path)
    return []
  }
  for (const path of sources) {
    const circle = visit(path, [])
    if (circle.length > 0) return circle
  }
  return []
}
