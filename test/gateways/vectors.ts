// Runs vectors of the shared format against our clients: for each expectation of a vector the same thing is
// computed here and compared. What only a gateway does is a few lines on top of the client's own rules.

import { isDeepStrictEqual } from 'node:util'
import { alipayOps } from './vectors-alipay.ts'
import { wechatOps } from './vectors-wechat.ts'

export type Vector = Readonly<{
  id: string
  provider: string
  op: string
  alg: string
  input: Readonly<Record<string, unknown>>
  expect: Readonly<Record<string, unknown>>
}>

export type VectorFile = Readonly<{
  keys: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  vectors: readonly Vector[]
}>

export type Computed = Readonly<Record<string, unknown>>
export type Op = (vector: Vector, keys: VectorFile['keys']) => Promise<Computed> | Computed

export type Report = Readonly<{
  passed: number
  /** one line for each failed vector, beginning with its id */
  failures: readonly string[]
  /** vectors of gateways we have no client for, by gateway */
  skipped: ReadonlyMap<string, number>
}>

const opsByGateway: Readonly<Record<string, Readonly<Record<string, Op>>>> = {
  alipay: alipayOps,
  wechatpay: wechatOps,
}

/** Reasons that are words of the format. Others explain to a reader, and only say "do not trust it". */
const reasonWords = ['duplicate top-level member', 'unsigned', 'unknown sign_type']

/** Runs every vector; a vector whose operation is unknown here has failed. */
export async function runVectors(file: VectorFile): Promise<Report> {
  const failures: string[] = []
  const skipped = new Map<string, number>()
  let passed = 0
  for (const vector of file.vectors) {
    const ops = opsByGateway[vector.provider]
    if (!ops) {
      skipped.set(vector.provider, (skipped.get(vector.provider) ?? 0) + 1)
      continue
    }
    const problems = await problemsOf(vector, ops[vector.op], file.keys)
    if (problems.length === 0) passed += 1
    else failures.push(`${vector.id}: ${problems.join('; ')}`)
  }
  return { passed, failures, skipped }
}

async function problemsOf(
  vector: Vector,
  op: Op | undefined,
  keys: VectorFile['keys'],
): Promise<readonly string[]> {
  if (!op) return [`no operation ${vector.op}`]
  try {
    const computed = await op(vector, keys)
    return Object.entries(vector.expect).flatMap(([name, wanted]) => {
      const isProse = name === 'reason' && !reasonWords.includes(String(wanted))
      if (isProse || isDeepStrictEqual(computed[name], wanted)) return []
      return [`${name} is ${JSON.stringify(computed[name])}, not ${JSON.stringify(wanted)}`]
    })
  } catch (error) {
    return [`threw ${error instanceof Error ? error.message : String(error)}`]
  }
}

/** The member of a vector's input as text. Throws when it is none. */
export function textOf(from: Readonly<Record<string, unknown>>, name: string): string {
  const value = from[name]
  if (typeof value !== 'string') throw new Error(`${name} is no text`)
  return value
}
