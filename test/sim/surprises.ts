// Errors that come out of the product: those the invented day made itself, and those nobody expected.

/**
 * A row the program wanted to write and only a constraint kept out (SQLSTATE class 23) is a harm of its own: the
 * database is the last net, and what falls into it got past everything else.
 */
export function nameOfSurprise(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return 'unexpected-error'
  const isKeptOut = typeof error.code === 'string' && error.code.startsWith('23')
  const [, constraint] = /constraint "([^"]+)"/.exec(error.message) ?? []
  return isKeptOut ? `kept-out-only-by-${constraint ?? 'the-database'}` : 'unexpected-error'
}

const ourCodes = ['57P03', '08006', '40001', '40P01', '57014', '53100']

/** Errors of the database that every day knows. */
export function isOurFault(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    ourCodes.includes(error.code)
  )
}
