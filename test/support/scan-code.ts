// What a phone's camera would read off a QR code of ours.

import decodeQR from 'qr/decode.js'

/** Of the code in an image or on a whole page. */
export function scanCode(page: string): string {
  const [svg = ''] = /<svg class="qr-code".*?<\/svg>/s.exec(page) ?? []
  return decodeQR(draw(svg), { format: 'RGBA', timeLimit: 2_000 })
}

/** Draws the bars of the image, some pixels a module, as a screen would. */
function draw(svg: string, scale = 4) {
  const size = Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1])
  const side = size * scale
  const pixels = new Uint8Array(side * side * 4).fill(255)
  for (const bar of svg.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    const [x = 0, y = 0, width = 0] = bar.slice(1).map(Number)
    for (let row = y * scale; row < (y + 1) * scale; row += 1)
      for (let column = x * scale; column < (x + width) * scale; column += 1)
        pixels.fill(0, (row * side + column) * 4, (row * side + column) * 4 + 3)
  }
  return { width: side, height: side, data: pixels }
}
