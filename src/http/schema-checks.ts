// A schema is compiled when a call first needs it: to compile all of them at once would be half of a start, and
// after a crash buyers wait for that start.

import { AjvCompiler } from '@fastify/ajv-compiler'

type Build = ReturnType<typeof AjvCompiler>
type Check = ((value: unknown) => unknown) & { errors?: unknown }

/** Servers of one program share what is compiled. */
const buildOwn: Build = AjvCompiler()

/** For Fastify's `schemaController`: its own compiler, asked late. A schema that is none throws at the first call. */
export const buildValidator = ((...settings: Parameters<Build>) => {
  const compile = buildOwn(...settings) as unknown as (part: unknown) => Check
  return (part: unknown): Check => {
    let check: Check | undefined
    const late: Check = (value) => {
      check ??= compile(part)
      const answer = check(value)
      late.errors = check.errors
      return answer
    }
    return late
  }
}) as unknown as Build
