// The countdown's text, the same from the server and from the island that counts on.

import { secondMs } from '../core/time.ts'

/** `14:59`: minutes and seconds left, rounded up as people count down. */
export function clockText(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / secondMs))
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`
}
