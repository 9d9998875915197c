// A list as a spreadsheet: CSV or a workbook, streamed row by row.

import { Readable } from 'node:stream'
import { csvLine, csvStart } from '../../../kit/csv.ts'
import { type Cell, writeXlsx } from '../../../kit/xlsx.ts'
import type { Answer } from '../../route.ts'

export type SheetFormat = 'csv' | 'xlsx'

const contentTypes = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const

/** The rows as a file; `name` is what it is called, without its ending. */
export function sheetAnswer(
  name: string,
  format: SheetFormat,
  rows: AsyncIterable<readonly Cell[]>,
): Answer {
  return {
    kind: 'text',
    status: 200,
    contentType: contentTypes[format],
    body: format === 'csv' ? Readable.from(csvOf(rows)) : writeXlsx(rows),
    headers: { 'content-disposition': `attachment; filename="${name}.${format}"` },
  }
}

async function* csvOf(rows: AsyncIterable<readonly Cell[]>): AsyncGenerator<string> {
  yield csvStart
  for await (const row of rows)
    yield csvLine(row.map((cell) => (typeof cell === 'string' ? cell : cell.amount)))
}
