// keytill admin create: a new operator of the console, with a one-time password that is printed here and kept nowhere.

import { createOperator } from '../app/people/create-operator.ts'
import { roles } from '../core/rights.ts'
import { withApp } from './open-app.ts'
import { refusalsTold } from './refusal.ts'
import { CliError, loadConfig, type Outcome, optionText, type Verb, type VerbCall } from './verb.ts'

const author = { operator: 'cli', address: 'local', requestId: '' }

export const adminVerb: Verb = {
  name: 'admin',
  usage: 'admin create --email EMAIL [--role ROLE] [--name NAME]',
  summary: 'Add somebody who may sign in to the console',
  takesWords: true,
  options: {
    email: { type: 'string', help: 'their e-mail address (needed)' },
    role: { type: 'string', help: `${roles.join(', ')}; by default owner` },
    name: { type: 'string', help: 'what to call them; by default the e-mail address' },
  },
  run: (call) => refusalsTold(() => create(call)),
}

async function create(call: VerbCall): Promise<Outcome> {
  if (call.words.length !== 1 || call.words[0] !== 'create')
    throw new CliError('usage', 'say admin create')
  const email = optionText(call, 'email')
  if (email === undefined || !/^[^\s@]{1,64}@[^\s@]{1,190}$/.test(email))
    throw new CliError('usage', '--email is missing or is no e-mail address')
  const asked = optionText(call, 'role') ?? 'owner'
  const role = roles.find((one) => one === asked)
  if (!role) throw new CliError('usage', `--role is one of ${roles.join(', ')}`)
  const name = optionText(call, 'name') ?? email
  const config = loadConfig()
  const made = await withApp(config, (app) => createOperator(app, { email, name, role }, author))
  const text = [
    `${made.email} (${role}) may sign in to the console with the one-time password`,
    '',
    `  ${made.oneTimePassword}`,
    '',
    'It is kept nowhere and has to be changed at the first sign-in.',
  ].join('\n')
  const admin = { email: made.email, role, one_time_password: made.oneTimePassword }
  return { found: 'nothing', text, report: { ok: true, admin } }
}
