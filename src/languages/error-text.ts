// The words of errors that every language has.

import type { ErrorCode } from '../error-codes.ts'

/**
 * What happened, what it means for the money, what to do. A sentence may hold `[a part with a {param}]`,
 * which is shown only where the param is known.
 */
export type ErrorText = Readonly<Record<ErrorCode, string>>
