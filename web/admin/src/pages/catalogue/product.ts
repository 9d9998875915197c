// What the pages of the catalogue know of a product, and how typed words become what the server takes.

import type {
  GetCatalogueProductsByProductIdResponse,
  GetCatalogueProductsResponse,
} from '../../api/generated/types.gen.ts'

export type Row = GetCatalogueProductsResponse['data']['rows'][number]
export type Product = GetCatalogueProductsByProductIdResponse['data']
export type Pack = Product['packages'][number]
export type Change = Product['history'][number]
export type Text = Product['name']

export const idPattern = /^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$/
const amountPattern = /^(0|[1-9]\d{0,8})(\.\d{1,2})?$/

export function isAmount(text: string): boolean {
  return amountPattern.test(text.trim())
}

/** A whole number from 1 to `max`, or undefined. */
export function wholeOf(text: string, max: number): number | undefined {
  const value = /^[1-9]\d*$/.test(text.trim()) ? Number(text.trim()) : 0
  return value >= 1 && value <= max ? value : undefined
}

const countPattern = /^(0|[1-9]\d{0,7})?$/

/** A whole number, or nothing. */
export function isCount(text: string): boolean {
  return countPattern.test(text.trim())
}

/** The number, or null for nothing. */
export function countOf(text: string): number | null {
  return text.trim() === '' ? null : Number(text.trim())
}

/** English that only repeats the Chinese is shown as left empty. */
export function englishOf({ zh, en }: Text): string {
  return zh === en ? '' : en
}

const shanghaiMs = 8 * 3_600_000

/** Whether a day, `2026-01-31`, is over for a clock in Shanghai. */
export function isOver(day: string, now = Date.now()): boolean {
  return day !== '' && day < new Date(now + shanghaiMs).toISOString().slice(0, 10)
}
