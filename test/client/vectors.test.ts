// The client in Node and in a browser against the vectors that every client must agree on.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { isAnswerTo, readExchange, sha256 } from '../../src/client/ask.ts'
import { verifyByNumbers, verifyInBrowser } from '../../src/client/ed25519.ts'
import { verifyInNode } from '../../src/client/ed25519-node.ts'
import { checkLicenseFile } from '../../src/client/license-file.ts'
import { hashed } from '../../src/client/machine.ts'
import { acceptSuccessors, isCovered, isGenuine, timeOf } from '../../src/client/protocol.ts'
import { verifyFile } from '../../src/kit/signed-file.ts'
import { makeVectors } from './license-vectors.ts'

const vectors = makeVectors()

it('are in the documents as the code makes them', () => {
  const file = join(import.meta.dirname, '../../docs/license-vectors.json')
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(vectors)))
})

describe.each([
  ['Node', verifyInNode],
  ['WebCrypto', verifyInBrowser],
  ['whole numbers', verifyByNumbers],
])('by %s', (_name, verify) => {
  it.each(vectors.answers)('an answer: $name', async ({ genuine, ...answer }) => {
    expect(await isGenuine(verify, vectors.keys, answer)).toBe(genuine)
  })

  it.each(vectors.questions)('a question: $name', async ({ question, says, ...exchange }) => {
    const { verb, license_key, fingerprint, product_id, version } = question
    const reading = await readExchange(verify, vectors.keys, exchange)
    const isAnswer =
      reading &&
      isAnswerTo(reading, {
        verb,
        license_key_sha256: await sha256(license_key),
        fingerprint,
        product_id,
        version: version ?? undefined,
        components: undefined,
      })
    const isRunning = isCovered(version ?? undefined, reading?.license?.version_max)
    const told = reading?.refusal ?? (isRunning ? 'yes' : 'version_not_covered')
    expect(isAnswer ? told : 'not_genuine').toBe(says)
  })

  it.each(vectors.files)('a file: $name', async ({ text, product_id, at, result, ...file }) => {
    const { fingerprint, version } = file
    const about = { productId: product_id, fingerprint, version: version ?? undefined }
    const check = { keys: vectors.keys, ...about, now: timeOf(at) }
    expect((await checkLicenseFile(verify, text, check)).result).toBe(result)
  })

  it.each(vectors.chains)('a chain of keys: $name', async ({ keys, successors, accepted }) => {
    const all = await acceptSuccessors(verify, keys, successors)
    expect(Object.keys(all).sort()).toEqual(accepted.toSorted())
  })
})

it('of files are read by the command line as well', () => {
  const keys = new Map(
    Object.entries(vectors.keys).map(([kid, key]) => [kid, Buffer.from(key, 'base64')]),
  )
  const problems = ['unreadable', 'unknown_key', 'signature']
  for (const { name, text, result } of vectors.files) {
    const verified = verifyFile(text, keys)
    const reason = verified.valid ? 'genuine' : verified.reason
    expect([name, reason]).toEqual([name, problems.includes(result) ? result : 'genuine'])
  }
})

it('of fingerprints tell nobody which machine it is, and two products nothing in common', () => {
  for (const { product_id, machine_id, fingerprint } of vectors.fingerprints) {
    expect(hashed(product_id, 'machine', machine_id)).toBe(fingerprint)
    expect(hashed('another', 'machine', machine_id)).not.toBe(fingerprint)
  }
})

describe('what a seller puts into a program', () => {
  const bundle = async (entry: string, platform: 'node' | 'browser') => {
    const { outputFiles, metafile } = await build({
      entryPoints: [join(import.meta.dirname, '../../src/client', entry)],
      bundle: true,
      minify: true,
      write: false,
      metafile: true,
      platform,
      format: 'esm',
      target: 'es2022',
    })
    const outside = Object.values(metafile.outputs).flatMap((one) => one.imports)
    return {
      imports: outside.map(({ path }) => path),
      gzipped: gzipSync(outputFiles[0]?.contents ?? '').length,
    }
  }

  it('is a few kilobytes in a browser, and needs nothing else', async () => {
    const { imports, gzipped } = await bundle('browser.ts', 'browser')
    expect(imports).toEqual([])
    expect(gzipped).toBeLessThan(5_000)
  })

  it('needs nothing but Node elsewhere, and asks no machine for its number unasked', async () => {
    const client = await bundle('node.ts', 'node')
    expect(client.imports.sort()).toEqual(['node:crypto', 'node:fs', 'node:path'])
    const machine = await bundle('machine.ts', 'node')
    expect(machine.imports.every((path) => path.startsWith('node:'))).toBe(true)
  })
})
