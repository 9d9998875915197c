// What an operator finds in the log, and what nobody ever finds there.

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createLog, type Fields, type LogLevel } from '../../src/kit/log.ts'
import { Secret } from '../../src/kit/secret.ts'
import { bare, pemLine, testKeys } from '../config/merchant-env.ts'

const folder = mkdtempSync(join(tmpdir(), 'keytill-log-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A log whose stdout is kept here. */
function openLog(options: { level?: LogLevel; file?: string; pretty?: boolean } = {}) {
  const lines: string[] = []
  const { level = 'info', file, pretty = false } = options
  const log = createLog({ level, file, pretty, stdout: { write: (line) => lines.push(line) } })
  return { log, lines, events: () => lines.map((line) => JSON.parse(line)) }
}

function lineOf(fields: Fields): string {
  const { log, lines } = openLog()
  log.info('event', fields)
  return lines.join('')
}

/** Letters of base64 that are no hexadecimal digits alone. */
function lettersOf(length: number): string {
  return 'Zk+/'.repeat(length).slice(0, length)
}

it("62: shows no buyer's phone or address of mail, no licence key and no secret, wherever they stand", () => {
  const line = lineOf({
    phone: '13800138000',
    text: 'the buyer 13912345678 wrote',
    list: [{ of: 'key 6NE93-HK7Q2-8VXWM-4TRPA-9CDEF-GH' }],
    url: '/orders?search=13712345678&link_token=abc',
    said: '550 <Li.Lei@mail.example.com>: no such mailbox',
    page: '/account?email=han%40example.cn&next=/',
  })
  for (const hidden of [
    '13800138000',
    '13912345678',
    '6NE93',
    '13712345678',
    'abc',
    'Li.Lei',
    'han',
  ])
    expect(line).not.toContain(hidden)
  // A trade number is none, though eleven of its digits look like one.
  expect(lineOf({ trade: '2026112122001413800138000123' })).toContain(
    '2026112122001413800138000123',
  )
})

describe('an event', () => {
  it('is one line of JSON with level, time, name and fields', () => {
    const { log, lines, events } = openLog()
    log.info('order_placed', { order_number: 'K1', amount_fen: 990, note: 'a\nb' })
    log.warn('odd')
    expect(
      lines.every((line) => line.endsWith('\n') && line.indexOf('\n') === line.length - 1),
    ).toBe(true)
    expect(events()).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        order_number: 'K1',
        amount_fen: 990,
        note: 'a\nb',
        event: 'order_placed',
      },
      { level: 'warn', time: expect.any(String), event: 'odd' },
    ])
  })

  it('below the level is not written', () => {
    const { log, events } = openLog({ level: 'warn' })
    log.debug('a')
    log.info('b')
    log.error('c')
    log.fatal('d')
    expect(events().map(({ event }) => event)).toEqual(['c', 'd'])
  })

  it('carries the fields of the log it is written to, and its own win', () => {
    const { log, events } = openLog()
    log.with({ request_id: 'r1' }).with({ order_number: 'K1' }).info('paid', { order_number: 'K2' })
    expect(events()).toMatchObject([{ event: 'paid', request_id: 'r1', order_number: 'K2' }])
  })

  it('shows an error with its code, cause and stack', () => {
    const { log, events } = openLog()
    const cause = Object.assign(new TypeError('refused'), { code: 'ECONNREFUSED' })
    log.error('failed', { error: new Error('no answer', { cause }) })
    expect(events()[0]).toMatchObject({
      error: {
        name: 'Error',
        message: 'no answer',
        stack: expect.stringContaining('log.test.ts'),
        cause: { name: 'TypeError', message: 'refused', code: 'ECONNREFUSED' },
      },
    })
  })

  it('may be printed for eyes', () => {
    const { log, lines } = openLog({ pretty: true })
    log.info('order_placed', { order_number: 'K1', amount_fen: 990 })
    expect(lines.join('')).toMatch(
      /^\d\d:\d\d:\d\d info {2}order_placed order_number="K1" amount_fen=990\n$/,
    )
  })

  it('is written whatever stands in its fields', () => {
    const circle: Record<string, unknown> = { name: 'circle' }
    circle.self = circle
    const hostile = {
      get broken() {
        throw new Error('getter')
      },
    }
    const { log, events } = openLog()
    log.info('circle', { circle })
    log.info('hostile', { hostile })
    log.info('mixed', {
      big: 10n,
      bytes: Buffer.from('secret'),
      date: new Date(0),
      bad: new Date(Number.NaN),
      url: new URL('https://shop.example/?token=t-canary'),
      map: new Map([['a', 1]]),
      set: new Set([1]),
      none: undefined,
      call: () => 1,
      long: 'x '.repeat(10_000),
      list: Array.from({ length: 500 }, (_, index) => index),
    })
    const [first, second, third] = events()
    expect(first).toMatchObject({ event: 'circle' })
    expect(second).toMatchObject({ event: 'hostile', unprintable: ['hostile'] })
    expect(third).toMatchObject({
      big: '10',
      bytes: '[6 bytes]',
      date: '1970-01-01T00:00:00.000Z',
      bad: null,
    })
    expect(third).toMatchObject({
      url: 'https://shop.example/?token=[secret]',
      map: [['a', 1]],
      set: [1],
    })
    expect(third.long.length).toBeLessThan(5_000)
    expect(third.list).toHaveLength(100)
  })
})

describe('no line shows', () => {
  const { privatePem } = testKeys.app
  const body = pemLine(privatePem, 3)
  const key = 'ABCDE-FGHJK-MNPQR-STVWX-YZ012-34567'

  it.each<[string, Fields, string]>([
    ['a Secret', { a: { b: [new Secret('canary')] } }, 'canary'],
    ['a token by name', { access_token: 'canary' }, 'canary'],
    [
      'a header by name',
      { headers: { Authorization: 'canary', 'X-Order-Token': 'canary' } },
      'canary',
    ],
    ['a cookie by name', { headers: { cookie: 'canary', 'set-cookie': ['canary'] } }, 'canary'],
    ['a password by name', { adminPassword: 'canary', ADMIN_PASSWORD: 'canary' }, 'canary'],
    ['a one-time number by name', { secret: 424_242 }, '424242'],
    ['an object by name', { private_key: { text: 'canary' } }, 'canary'],
    ['a configured key by name', { WECHAT_MCH_KEY: 'canary', ALIPAY_AES_KEY: 'canary' }, 'canary'],
    ['a licence key by name', { license_key: 'canary' }, 'canary'],
    ['a licence key', { note: `sold ${key}.` }, 'FGHJK'],
    ['a licence key in small letters', { note: `sold ${key.toLowerCase()}` }, 'fghjk'],
    ['a short licence key', { note: `(${key.slice(0, 26)})` }, 'FGHJK'],
    ['a PEM', { note: `got ${privatePem} here` }, body],
    ['a PEM that is cut off', { note: privatePem.slice(0, 600) }, body],
    ['a PEM with \\n', { note: privatePem.replaceAll('\n', '\\n') }, body],
    ['a PEM with #', { note: privatePem.replaceAll('\n', '#') }, body],
    ['a line of a PEM', { note: `line ${body}` }, body],
    ['a key without its first and last line', { note: bare(privatePem) }, body],
    ['an error about a key', { error: new Error(`bad key ${privatePem}`) }, body],
    ['a bearer', { note: 'Authorization: Bearer canary' }, 'canary'],
    [
      'a token in an address',
      { url: '/api/v1/user/orders/K1/events?a=1&token=canary&b=2' },
      'canary',
    ],
    ['a password in an address', { note: 'at postgres://user:canary@host/db' }, 'canary'],
    ['a database address by name', { database_url: 'canary' }, 'canary'],
    ['what lies very deep', { a: { b: { c: { d: { e: { f: { g: 'canary' } } } } } } }, 'canary'],
  ])('%s', (_name, fields, canary) => {
    const line = lineOf(fields)
    expect(line).not.toContain(canary)
    expect(JSON.parse(line)).toMatchObject({ event: 'event' })
  })

  it('any line of any key', () => {
    const lines = [privatePem, testKeys.platform.publicPem]
      .flatMap((pem) => pem.split('\n'))
      .filter((line) => line.length === 64)
    expect(lines.length).toBeGreaterThan(25)
    for (const line of [...lines, 'Ab1'.repeat(22)])
      for (const note of [line, `x ${line} y`]) expect(lineOf({ note })).not.toContain(line)
  })

  it('any body of a key, wherever it stands and beside whatever does', () => {
    const body = lettersOf(64)
    const digest = '9f86d081'.repeat(8)
    const beside = ['', ' ', digest, `${lettersOf(63)} `, `${lettersOf(90)}==`]
    for (const before of [...beside, ...Array.from({ length: 130 }, (_, at) => '- '.repeat(at))])
      expect(lineOf({ note: `${before} ${body}= ${body}` })).not.toContain(body)
    expect(lineOf({ note: `${lettersOf(63)} ${digest}` })).toContain(`${lettersOf(63)} ${digest}"`)
    expect(lineOf({ note: `a ${body}== b` })).toContain('"a [base64] b"')
  })

  it('and what an operator needs is still there', () => {
    const fields = {
      order_number: 'K7Q2M9ZP4T8WX3N5BV6C1D0F2G4H8J1K',
      news_id: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      trade_no: '2024112122001400001234567890',
      request_id: '550e8400-e29b-41d4-a716-446655440000',
      path: '/api/v1/user/orders/K7Q2M9ZP4T8WX3N5BV6C1D0F2G4H8J1K/events',
      time_paid: '2024-11-21 12:00:00',
      paid_by: 'start-stop',
      gateway: 'https://openapi.alipay.com/gateway.do',
      has_token: true,
    }
    expect(JSON.parse(lineOf(fields))).toMatchObject(fields)
  })
})

describe('the log file', () => {
  it('is made with its folder and gets the same lines, after those of the last run', () => {
    const file = join(folder, 'new', 'deep', 'keytill.log')
    for (const run of [1, 2]) {
      const { log } = openLog({ file })
      log.info('started', { run })
      log.close()
      log.info('after_close')
    }
    const events = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(events).toMatchObject([
      { event: 'started', run: 1 },
      { event: 'started', run: 2 },
    ])
  })

  it('that cannot be made is said once, and the log goes on', () => {
    writeFileSync(join(folder, 'a-file'), '')
    const { log, events } = openLog({ file: join(folder, 'a-file', 'keytill.log') })
    log.info('one')
    log.info('two')
    expect(events().map(({ event }) => event)).toEqual(['log_file_failed', 'one', 'two'])
  })

  it.runIf(process.platform === 'linux')('that fills up is said once, and the log goes on', () => {
    const { log, events } = openLog({ file: '/dev/full' })
    log.info('one')
    log.info('two')
    log.close()
    expect(events().map(({ event }) => event)).toEqual(['one', 'log_file_failed', 'two'])
    expect(events()[1].error.code).toBe('ENOSPC')
  })
})

describe('the process', () => {
  const file = join(folder, 'process.log')
  const module = new URL('../../src/kit/log.ts', import.meta.url).href
  const script = `
    import { createLog } from ${JSON.stringify(module)}
    const log = createLog({ file: ${JSON.stringify(file)}, level: 'info' })
    for (let n = 0; n < 500; n += 1) log.info('event', { n })
    process.exit(0)`
  const args = ['--import', 'tsx', '--input-type=module', '-e', script]

  it('loses no line when it exits at once', () => {
    const out = execFileSync(process.execPath, args, { encoding: 'utf8' })
    expect(out.trim().split('\n')).toHaveLength(500)
    expect(readFileSync(file, 'utf8')).toBe(out)
  })

  it.runIf(process.platform === 'linux')(
    'goes on when nobody reads its stdout, or nobody can',
    () => {
      for (const target of ['| true', '> /dev/full']) {
        rmSync(file)
        const shell = `"$0" "$@" ${target}`
        const { stderr } = spawnSync('sh', ['-c', shell, process.execPath, ...args], {
          encoding: 'utf8',
        })
        expect(stderr).toBe('')
        expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(500)
      }
    },
  )
})
