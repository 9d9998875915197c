// Money is an integer of fen (1/100 yuan). Yuan exists only as text at the edges, and these two
// functions are the only way in and out: no float ever holds an amount.

declare const fen: unique symbol
/** An amount of money: a whole number of fen, 0 … 10^11. */
export type Fen = number & { readonly [fen]: true }

/** The largest amount a gateway takes: 100,000,000.00 yuan (fact sheet Alipay, section 10). */
export const fenMax = 10_000_000_000 as Fen

const yuanText = /^(0|[1-9]\d{0,8})(?:\.(\d{1,2}))?$/

/** A whole, non-negative number of fen, or undefined. */
export function fenOf(value: number): Fen | undefined {
  return Number.isSafeInteger(value) && value >= 0 && value <= fenMax ? (value as Fen) : undefined
}

/**
 * Reads yuan from its decimal text: "99", "9.9", "99.00". Undefined for anything else: a sign, an
 * exponent, three decimals, white space, more than `fenMax`.
 */
export function parseYuan(text: string): Fen | undefined {
  const match = yuanText.exec(text)
  if (!match) return undefined
  const [, yuan = '', decimals = ''] = match
  return fenOf(Number(yuan + decimals.padEnd(2, '0')))
}

/** Prints fen as yuan with two decimals: 990 → "9.90". */
export function formatYuan(amount: Fen): string {
  const digits = String(amount).padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** Adds amounts. Throws a RangeError beyond `fenMax`, which no order may reach. */
export function addFen(...amounts: readonly Fen[]): Fen {
  return within(amounts.reduce((sum: number, amount) => sum + amount, 0))
}

/** Unit price times a whole quantity. Throws a RangeError beyond `fenMax`. */
export function timesFen(unit: Fen, quantity: number): Fen {
  return within(unit * quantity)
}

function within(value: number): Fen {
  const amount = fenOf(value)
  if (amount === undefined) throw new RangeError(`not an amount of money: ${value}`)
  return amount
}
