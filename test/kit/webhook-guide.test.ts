// The code of the webhook guide, run as it is printed there, against messages the program signed.

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { webhookHeaders } from '../../src/app/webhook/secret.ts'
import { instantOf } from '../../src/core/time.ts'

const guide = (lang: string) =>
  readFileSync(new URL(`../../docs/guide/${lang}/webhooks.md`, import.meta.url), 'utf8')
const codeOf = (text: string, language: string) =>
  new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(text)?.[1] ?? ''

const [secret, older] = [7, 8].map((byte) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`)
const now = instantOf(Date.now())
const body = '{"type":"order.paid","name":"许可证"}'
const signed = (secrets: readonly string[], text = body, at = now) =>
  webhookHeaders(secrets, 'msg_1', text, at)

/** What is asked, and what a receiver that has `secret` must answer. */
const cases = [
  { headers: signed([secret ?? '']), body, expected: true },
  {
    headers: signed(['whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', secret ?? '']),
    body,
    expected: true,
  },
  { headers: signed([older ?? '']), body, expected: false },
  { headers: signed([secret ?? '']), body: `${body} `, expected: false },
  { headers: signed([secret ?? ''], body, instantOf(now - 600_000)), body, expected: false },
  { headers: { ...signed([secret ?? '']), 'webhook-id': 'msg_2' }, body, expected: false },
  { headers: {}, body, expected: false },
]
const wanted = cases.map(({ expected }) => expected)
const asked = JSON.stringify({ secret, cases })

/** How each language is asked all cases, and prints its answers as JSON. */
const languages = [
  {
    name: 'js',
    run: (code: string) => {
      const driver = `const { secret, cases } = JSON.parse(process.env.ASKED)
        console.log(JSON.stringify(cases.map((one) => verify(secret, one.headers, one.body))))`
      return [process.execPath, ['--input-type=module', '-e', `${code}\n${driver}`]] as const
    },
  },
  {
    name: 'python',
    run: (code: string) => {
      const driver = `import json, os
asked = json.loads(os.environ["ASKED"])
print(json.dumps([verify(asked["secret"], one["headers"], one["body"].encode()) for one in asked["cases"]]))`
      return ['python3', ['-c', `${code}\n${driver}`]] as const
    },
  },
  {
    name: 'php',
    run: (code: string) => {
      const driver = `$asked = json_decode(getenv('ASKED'), true);
        echo json_encode(array_map(fn($one) => verify($asked['secret'], $one['headers'], $one['body']), $asked['cases']));`
      return ['php', ['-r', `${code.replace('<?php', '')}\n${driver}`]] as const
    },
  },
]

const isHere = (program: string) => {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describe.each(languages)('the guide’s code in $name', ({ name, run }) => {
  const [program, words] = run(codeOf(guide('en'), name))
  it.runIf(isHere(program))('takes what the shop signed and nothing else', () => {
    const printed = execFileSync(program, words, { env: { ...process.env, ASKED: asked } })
    expect(JSON.parse(printed.toString())).toEqual(wanted)
  })

  it('is the same in both languages but for its comments', () => {
    const bare = (lang: string) => codeOf(guide(lang), name).replaceAll(/^\s*(\/\*\*|""").*$/gm, '')
    expect(bare('en')).not.toBe('')
    expect(bare('zh-CN')).toBe(bare('en'))
  })
})
