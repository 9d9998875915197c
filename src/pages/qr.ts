// The QR code of a payment as inline SVG, made on the server so that it needs no script.

import { encodeQR } from 'qr'
import { html, type Safe } from './html.ts'

/** Modules of white around the code, without which scanners do not find it (ISO/IEC 18004, 9.1). */
const quietBorder = 4

/**
 * An image that scans to exactly `text`. Black on white whatever the colour scheme; its size is the style
 * sheet's. `label` is read out instead of it.
 */
export function qrSvg(text: string, label: string): Safe {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: quietBorder })
  const size = String(rows.length)
  return html`<svg class="qr-code" viewBox="0 0 ${size} ${size}" role="img" aria-label="${label}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path fill="#000" d="${rows.map(drawRow).join('')}"/></svg>`
}

/** One bar for each run of dark modules. */
function drawRow(row: readonly boolean[], y: number): string {
  let bars = ''
  for (let x = 0; x < row.length; x += 1) {
    if (!row[x]) continue
    const start = x
    while (row[x + 1]) x += 1
    const width = x + 1 - start
    bars += `M${start} ${y}h${width}v1h-${width}z`
  }
  return bars
}
