// Keeps the names of the tests that passed only at their second try, for the end of the whole run.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const secondTries = join(import.meta.dirname, '../test-results/second-tries.json')

export default class SecondTries {
  #names = []

  onTestCaseResult(test) {
    const isRetried = (test.diagnostic()?.retryCount ?? 0) > 0
    if (isRetried && test.ok())
      this.#names.push(`${test.module.relativeModuleId} › ${test.fullName}`)
  }

  onTestRunEnd() {
    writeFileSync(secondTries, JSON.stringify(this.#names))
  }
}
