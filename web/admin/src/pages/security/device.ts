// What a browser calls itself, in the two words a person knows it by.

const browsers: readonly (readonly [string, RegExp])[] = [
  ['WeChat', /MicroMessenger/],
  ['Edge', /Edg\//],
  ['Firefox', /Firefox|FxiOS/],
  ['Chrome', /Chrome|CriOS/],
  ['Safari', /Safari/],
]
const systems: readonly (readonly [string, RegExp])[] = [
  ['Android', /Android/],
  ['iPhone', /iPhone/],
  ['iPad', /iPad/],
  ['Windows', /Windows/],
  ['macOS', /Mac OS X|Macintosh/],
  ['Linux', /Linux/],
]

/** `Chrome · Windows`; what it says itself, cut short, where neither is known. */
export function deviceOf(userAgent: string): string {
  const words = [browsers, systems].map((known) => known.find(([, mark]) => mark.test(userAgent)))
  return words.flatMap((one) => one?.[0] ?? []).join(' · ') || userAgent.slice(0, 40) || '–'
}
