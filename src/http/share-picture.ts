// The picture a page is shared with where the merchant has none: a card in the shop's colour with a key on it. No words,
// since letters would need a font; the apps show the title beside it. PNG, because they take no SVG.

import { accentOf } from '../core/accent.ts'
import { encodePng } from '../kit/png.ts'

const width = 1_200
const height = 630
type Colour = readonly [number, number, number]
/** How far a point is from a shape's edge: below 0 inside. */
type Shape = (x: number, y: number) => number

/** One for each shop's colour, nearly always: it is asked for again and again. */
const kept = new Map<string, Buffer>()
const keptMax = 24

export function sharePicture(accent: string): Buffer {
  const before = kept.get(accent)
  if (before) return before
  if (kept.size >= keptMax) kept.clear()
  const made = draw(accent)
  kept.set(accent, made)
  return made
}

/** Each layer lies on those before it. */
function draw(accent: string): Buffer {
  const { fill, soft } = accentOf(accent).light
  const layers: readonly (readonly [Shape, Colour])[] = [
    [box(600, 315, 520, 235, 36), colourOf('e6e9ee')],
    [box(600, 315, 518, 233, 34), colourOf('ffffff')],
    [box(600, 265, 120, 120, 40), colourOf(fill)],
    [ring(566, 265, 38, 9), colourOf('ffffff')],
    [box(636, 265, 34, 9, 4), colourOf('ffffff')],
    [box(634, 285, 9, 20, 4), colourOf('ffffff')],
    [box(661, 289, 9, 24, 4), colourOf('ffffff')],
    [box(600, 452, 180, 12, 12), colourOf(fill)],
    [box(600, 496, 110, 10, 10), colourOf('e6e9ee')],
  ]
  const ground = colourOf(soft)
  return encodePng(width, height, (x, y) =>
    layers.reduce((under, [shape, colour]) => over(under, colour, -shape(x, y)), ground),
  )
}

/** The edge is a pixel wide, so that curves are smooth. */
function over(under: Colour, colour: Colour, depth: number): Colour {
  if (depth <= -0.5) return under
  if (depth >= 0.5) return colour
  const part = (at: 0 | 1 | 2) => Math.round(under[at] + (colour[at] - under[at]) * (depth + 0.5))
  return [part(0), part(1), part(2)]
}

/** Around a middle, by half its sides, with round corners. */
function box(cx: number, cy: number, halfX: number, halfY: number, corner: number): Shape {
  return (x, y) => {
    const [dx, dy] = [Math.abs(x - cx) - halfX + corner, Math.abs(y - cy) - halfY + corner]
    const outside = Math.hypot(Math.max(dx, 0), Math.max(dy, 0))
    return outside + Math.min(Math.max(dx, dy), 0) - corner
  }
}

function ring(cx: number, cy: number, radius: number, half: number): Shape {
  return (x, y) => Math.abs(Math.hypot(x - cx, y - cy) - radius) - half
}

function colourOf(text: string): Colour {
  const part = (at: number) => Number.parseInt(text.slice(at, at + 2), 16)
  return [part(0), part(2), part(4)]
}
