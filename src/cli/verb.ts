// What a verb of the command line is.

import { existsSync, readFileSync } from 'node:fs'
import { type Config, readConfig } from '../config.ts'

export type Verb = Readonly<{
  name: string
  /** the line after "keytill" */
  usage: string
  summary: string
  /** whether it takes words beside its options */
  takesWords?: true
  options: Readonly<Record<string, Readonly<{ type: 'string' | 'boolean'; help: string }>>>
  run(call: VerbCall): Promise<Outcome>
}>

export type VerbCall = Readonly<{
  options: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>
  words: readonly string[]
  json: boolean
}>

/** What a verb found, for a person and for a program. */
export type Outcome = Readonly<{ found: 'nothing' | 'wrong'; text: string; report: unknown }>

/** `usage`: the caller must change the command. `failed`: the command was right, the world is not. */
export class CliError extends Error {
  override name = 'CliError'
  readonly kind: 'usage' | 'failed'

  constructor(kind: 'usage' | 'failed', message: string) {
    super(message)
    this.kind = kind
  }
}

/** The text of an option, or undefined when it was not given. */
export function optionText(call: VerbCall, name: string): string | undefined {
  const value = call.options[name]
  return typeof value === 'string' ? value : undefined
}

/** The configuration from the environment and `.env` in the working directory. Throws ConfigError. */
export function loadConfig(): Config {
  const dotenv = existsSync('.env') ? readFileSync('.env', 'utf8') : undefined
  return readConfig(process.env, dotenv, { readFile: (path) => readFileSync(path, 'utf8') })
}
