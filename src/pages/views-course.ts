// What the pages about courses show.

import type { Instant } from '../core/time.ts'

/** A course as the page of its order shows it. */
export type CourseView = Readonly<{
  label: string
  /** hidden: only the buyer's browser opens it; closed: by a person of the shop */
  state: 'open' | 'hidden' | 'ended' | 'revoked' | 'closed'
  /** what that person gave as the reason */
  closedReason?: string
  /** the learning page */
  url: string
  chapters: number
  read: number
  /** null: for ever */
  validUntil: Instant | null
}>

/** A line of a table of contents; without `url` it is not open. */
export type ChapterLine = Readonly<{
  title: string
  url?: string | undefined
  isPreview?: boolean
  isRead?: boolean
  isCurrent?: boolean
}>

export type LearnView = Readonly<{
  product: string
  chapters: readonly ChapterLine[]
  title: string
  /** Markdown; '': none */
  text: string
  video?: Readonly<{ url: string; isPlayable: boolean }> | undefined
  files: readonly Readonly<{ name: string; bytes: number; url: string }>[]
  previousUrl?: string | undefined
  nextUrl?: string | undefined
  /** preview: open to everybody, and nothing is remembered */
  access:
    | Readonly<{
        kind: 'own'
        validUntil: Instant | null
        read: number
        /** where the form that finishes this chapter is sent */
        finishUrl: string
        orderUrl: string
      }>
    | Readonly<{ kind: 'preview'; buyUrl: string }>
}>

export type ClosedCourseView = Readonly<{
  product: string
  why: 'revoked' | 'closed' | 'ended' | 'none' | 'empty'
  /** of one the shop has closed: what it told its buyer */
  reason?: string | undefined
  /** absent: not on sale any more */
  productUrl?: string | undefined
  chapters: readonly ChapterLine[]
}>
