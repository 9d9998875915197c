// For what our own reasoning has ruled out: a failure here is a bug of ours, never bad input.

/** Throws when our own reasoning is wrong. Never for bad input: that is a refusal with a code. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionError(message)
}

/** Marks a branch the type system has proven impossible. */
export function unreachable(value: never): never {
  throw new AssertionError(`unreachable: ${JSON.stringify(value)}`)
}

class AssertionError extends Error {
  override name = 'AssertionError'
}
