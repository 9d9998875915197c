// The terms of a package as a merchant types them: sent as the server takes them, and said in one line.

import { expect, it } from 'vitest'
import {
  loggedTerms,
  plain,
  summaryOf,
  type Terms,
  termsOf,
  termWrongs,
  typedTermsOf,
} from '../../web/admin/src/pages/catalogue/terms.ts'
import { words as en } from '../../web/admin/src/text/en/terms.ts'
import { words as zh } from '../../web/admin/src/text/zh-CN/terms.ts'

const rich: Terms = {
  starts: 'activation',
  may_exceed: true,
  seats: 'floating',
  lease_seconds: 90,
  match: 'most',
  features: ['pro', 'export.pdf'],
  trial: true,
  version_max: '3',
  self_frees: null,
  file_days: 30,
}

it('a plain package sends no terms and has nothing to say', () => {
  expect(termsOf(plain)).toEqual({})
  expect(summaryOf({}, zh)).toBe('')
})

it('what was saved is sent again as it was, whichever terms it has', () => {
  for (const terms of [rich, { self_frees: 0 }, { seats: 'floating' }, {}] satisfies Terms[])
    expect(termsOf(typedTermsOf(terms))).toEqual(terms)
})

it('one line says how a package differs from a plain one, in both languages', () => {
  expect(summaryOf(rich, zh)).toBe(
    '首次激活起算，浮动名额，保留 90 秒，可超出设备数，多数部件相同即可，功能 pro、export.pdf，试用，版本到 3，自助解绑不限，离线文件 30 天',
  )
  expect(summaryOf({ seats: 'floating', self_frees: 0 }, en)).toBe(
    'floating seats, kept 10 min, buyers free no device',
  )
  expect(summaryOf(loggedTerms({ isTrial: true, versionMax: '3.2' }), zh)).toBe('试用，版本到 3.2')
})

it('terms that do not go with how a package ends are named at their field, and what is no number too', () => {
  const typed = { ...plain, starts: 'activation', isTrial: true } as const
  const wrong = (...of: Parameters<typeof termWrongs>) =>
    Object.entries(termWrongs(...of)).flatMap(([name, word]) => (word === '' ? [] : [name]))
  expect(wrong(typed, 'days', zh)).toEqual([])
  expect(wrong(typed, 'until', zh)).toEqual(['starts'])
  expect(wrong(typed, 'forever', zh)).toEqual(['starts', 'trial'])
  const odd = {
    ...plain,
    seats: 'floating',
    lease: '59',
    feature: 'Pro',
    versionMax: 'v3',
  } as const
  expect(wrong({ ...odd, selfFrees: '-1', fileDays: '0' }, 'days', zh)).toEqual([
    'lease',
    'features',
    'version',
    'frees',
    'fileDays',
  ])
})
