// What a row of the audit log tells besides its action: names with what they are, or what they were and are.

export type Line = Readonly<{ name: string; was?: string; is: string }>

type Words = Readonly<Record<string, string>>

/** One line for each name in `details`; two standings (`from` and `to` with several names) are told name by name. */
export function linesOf(
  details: Readonly<Record<string, unknown>>,
  {
    fields,
    values,
    money,
  }: Readonly<{ fields: Words; values: Words; money(yuan: number): string }>,
): readonly Line[] {
  const wordOf = (name: string, value: unknown): string => {
    if (typeof value === 'number' && /fen$/i.test(name)) return money(value / 100)
    if (Array.isArray(value)) return value.map((one) => wordOf(name, one)).join(', ')
    if (isObject(value))
      return Object.values(value)
        .map((one) => wordOf(name, one))
        .join(' / ')
    return values[String(value)] ?? String(value)
  }
  const lineOf = ([name, value]: readonly [string, unknown]): Line => {
    const known = fields[name] ?? name
    if (!isChange(value)) return { name: known, is: wordOf(name, value) }
    return { name: known, was: wordOf(name, value.from), is: wordOf(name, value.to) }
  }
  return standingsOf(details).map(lineOf)
}

function standingsOf(details: Readonly<Record<string, unknown>>): readonly [string, unknown][] {
  const { from, to, ...rest } = details
  if (!isObject(from) || !isObject(to)) return Object.entries(details)
  const differing = Object.entries(to)
    .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(from[name]))
    .map(([name, value]): [string, unknown] => [name, { from: from[name], to: value }])
  return [...differing, ...Object.entries(rest)]
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isChange(value: unknown): value is Readonly<{ from: unknown; to: unknown }> {
  return isObject(value) && 'from' in value && 'to' in value
}
