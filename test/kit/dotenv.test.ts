// The `.env` files merchants have, read as they are; and that whatever we write we read back.

import { createHash, createPublicKey, type KeyObject } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDotenv, parseDotenv } from '../../src/kit/dotenv.ts'
import { bare, pemLine, testKeys } from '../config/merchant-env.ts'

const read = (text: string) => Object.fromEntries(parseDotenv(text).values)
const { app, platform } = testKeys

/** The key in any spelling, by the SHA-256 of its public half. */
function fingerprint(text: string): string {
  const body = text.replace(/-----[^-]+-----/g, '').replace(/[#\s]/g, '')
  const type = text.includes('PRIVATE') ? 'PRIVATE KEY' : 'PUBLIC KEY'
  return spkiHash(createPublicKey(`-----BEGIN ${type}-----\n${body}\n-----END ${type}-----\n`))
}

function spkiHash(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')
}

describe('a key in .env', () => {
  const appHash = fingerprint(app.publicPem)
  const platformHash = fingerprint(platform.publicPem)

  it('may stand over several lines without quotes, with anything after it', () => {
    const values = read(
      `A=1\nPRIVATE=${app.privatePem}PUBLIC=${platform.publicPem}\nB=2 # behind\nLAST=${app.publicPem.trim()}`,
    )
    expect(values).toMatchObject({ A: '1', B: '2' })
    expect(fingerprint(values.PRIVATE ?? '')).toBe(appHash)
    expect(fingerprint(values.PUBLIC ?? '')).toBe(platformHash)
    expect(fingerprint(values.LAST ?? '')).toBe(appHash)
  })

  it('may have CRLF, indentation, blank lines and a comment behind its first and last line', () => {
    const lines = app.publicPem.trim().split('\n')
    const text = lines.map((line) => `   ${line}\r\n\r\n`).join('')
    const commented = text.replaceAll(/(-----)\r\n/g, '$1  # a key\r\n')
    const { values, warnings } = parseDotenv(`KEY=${commented.trimStart()}NEXT=x\r\n`)
    expect(fingerprint(values.get('KEY') ?? '')).toBe(appHash)
    expect(values.get('KEY')).toBe(app.publicPem.trim())
    expect(values.get('NEXT')).toBe('x')
    expect(warnings).toEqual([])
  })

  it.each([
    ['escaped line breaks in double quotes', `"${app.publicPem.replaceAll('\n', '\\n')}"`],
    ['escaped line breaks without quotes', app.publicPem.replaceAll('\n', '\\n')],
    ['real line breaks in double quotes', `"${app.publicPem}"`],
    ['real line breaks in single quotes', `'${app.publicPem}'`],
    ['# for line breaks', app.publicPem.replaceAll('\n', '#')],
    ['# for line breaks and a comment behind', `${app.publicPem.replaceAll('\n', '#')} # mine`],
    ['# for line breaks, white space around them', app.publicPem.replaceAll('\n', ' # ')],
    ['bare base64', bare(app.publicPem)],
    ['bare base64 and a comment behind', `${bare(app.publicPem)}   # mine`],
  ])('may be written with %s', (_name, written) => {
    const { values, warnings } = parseDotenv(`KEY=${written}\nNEXT=1`)
    expect(fingerprint((values.get('KEY') ?? '').replaceAll('\\n', ''))).toBe(appHash)
    expect(values.get('NEXT')).toBe('1')
    expect(warnings).toEqual([])
  })

  it('keeps a body whose last line ends in padding', () => {
    const text = 'KEY=-----BEGIN PUBLIC KEY-----\nMIIBIjAN\nAQAB=\n-----END PUBLIC KEY-----\nB=1'
    expect(read(text)).toEqual({
      KEY: '-----BEGIN PUBLIC KEY-----\nMIIBIjAN\nAQAB=\n-----END PUBLIC KEY-----',
      B: '1',
    })
  })

  it('without an end line swallows no other variable, and is reported with its line', () => {
    const { values, warnings } = parseDotenv(
      '\nKEY=-----BEGIN PUBLIC KEY-----\nMIIBIjAN\n\n# next\nPORT=1',
    )
    expect(Object.fromEntries(values)).toEqual({
      KEY: '-----BEGIN PUBLIC KEY-----\nMIIBIjAN',
      PORT: '1',
    })
    expect(warnings).toMatchObject([{ line: 2, en: 'the key has no -----END line' }])
  })

  it('is never quoted by a warning', () => {
    const stray = pemLine(app.publicPem, 1)
    const { warnings } = parseDotenv(`${stray}\nA="${stray}\nB: ${stray}\nC='x' ${stray}`)
    expect(warnings.length).toBeGreaterThanOrEqual(3)
    expect(JSON.stringify(warnings)).not.toContain(stray.slice(0, 20))
  })
})

describe('a value in .env', () => {
  it.each([
    ['A=1', '1'],
    ['  export   A = 1  ', '1'],
    ['\uFEFFA=1', '1'],
    ['A=', ''],
    ['A=   ', ''],
    ['A= # nothing', ''],
    ['A=b # comment', 'b'],
    ['A=b\t# comment # more', 'b'],
    ['A=b#c', 'b#c'],
    ['A=#b', '#b'],
    ['A=b c', 'b c'],
    ['A=b=c==', 'b=c=='],
    ['A="b # c" # d', 'b # c'],
    ["A='b # c'# d", 'b # c'],
    ["A='b\\n\"c'", 'b\\n"c'],
    ['A="b\\n\\r\\t\\"\\\\\\d"', 'b\n\r\t"\\\\d'],
    ['A="b\r\nc"', 'b\nc'],
    ["A='b\nc'", 'b\nc'],
    ['A="$HOME `id` $(B)"', '$HOME `id` $(B)'],
    ['A=\u2028b', 'b'],
    ["A=it's", "it's"],
  ])('%j is read as %j', (text, value) => {
    expect(parseDotenv(text)).toEqual({ values: new Map([['A', value]]), warnings: [] })
  })

  it('may be set twice: the later wins and the line is reported', () => {
    const { values, warnings } = parseDotenv('A=1\nB=2\nA=3')
    expect([...values]).toEqual([
      ['A', '3'],
      ['B', '2'],
    ])
    expect(warnings).toMatchObject([{ line: 3, en: 'A is set again; this line wins' }])
  })

  it.each([
    ['A=1\nKEY: value\nB=2', 2, 'cannot be read, expected NAME=value'],
    ['A=1\n=x\nB=2', 2, 'cannot be read, expected NAME=value'],
    ['A=1\nB=2\n9C=3', 3, 'cannot be read, expected NAME=value'],
    ['A="1\nB=2', 1, 'the quote is never closed'],
    ["A=1\nB=2\nC='", 3, 'the quote is never closed'],
    ['A="1" x\nB=2', 1, 'the text behind the value is ignored'],
  ])('%j warns of line %i: %s, and reads the rest', (text, line, en) => {
    const { values, warnings } = parseDotenv(text)
    expect(warnings).toMatchObject([{ line, en }])
    expect(values.get('B')).toBe('2')
  })

  it('is read in time linear in the file, whatever stands in it', () => {
    const odd = `A="${'\\"\n'.repeat(2_000)}${"B='\n".repeat(1_000)}`
    const started = performance.now()
    parseDotenv(odd)
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})

describe('what we write', () => {
  const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,20}$/)
  const nasty = fc.string({
    unit: fc.constantFrom(...Array.from('\'"\\#$`= \t\n\rnrtab-\uFEFF\u2028中😀')),
  })
  const value = fc.oneof(nasty, fc.string({ unit: 'binary' }), fc.constant(app.privatePem))

  it('is read back as it was', () => {
    fc.assert(
      fc.property(fc.dictionary(name, value, { noNullPrototype: true }), (values) => {
        const entries = Object.entries(values)
        const text = entries.map(([key, one]) => formatDotenv(key, one)).join('\n')
        expect(parseDotenv(text)).toEqual({ values: new Map(entries), warnings: [] })
      }),
    )
  })

  it('never makes the reader throw, whatever a file holds', () => {
    const line = fc.oneof(nasty, fc.constantFrom('A=', '-----BEGIN X-----', '-----END X-----', '"'))
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        expect(parseDotenv(lines.join('\n')).values).toBeInstanceOf(Map)
      }),
    )
  })
})
