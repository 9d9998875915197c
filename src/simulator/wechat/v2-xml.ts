// The flat XML of API v2, read strictly: one root, each field once, texts or CDATA, nothing that expands or
// points elsewhere (fact sheet WeChat Pay, section 19).

export type V2Fields = ReadonlyMap<string, string>

const documentForm = /^\s*(?:<\?xml[^<>]*\?>\s*)?<(\w+)>([\s\S]*)<\/(\w+)>\s*$/
const fieldForm =
  /\s*<([A-Za-z_][\w.-]*)(?:\/>|>([^<]*(?:<!\[CDATA\[[\s\S]*?\]\]>[^<]*)*)<\/\1>)\s*/y
const cdataForm = /<!\[CDATA\[([\s\S]*?)\]\]>|([^<]+)/g
const entityForm = /&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([0-9a-f]{1,6}));/gi
const forbidden = /[^\P{Cc}\t\n\r]|[\ufffe\uffff]/u

const named = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" } as const

/** The fields in their order. Undefined for a document type, a comment, an attribute, a field named twice or inside another. */
export function readXml(text: string, root = 'xml'): V2Fields | undefined {
  const [, opened, inside = '', closed] = documentForm.exec(text) ?? []
  if (opened !== root || closed !== root || forbidden.test(text)) return undefined
  const fields = new Map<string, string>()
  let at = inside.length - inside.trimStart().length
  while (at < inside.length) {
    fieldForm.lastIndex = at
    const found = fieldForm.exec(inside)
    const [, name = '', content = ''] = found ?? []
    const value = readContent(content)
    if (!found || value === undefined || fields.has(name)) return undefined
    fields.set(name, value)
    at = fieldForm.lastIndex
  }
  return fields
}

export function writeXml(fields: Iterable<readonly [string, string]>, root = 'xml'): string {
  const lines = [...fields].map(([name, value]) => `<${name}>${cdata(value)}</${name}>`)
  return [`<${root}>`, ...lines, `</${root}>`].join('\n')
}

function readContent(content: string): string | undefined {
  let value = ''
  for (const [, verbatim, plain = ''] of content.matchAll(cdataForm)) {
    if (plain.replace(entityForm, '').includes('&')) return undefined
    value += verbatim ?? plain.replace(entityForm, letterOf)
  }
  return forbidden.test(value) ? undefined : value
}

function letterOf(_: string, name?: string, decimal?: string, hex?: string): string {
  if (name !== undefined) return named[name.toLowerCase() as keyof typeof named]
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
  const isLetter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
  return isLetter ? String.fromCodePoint(code) : '\uffff'
}

function cdata(value: string): string {
  return `<![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
}
