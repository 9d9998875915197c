// What only shows when the configured channels are opened, in words that name the variable.

import { expect, it } from 'vitest'
import { openChannels } from '../../src/channels.ts'
import { ConfigError } from '../../src/config.ts'
import { instantOf } from '../../src/core/time.ts'
import { type Environment, read, testKeys } from './merchant-env.ts'

const account = {
  WECHAT_APP_ID: 'wx1234567890abcdef',
  WECHAT_MCH_ID: '1234567890',
  WECHAT_API_V3_KEY: 'k'.repeat(32),
  WECHAT_PRIVATE_KEY: testKeys.app.privatePem,
  WECHAT_SERIAL_NO: '5157F09EFDC096DE15EBE81A47057A7232F1B8E1',
}

function problemsOf(env: Environment) {
  const site = () => 'https://shop.example'
  const clock = { now: () => instantOf(0) }
  try {
    openChannels(read(env), { clock }, { publicUrl: site, localUrl: site }, undefined)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

it.each([
  ['the key', { WECHAT_PUBLIC_KEY: testKeys.platform.publicPem }, 'WECHAT_PUBLIC_KEY_ID'],
  ['the id', { WECHAT_PUBLIC_KEY_ID: 'PUB_KEY_ID_0114232134912410' }, 'WECHAT_PUBLIC_KEY'],
])('half of WeChat Pay’s public key, %s alone, is refused for what it is', (_, half, variable) => {
  const [problem, ...others] = problemsOf({ ...account, ...half })
  expect(problem?.variable).toBe(variable)
  expect(problem?.zh).toMatch(/^已填写微信支付公钥/)
  expect(problem?.en).toMatch(/^is missing: .*WeChat Pay's public key is set/)
  expect(others).toEqual([])
})
