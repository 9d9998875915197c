// What a product and its plans may be called and hold.

/** Ids stand in addresses and in the calls of programs: small letters, digits and dashes, 1 to 64 of them. */
export const catalogueIdPattern = '^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$'
export const nameMax = 60
export const descriptionMax = 5_000
export const validDaysMax = 36_500
export const planDevicesMax = 100_000
/** Of one plan's units, and of the limits on them. */
export const stockMax = 100_000_000

/** A name as typed: 1 to `max` characters after trimming, no control characters. */
export function parsePlainLine(text: string, max = nameMax): string | undefined {
  const trimmed = text.trim()
  const length = Array.from(trimmed).length
  return length >= 1 && length <= max && !/\p{Cc}/u.test(trimmed) ? trimmed : undefined
}

/** A text of many lines, its line ends made one. */
export function parsePlainText(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim()
}

/** The list with one moved a step; the same list where there is no step to take. */
export function movedOne<T>(list: readonly T[], one: T, to: 'up' | 'down'): readonly T[] {
  const from = list.indexOf(one)
  const other = list[to === 'up' ? from - 1 : from + 1]
  if (from < 0 || other === undefined) return list
  return list.map((each) => (each === one ? other : each === other ? one : each))
}
