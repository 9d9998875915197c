// Writes a workbook of one sheet while its rows are still being read: whatever its length, no more than a few
// rows are in memory. Texts are written as texts, so that none becomes a formula.

import { Readable } from 'node:stream'
import { crc32, createDeflateRaw } from 'node:zlib'

/** A text, or a number of two decimals given by its text. */
export type Cell = string | Readonly<{ amount: string }>

type Part = Readonly<{ name: string; text: AsyncIterable<string> | Iterable<string> }>

/** The bytes of an .xlsx file; the first row is the head. */
export function writeXlsx(rows: AsyncIterable<readonly Cell[]>): Readable {
  return Readable.from(
    zipOf([
      { name: '[Content_Types].xml', text: [contentTypes] },
      { name: '_rels/.rels', text: [relations('officeDocument', 'xl/workbook.xml')] },
      { name: 'xl/workbook.xml', text: [workbook] },
      {
        name: 'xl/_rels/workbook.xml.rels',
        text: [relations('worksheet', 'worksheets/sheet1.xml', 'styles', 'styles.xml')],
      },
      { name: 'xl/styles.xml', text: [styles] },
      { name: 'xl/worksheets/sheet1.xml', text: sheetOf(rows) },
    ]),
  )
}

const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const document = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packages = 'http://schemas.openxmlformats.org/package/2006'
const content = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
const contentTypes = `${xml}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${content}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${content}.styles+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${content}.worksheet+xml"/></Types>`
const workbook = `${xml}<workbook xmlns="${main}" xmlns:r="${document}"><sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>`
/** Style 1 is a number with two decimals (number format 4). */
const styles = `${xml}<styleSheet xmlns="${main}"><fonts count="1"><font/></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="4" applyNumberFormat="1"/></cellXfs></styleSheet>`

function relations(...kindsAndTargets: readonly string[]): string {
  const each = kindsAndTargets.flatMap((kind, index) =>
    index % 2 === 0
      ? [
          `<Relationship Id="rId${index / 2 + 1}" Type="${document}/${kind}" Target="${kindsAndTargets[index + 1]}"/>`,
        ]
      : [],
  )
  return `${xml}<Relationships xmlns="${packages}/relationships">${each.join('')}</Relationships>`
}

async function* sheetOf(rows: AsyncIterable<readonly Cell[]>): AsyncGenerator<string> {
  yield `${xml}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`
  for await (const row of rows) yield `<row>${row.map(cellOf).join('')}</row>`
  yield '</sheetData></worksheet>'
}

function cellOf(cell: Cell): string {
  if (typeof cell !== 'string') return `<c s="1"><v>${cell.amount}</v></c>`
  return `<c t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`
}

function escaped(text: string): string {
  return (
    text
      // XML cannot hold other control characters at all.
      .replace(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
  )
}

/** Sizes and checksums follow each part, because they are known only then (APPNOTE 4.4.4, bit 3). */
async function* zipOf(parts: readonly Part[]): AsyncGenerator<Buffer> {
  const directory: Buffer[] = []
  let at = 0
  for (const { name, text } of parts) {
    const start = at
    const sums = { crc: 0, size: 0, packed: 0 }
    const head = record(0x04034b50, [20, 0x0808, 8, 0, 0x21], [0, 0, 0], [name.length, 0], name)
    at += head.length
    yield head
    for await (const chunk of deflated(text, sums)) {
      at += chunk.length
      yield chunk
    }
    const tail = record(0x08074b50, [], [sums.crc, sums.packed, sums.size], [], '')
    at += tail.length
    yield tail
    directory.push(
      record(
        0x02014b50,
        [20, 20, 0x0808, 8, 0, 0x21],
        [sums.crc, sums.packed, sums.size],
        [name.length, 0, 0, 0, 0, 0, 0, start & 0xffff, start >>> 16],
        name,
      ),
    )
  }
  const whole = Buffer.concat(directory)
  const count = parts.length
  yield whole
  yield record(0x06054b50, [0, 0, count, count], [whole.length, at], [0], '')
}

async function* deflated(
  text: Part['text'],
  sums: { crc: number; size: number; packed: number },
): AsyncGenerator<Buffer> {
  async function* counted() {
    for await (const piece of text) {
      const bytes = Buffer.from(piece, 'utf8')
      sums.crc = crc32(bytes, sums.crc)
      sums.size += bytes.length
      yield bytes
    }
  }
  const source = Readable.from(counted())
  const deflate = createDeflateRaw()
  source.on('error', (error) => deflate.destroy(error))
  for await (const chunk of source.pipe(deflate)) {
    sums.packed += (chunk as Buffer).length
    yield chunk as Buffer
  }
}

/** A signature, numbers of 16, 32 and 16 bits again, and a name in ASCII, little-endian. */
function record(
  signature: number,
  shorts: readonly number[],
  longs: readonly number[],
  moreShorts: readonly number[],
  name: string,
): Buffer {
  const bytes = Buffer.alloc(4 + 2 * (shorts.length + moreShorts.length) + 4 * longs.length)
  let at = bytes.writeUInt32LE(signature)
  for (const value of shorts) at = bytes.writeUInt16LE(value, at)
  for (const value of longs) at = bytes.writeUInt32LE(value >>> 0, at)
  for (const value of moreShorts) at = bytes.writeUInt16LE(value, at)
  return Buffer.concat([bytes, Buffer.from(name, 'ascii')])
}
