// A shop that nobody has set up yet, and simulated gateways beside it where a spec wants them: real programs of their
// own, so that what a spec saves in one meets no other spec.

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const cli = join(import.meta.dirname, '../../dist/cli.js')

export type FreshShop = Readonly<{
  url: string
  /** as printed when the shop first started */
  email: string
  oneTimePassword: string
  /** what the simulator prints for a merchant to configure, by variable name */
  account: Readonly<Record<string, string>>
  stop(): Promise<void>
}>

/** Starts the shop. `env` is its own environment, beside nothing but what it needs. */
export async function startFreshShop(
  env: Readonly<Record<string, string>>,
  /** beside a demo, which has its own inside */
  { hasGateways = false } = {},
): Promise<FreshShop> {
  const folder = await mkdtemp(join(tmpdir(), 'keytill-fresh-'))
  const shop = startProgram(['start'], folder, {
    ...env,
    PORT: '0',
    DATA_DIR: join(folder, 'data'),
  })
  const simulator = hasGateways
    ? startProgram(['simulator', '--json', '--port', '0'], folder, {})
    : undefined
  const [greeting, printed] = await Promise.all([
    // The last line of the greeting; a shop told its first password prints none.
    shop.said('ADMIN_PASSWORD' in env ? /\/admin\S*\n/ : /一次性密码[^\n]*\n/),
    simulator?.said(/^\{.*\}\n/m) ?? '{"env":{}}\n',
  ])
  const told = (form: RegExp) => form.exec(greeting)?.[1] ?? ''
  const [line = ''] = /^\{.*\}$/m.exec(printed) ?? []
  return {
    url: told(/(http:\/\/[^\s]+)\/admin/),
    email: told(/Account\s+(\S+)/),
    oneTimePassword: told(/One-time password\s+(\S+)/),
    account: (JSON.parse(line) as { env: Record<string, string> }).env,
    async stop() {
      await Promise.all([shop.stop(), simulator?.stop()])
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function startProgram(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>) {
  const { PATH = '', HOME = '' } = process.env
  const child: ChildProcess = spawn(process.execPath, [cli, ...args], {
    cwd,
    env: { PATH, HOME, ...env },
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  let output = ''
  let errors = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  return {
    /** Answers everything printed so far, once it has this form. */
    said: (form: RegExp) =>
      new Promise<string>((resolve, reject) => {
        child.stdout?.setEncoding('utf8').on('data', (text: string) => {
          output += text
          if (form.test(output)) resolve(output)
        })
        void ended.then(() => reject(new Error(`${args[0]} ended: ${output}${errors}`)))
      }),
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}
