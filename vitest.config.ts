// All that is not a browser. The slow files go first, so that no core waits for the last one.

import { configDefaults, defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Starts programs or whole shops, the slowest first; a fresh checkout has no times to go by. */
const slow = ['/test/kill/', '/test/db/', '/test/story/', '/test/sim/', '/test/cli/', '/test/http/']

/** Needs no database and leaves nothing behind, so that its files may share what a worker has loaded. */
const light = ['core', 'kit', 'config', 'gateways', 'pages', 'simulator'].map(
  (folder) => `test/${folder}/**/*.test.ts`,
)

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
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    sequence: { sequencer: SlowFirst },
    projects: [
      { extends: true, test: { name: 'light', include: light, isolate: false } },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/**/*.test.ts', 'src/**/*.test.ts'],
          exclude: [...configDefaults.exclude, 'test/e2e/**', ...light],
          globalSetup: ['test/support/database-server.ts'],
        },
      },
    ],
  },
})
