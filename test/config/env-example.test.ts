// The printed example of `.env`: complete, harmless and explained.

import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { envExample } from '../../src/config.ts'
import { namesOf, variableNames } from '../../src/config-variables.ts'
import { parseDotenv } from '../../src/kit/dotenv.ts'
import { read } from './merchant-env.ts'

describe('.env.example', () => {
  const example = envExample()

  it('stands in the repository as it is printed', () => {
    const file = new URL('../../.env.example', import.meta.url)
    // After a change of the variables: UPDATE_ENV=1 npm test -- test/config/env-example.test.ts
    if (process.env.UPDATE_ENV === '1') writeFileSync(file, example)
    expect(readFileSync(file, 'utf8')).toBe(example)
  })

  it('names every variable of the contract', () => {
    const contract =
      `HOST PORT PUBLIC_URL DATABASE_URL DATA_DIR LOG_FILE LOG_LEVEL SECRET_KEY SECRET_KEY_FILE
      SESSION_COOKIE_SECURE TRUST_PROXY DEMO DEMO_CATALOGUE RATE_LIMIT_FACTOR NODE_ENV ADMIN_EMAIL ADMIN_PASSWORD
      PAYMENT_ENABLED ALIPAY_APP_ID ALIPAY_PRIVATE_KEY ALIPAY_ALIPAY_PUBLIC_KEY ALIPAY_PUBLIC_KEY
      ALIPAY_PRIVATE_KEY_FILE ALIPAY_PUBLIC_KEY_FILE ALIPAY_ALIPAY_PUBLIC_KEY_FILE
      ALIPAY_APP_CERT_FILE ALIPAY_CERT_FILE ALIPAY_ROOT_CERT_FILE ALIPAY_SIGN_TYPE ALIPAY_GATEWAY ALIPAY_SANDBOX
      ALIPAY_SELLER_ID ALIPAY_NOTIFY_URL ALIPAY_RETURN_URL ALIPAY_TIMEOUT_EXPRESS WECHAT_APP_ID WECHAT_MCH_ID
      WECHAT_API_V3_KEY WECHAT_PRIVATE_KEY WECHAT_SERIAL_NO WECHAT_PUBLIC_KEY_ID WECHAT_PUBLIC_KEY WECHAT_MCH_KEY
      WECHAT_GATEWAY WECHAT_NOTIFY_URL WECHAT_RETURN_URL WECHAT_SANDBOX`.split(/\s+/)
    for (const name of contract) expect(example).toMatch(new RegExp(`\\b${name}\\b`))
    expect(variableNames.flatMap(namesOf)).toEqual(expect.arrayContaining(contract))
  })

  it('shows the defaults: with every variable switched on it still configures nothing', () => {
    const switchedOn = example.replaceAll(/^# (?=[A-Z0-9_]+=)/gm, '')
    expect([...parseDotenv(switchedOn).values.keys()]).toEqual(variableNames)
    const { setNames: _set, ...config } = read({}, switchedOn)
    const { setNames: _none, ...defaults } = read({})
    expect(config).toEqual(defaults)
  })

  it('explains each in both languages', () => {
    const lines = example.split('\n')
    for (const name of variableNames) {
      const above = lines[lines.findIndex((line) => line.startsWith(`# ${name}=`)) - 1]
      expect(above, name).toMatch(/^# .*[\u4e00-\u9fff].* \/ .*[A-Za-z]{3}/)
    }
  })
})
