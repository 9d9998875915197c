// All that is not a browser. The slow files go first, so that no core waits for the last one.

import { configDefaults, defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Starts programs or whole shops, the slowest first; a fresh checkout has no times to go by. */
const slow = ['/test/kill/', '/test/db/', '/test/story/', '/test/sim/', '/test/cli/', '/test/http/']

class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.sort((a, b) => rankOf(a) - rankOf(b))
  }
}

function rankOf({ moduleId }: TestSpecification): number {
  const rank = slow.findIndex((folder) => moduleId.includes(folder))
  return rank < 0 ? slow.length : rank
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'src/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'test/e2e/**'],
    globalSetup: ['test/support/database-server.ts'],
    // A worker keeps what it has loaded: a file leaves nothing behind, as a program that runs for years must not.
    isolate: false,
    // More than the cores of a small machine: kills and stories wait half of their time.
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // A busy machine may starve a test once; what fails twice is broken, and a second try is told at the end.
    retry: process.env.CI === 'true' ? 1 : 0,
    sequence: { sequencer: SlowFirst },
  },
})
