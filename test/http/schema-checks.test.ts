// What a call must look like is compiled when the first call comes. So that none is the first to find a schema
// that is none, each of them is compiled here.

import { expect, it } from 'vitest'
import { createRoutes } from '../../src/http/routes/index.ts'
import { buildValidator } from '../../src/http/schema-checks.ts'

const compile = buildValidator({}, { customOptions: {} })

it('every route can tell what fits from what does not', () => {
  const { all, stop } = createRoutes()
  stop()
  const schemas = all.flatMap(({ body, query, params }) =>
    [body, query, params].filter((one) => one !== undefined),
  )
  expect(schemas.length).toBeGreaterThan(100)
  for (const schema of schemas) {
    const fits = compile({ schema })
    expect(fits('not an object')).toBe(false)
    expect(fits.errors).toHaveLength(1)
  }
})

it('a schema that is none is told at the first call, not before', () => {
  const fits = compile({ schema: { type: 'no such type' } })
  expect(() => fits({})).toThrow('schema is invalid')
})
