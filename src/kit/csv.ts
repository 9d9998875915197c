// Lines of CSV that a spreadsheet opens as they are meant: commas, CRLF, and no cell that becomes a formula.

/** Goes first, so that a spreadsheet reads UTF-8. */
export const csvStart = '\u{feff}'

/**
 * One line (RFC 4180). A cell that a spreadsheet would take for a formula is led by an apostrophe; a number too long
 * for it is followed by a tab, as in Alipay's own bills, so that it stays a text with all its digits.
 */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => quoted(whole(harmless(cell)))).join(',')}\r\n`
}

/** The characters a formula begins with, and those that hide one behind them. */
function harmless(cell: string): string {
  return /^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell
}

/** Above eleven digits a spreadsheet shows a power of ten, above fifteen it forgets the rest. */
function whole(cell: string): string {
  return /^\d{12,}$/.test(cell) ? `${cell}\t` : cell
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
