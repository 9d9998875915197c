// A merchant's colour, made readable: buttons carry white words and links stand on white and on dark, so a colour that
// fails the contrast is moved towards black or white until it holds (WCAG 2.2: 4.5 : 1 for text, 3 : 1 for shapes).

/** Six hexadecimal digits in small letters, without a sign. */
export const accentPattern = '^[0-9a-f]{6}$'

/** What a style sheet takes, each as rrggbb. */
export type AccentShades = Readonly<{ accent: string; fill: string; press: string; soft: string }>
export type Accent = Readonly<{
  light: AccentShades
  dark: AccentShades
  /** the colour itself would not be read on white, and is shown darker */
  isCorrected: boolean
}>

type Colour = readonly [number, number, number]

const white: Colour = [255, 255, 255]
const black: Colour = [0, 0, 0]
/** The grounds links stand on: `--ground` by day, `--card` by night. */
const ground: Colour = [0xf5, 0xf6, 0xf8]
const darkCard: Colour = [0x18, 0x1c, 0x22]
const textContrast = 4.5
const shapeContrast = 3
const steps = 100

/** All shades of a colour, by day and by night. */
export function accentOf(chosen: string): Accent {
  const colour = read(chosen)
  const fill = darkened(colour, (one) => contrast(one, white) >= textContrast)
  const soft = mix(white, fill, 6)
  const accent = darkened(fill, (one) =>
    [ground, soft].every((paper) => contrast(one, paper) >= textContrast),
  )
  const darkFill = lightened(fill, (one) => contrast(one, darkCard) >= shapeContrast)
  const darkSoft = mix(darkCard, darkFill, 16)
  const darkAccent = lightened(darkFill, (one) =>
    [darkCard, darkSoft].every((paper) => contrast(one, paper) >= textContrast),
  )
  return {
    light: shades(accent, accent, mix(accent, black, 25), soft),
    dark: shades(darkAccent, darkFill, mix(darkFill, black, 20), darkSoft),
    isCorrected: write(accent) !== chosen,
  }
}

/** Both sides lighter and darker by their share of light, as WCAG 2.2 says: 1 to 21. */
export function contrastOf(one: string, other: string): number {
  return contrast(read(one), read(other))
}

function shades(accent: Colour, fill: Colour, press: Colour, soft: Colour): AccentShades {
  return { accent: write(accent), fill: write(fill), press: write(press), soft: write(soft) }
}

const darkened = (colour: Colour, holds: (one: Colour) => boolean) => moved(colour, black, holds)
const lightened = (colour: Colour, holds: (one: Colour) => boolean) => moved(colour, white, holds)

/** The first shade on the way to `end` that holds. */
function moved(colour: Colour, end: Colour, holds: (one: Colour) => boolean): Colour {
  for (let step = 0; step < steps; step += 1) {
    const shade = mix(colour, end, step)
    if (holds(shade)) return shade
  }
  return end
}

/** `percent` of the other. */
function mix(one: Colour, other: Colour, percent: number): Colour {
  const part = (at: 0 | 1 | 2) => Math.round(one[at] + ((other[at] - one[at]) * percent) / 100)
  return [part(0), part(1), part(2)]
}

function contrast(one: Colour, other: Colour): number {
  const [a, b] = [luminance(one), luminance(other)]
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

function luminance([red, green, blue]: Colour): number {
  const light = (value: number) => {
    const part = value / 255
    return part <= 0.039_28 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * light(red) + 0.7152 * light(green) + 0.0722 * light(blue)
}

function read(text: string): Colour {
  const part = (at: number) => Number.parseInt(text.slice(at, at + 2), 16)
  return [part(0), part(2), part(4)]
}

function write(colour: Colour): string {
  return colour.map((part) => part.toString(16).padStart(2, '0')).join('')
}
