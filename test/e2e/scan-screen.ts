// What another phone's camera would read off the screen: a picture of the code as it is painted, not its markup.

import type { Locator } from '@playwright/test'
import decodeQR from 'qr/decode.js'

export type Scanned = Readonly<{
  text: string
  /** how many modules around the code are white, where there are fewest */
  border: number
}>

export async function scanScreen(code: Locator): Promise<Scanned> {
  const picture = (await code.screenshot({ animations: 'disabled' })).toString('base64')
  const blank = await code.page().context().newPage()
  const { width, height, pixels } = await blank.evaluate(async (base64) => {
    const image = new Image()
    image.src = `data:image/png;base64,${base64}`
    await image.decode()
    const canvas = new OffscreenCanvas(image.width, image.height)
    const drawn = canvas.getContext('2d')
    drawn?.drawImage(image, 0, 0)
    const painted = drawn?.getImageData(0, 0, image.width, image.height).data ?? []
    return { width: image.width, height: image.height, pixels: Array.from(painted) }
  }, picture)
  await blank.close()
  const data = Uint8Array.from(pixels)
  const text = decodeQR({ width, height, data }, { format: 'RGBA', timeLimit: 2_000 })
  return { text, border: borderOf(width, height, data) }
}

/** What surrounds the picture may have left its colour on its very edge. */
const rim = 4

/** The upper left mark of every code is seven modules wide. */
function borderOf(width: number, height: number, data: Uint8Array): number {
  const isDark = (x: number, y: number) => (data[(y * width + x) * 4] ?? 255) < 128
  const inside = (length: number) => Array.from({ length: length - 2 * rim }, (_, at) => at + rim)
  const [columns, rows] = [inside(width), inside(height)]
  const darkRows = rows.filter((y) => columns.some((x) => isDark(x, y)))
  const darkColumns = columns.filter((x) => rows.some((y) => isDark(x, y)))
  const [top = 0, left = 0] = [darkRows[0], darkColumns[0]]
  const end = columns.find((x) => x >= left && !isDark(x, top + 1)) ?? left
  const right = width - 1 - (darkColumns.at(-1) ?? 0)
  const bottom = height - 1 - (darkRows.at(-1) ?? 0)
  return (Math.min(top, left, right, bottom) * 7) / (end - left)
}
