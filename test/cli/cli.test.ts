// The command line: every verb helps, speaks JSON, and ends with 0, 1 or 2 as it should.

import { execFile } from 'node:child_process'
import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rawPublicKey, signFile } from '../../src/kit/signed-file.ts'
import { build } from '../support/build.ts'
import { createDatabase, databaseUrl, type TestDatabase } from '../support/database.ts'
import { Platform, rsaPair } from '../support/platform.ts'

const root = join(import.meta.dirname, '../..')
let folder: string
let database: TestDatabase
beforeAll(async () => {
  await build()
  folder = mkdtempSync(join(tmpdir(), 'keytill-cli-'))
  database = await createDatabase(2)
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await database?.drop()
})

type Ran = Readonly<{ code: number; out: string; err: string }>

function keytill(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const { PATH = '' } = process.env
  const options = { cwd: folder, env: { PATH, ...env }, timeout: 30_000 }
  return new Promise((resolve) => {
    execFile(process.execPath, [join(root, 'dist/cli.js'), ...args], options, (error, out, err) =>
      resolve({ code: error ? Number(error.code ?? -1) : 0, out, err }),
    )
  })
}

describe('every verb', () => {
  it.each(['start', 'simulator', 'migrate', 'doctor', 'keys', 'license'])(
    '%s helps',
    async (verb) => {
      const helped = await keytill([verb, '--help'])
      expect(helped.code).toBe(0)
      expect(helped.out).toContain(`usage: keytill ${verb}`)
      expect(helped.out).toContain('--json')
      const wrong = await keytill([verb, '--nonsense'])
      expect(wrong.code).toBe(2)
      expect(wrong.err).toContain('usage:')
    },
  )

  it('is told apart from what is none', async () => {
    expect((await keytill(['nonsense'])).code).toBe(2)
    expect((await keytill([])).code).toBe(2)
    expect((await keytill(['--help'])).code).toBe(0)
  })

  it('tells its version', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    expect(await keytill(['--version'])).toMatchObject({ code: 0, out: `${version}\n` })
  })
})

describe('keys generate', () => {
  it.each(['pkcs8', 'pkcs1'])('makes a pair that fits together, %s', async (format) => {
    const made = await keytill(['keys', 'generate', '--format', format, '--json'])
    const report = JSON.parse(made.out)
    expect(report.private_key).toContain(
      format === 'pkcs1' ? 'BEGIN RSA PRIVATE KEY' : 'BEGIN PRIVATE KEY',
    )
    const derived = createPublicKey(report.private_key).export({ format: 'der', type: 'spki' })
    expect(derived.toString('base64')).toBe(report.public_key_line)
  })

  it('writes the private key for its owner alone, and never over another', async () => {
    const out = join(folder, 'keys')
    expect((await keytill(['keys', 'generate', '--out', out])).code).toBe(0)
    const file = join(out, 'app_private_key.pem')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const before = readFileSync(file, 'utf8')
    expect((await keytill(['keys', 'generate', '--out', out])).code).toBe(1)
    expect(readFileSync(file, 'utf8')).toBe(before)
  })

  it('says what it does not understand', async () => {
    expect((await keytill(['keys'])).code).toBe(2)
    expect((await keytill(['keys', 'generate', '--format', 'x'])).code).toBe(2)
  })
})

describe('license verify', () => {
  it('tells a genuine file from a changed one and from an expired one', async () => {
    const pair = generateKeyPairSync('ed25519')
    const key = rawPublicKey(pair.publicKey).toString('base64')
    const write = (name: string, text: string) => {
      writeFileSync(join(folder, name), text)
      return name
    }
    const payload = { license_id: 'lic_x', valid_until: null }
    const file = signFile(payload, 'k', pair.privateKey)
    const good = write('good.json', JSON.stringify(file))
    const verified = await keytill(['license', 'verify', good, '--public-key', key, '--json'])
    expect([verified.code, JSON.parse(verified.out).valid]).toEqual([0, true])

    const keys = { data: { keys: [{ kid: 'k', public_key: key }] } }
    const served = write('keys.json', JSON.stringify(keys))
    expect((await keytill(['license', 'verify', good, '--public-key', served])).code).toBe(0)

    const changed = {
      ...file,
      payload: Buffer.from(JSON.stringify({ ...payload, license_id: 'lic_y' })).toString('base64'),
    }
    const bad = await keytill([
      'license',
      'verify',
      write('bad.json', JSON.stringify(changed)),
      '--public-key',
      key,
    ])
    expect([bad.code, bad.out]).toEqual([1, expect.stringContaining('not valid')])

    const old = signFile({ ...payload, valid_until: '2020-01-01 00:00:00' }, 'k', pair.privateKey)
    expect(
      (
        await keytill([
          'license',
          'verify',
          write('old.json', JSON.stringify(old)),
          '--public-key',
          key,
        ])
      ).code,
    ).toBe(1)

    const bare = sign(null, Buffer.from(JSON.stringify(payload)), pair.privateKey).toString(
      'base64',
    )
    const unbound = { ...file, signature: bare }
    expect(
      (
        await keytill([
          'license',
          'verify',
          write('unbound.json', JSON.stringify(unbound)),
          '--public-key',
          key,
        ])
      ).code,
    ).toBe(1)
  })

  it('asks for what is missing', async () => {
    expect((await keytill(['license', 'verify'])).code).toBe(2)
    expect((await keytill(['license', 'verify', 'x'])).code).toBe(2)
    expect((await keytill(['license', 'verify', 'no-such-file', '--public-key', 'x'])).code).toBe(1)
  })
})

describe('migrate', () => {
  it('brings a database up to date, and has nothing to do the second time', async () => {
    const env = { DATABASE_URL: databaseUrl(database.connection) }
    const again = await keytill(['migrate', '--json'], env)
    expect([again.code, JSON.parse(again.out).applied]).toEqual([0, []])
  })
})

describe('keys rotate', () => {
  it('makes the next key once, and says who must be told', async () => {
    const env = {
      DATABASE_URL: databaseUrl(database.connection),
      DATA_DIR: join(folder, 'data-keys'),
      DEMO: '0',
      SECRET_KEY: 'a secret for tests only, long enough',
    }
    expect((await keytill(['keys', 'rotate'], env)).code).toBe(2)
    const rotate = ['keys', 'rotate', '--by', 'test', '--json']
    const wrong = await keytill([...rotate, '--in-days', '0'], env)
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('--in-days')])
    const made = await keytill(rotate, env)
    const again = await keytill(rotate, env)
    const [first, second] = [made, again].map(({ out }) => JSON.parse(out))
    expect([first.is_new, second.is_new, second.key]).toEqual([true, false, first.key])
  })
})

describe('start', () => {
  it('refuses a wrong setting at once, naming it and not its value', async () => {
    const refused = await keytill(['start'], {
      ALIPAY_TIMEOUT_EXPRESS: '4',
      SECRET_KEY: 'short-secret',
    })
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('ALIPAY_TIMEOUT_EXPRESS')
    expect(refused.err + refused.out).not.toContain('short-secret')
    expect(existsSync(join(folder, 'data'))).toBe(false)
  })

  it('refuses the app key in the place of the platform key, and says so', async () => {
    const app = rsaPair()
    const env = {
      ALIPAY_APP_ID: '2021000000000001',
      ALIPAY_PRIVATE_KEY: app.privatePem,
      ALIPAY_PUBLIC_KEY: app.publicPem,
      DATABASE_URL: databaseUrl(database.connection),
      PORT: '0',
    }
    const refused = await keytill(['start'], env)
    expect(refused.code).toBe(1)
    expect(refused.err).toMatch(/应用公钥/)
    expect(refused.err).not.toContain(app.privatePem.split('\n')[2] ?? '-')
  })
})

describe('doctor', () => {
  it('finds nothing wrong with a shop that fits its gateway, and everything wrong with one that does not', async () => {
    const platform = await new Platform().start()
    try {
      const fine = await keytill(['doctor', '--json'], {
        ...platform.env(),
        PUBLIC_URL: 'https://shop.example',
      })
      const bad = (ran: Ran) =>
        JSON.parse(ran.out).findings.filter((finding: { level: string }) => finding.level === 'bad')
      expect(bad(fine)).toEqual([])
      expect(fine.code).toBe(0)

      const own = await keytill(['doctor', '--json'], {
        ...platform.env(),
        ALIPAY_ALIPAY_PUBLIC_KEY: platform.app.publicPem,
      })
      expect([own.code, bad(own).length]).toEqual([1, 1])
      expect(JSON.stringify(bad(own))).toMatch(/应用公钥/)

      const other = await keytill(['doctor', '--json'], {
        ...platform.env(),
        ALIPAY_ALIPAY_PUBLIC_KEY: rsaPair().publicPem,
      })
      expect([other.code, bad(other).length > 0]).toEqual([1, true])

      const several = await keytill(['doctor', '--json'], {
        ALIPAY_TIMEOUT_EXPRESS: '500',
        PORT: 'x',
      })
      expect([several.code, bad(several).length]).toEqual([1, 2])
    } finally {
      await platform.stop()
    }
  })
})
