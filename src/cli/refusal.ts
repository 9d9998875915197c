// A refusal of a use case, told on the command line: its code and its English sentence.

import { messageOf, Refusal } from '../errors.ts'
import { CliError } from './verb.ts'

/** Runs `work`; a Refusal becomes a CliError that says what was refused and why. */
export async function refusalsTold<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new CliError('failed', `${messageOf(error.code, 'en', error.params)} [${error.code}]`)
  }
}
