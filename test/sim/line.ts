// An instance's line to the database, with what can go wrong on it: refused, slow, broken off before or after
// the database did what it was asked, or told by the database itself to come again.

import { type Asked, type SimDatabase, tablesWrittenBy } from './database.ts'
import type { Kernel, Process } from './kernel.ts'
import type { Session } from './pg.ts'
import { type Answer, WireError } from './wire.ts'

/** What one statement may meet. */
type Mishap = 'refused' | 'rolled-back' | 'lost-before' | 'lost-after' | 'slow'

/** How often, in 1000 statements; 0 everywhere after healing. */
export type LineFaults = { perMille: number; downUntil: number }

/** What a statement that came through may have changed: the tables the rules of every step are about. */
export type Touches = ReadonlySet<string>

/** The one connection, which a transaction holds until it ends. */
export type Connection = { heldBy: Session | undefined; line: Line | undefined }

/** Statements that write to the books, but nothing a rule of every step looks at. */
const sideNotes = [
  'claim_jobs',
  'reschedule_job',
  'mark_attempt_seen',
  'mark_news_asked',
  'mark_qr_code',
  'write_mismatch',
  'write_repeat',
]

/** The rules miss jobs that are not there; none minds one more, or another time. */
const strikesOff = /\bdelete from job\b/

const codes = ['40001', '40P01', '57014', '53100'] as const

export class Line {
  readonly #kernel: Kernel
  readonly #database: SimDatabase
  readonly process: Process
  readonly #connection: Connection
  readonly #faults: LineFaults
  readonly #touched = new Set<string>()
  #jobs = false
  readonly #written: (touches: Touches, jobs: boolean) => void

  constructor(
    world: Readonly<{
      kernel: Kernel
      database: SimDatabase
      connection: Connection
      faults: LineFaults
      /** what was written and is there now, and whether jobs were */
      written: (touches: Touches, jobs: boolean) => void
    }>,
    process: Process,
  ) {
    this.#kernel = world.kernel
    this.#database = world.database
    this.#connection = world.connection
    this.#faults = world.faults
    this.#written = world.written
    this.process = process
  }

  /** Runs one statement when its turn has come. */
  run(session: Session | undefined, asked: Asked): Promise<Answer> {
    const mishap = this.#draw(asked)
    if (mishap !== undefined) this.process.troubledAt = this.#kernel.now
    const delayMs = mishap === 'slow' ? this.#kernel.pick([1_000, 6_000, 40_000]) : 1
    const connection = this.#connection
    const free = () => connection.heldBy === undefined || connection.heldBy === session
    return this.#kernel.effect(
      this.process,
      nameOf(asked, mishap),
      delayMs,
      () => this.#now(session, asked, mishap),
      free,
    )
  }

  /** A transaction's connection goes back to the pool. */
  letGo(session: Session): void {
    if (this.#connection.heldBy === session) this.breakOff()
  }

  /** Whatever transaction is open, is not any more; who held it finds out when it asks next. */
  breakOff(): void {
    const { heldBy } = this.#connection
    if (!heldBy) return
    this.#database.rollBack()
    heldBy.broken = true
    this.#connection.heldBy = undefined
    this.#connection.line = undefined
  }

  #draw(asked: Asked): Mishap | undefined {
    const { perMille } = this.#faults
    if (perMille === 0 || asked.text === 'rollback' || !this.#kernel.chance(perMille))
      return undefined
    return this.#kernel.pick<Mishap>([
      'rolled-back',
      'lost-after',
      'lost-before',
      'refused',
      'slow',
    ])
  }

  #now(session: Session | undefined, asked: Asked, mishap: Mishap | undefined): Answer {
    const isDown = this.#kernel.now < this.#faults.downUntil
    if (session?.broken || isDown) this.process.troubledAt = this.#kernel.now
    if (session?.broken) throw new WireError('08006', 'connection lost')
    if (mishap !== undefined) this.#kernel.mark(`database_${mishap}`)
    if (isDown || mishap === 'refused') return this.#fail('57P03', 'refused')
    if (mishap === 'lost-before') return this.#fail('08006', 'connection lost')
    if (mishap === 'rolled-back') {
      if (asked.text === 'commit') this.#database.rollBack()
      throw new WireError(this.#kernel.pick(codes), 'rolled back by the database')
    }
    const answer = this.#do(session, asked)
    if (mishap !== 'lost-after') return answer
    return this.#fail('08006', 'connection lost')
  }

  #do(session: Session | undefined, asked: Asked): Answer {
    const begins = asked.text === 'begin'
    this.#database.setTime(this.#kernel.now)
    const answer = this.#database.run(asked)
    if (begins) {
      this.#connection.heldBy = session
      this.#connection.line = this
    }
    if (asked.text === 'commit' || asked.text === 'rollback') {
      this.#connection.heldBy = undefined
      this.#connection.line = undefined
    }
    if (asked.text === 'rollback') this.#database.rollBack()
    this.#noteWrite(asked)
    return answer
  }

  /** What a transaction wrote is there when it commits. */
  #noteWrite({ name, text }: Asked): void {
    if (text === 'begin') this.#forget()
    const tables = tablesWrittenBy(text)
    this.#jobs ||= tables.includes('job')
    if (!sideNotes.includes(name ?? ''))
      for (const table of tables)
        if (table !== 'job' || strikesOff.test(text)) this.#touched.add(table)
    if (this.#connection.heldBy !== undefined) return
    this.#written(this.#touched, this.#jobs)
    this.#forget()
  }

  #forget(): void {
    this.#touched.clear()
    this.#jobs = false
  }

  /** The connection is gone, and its transaction with it. */
  #fail(code: string, message: string): never {
    this.breakOff()
    throw new WireError(code, message)
  }
}

function nameOf({ name, text }: Asked, mishap: Mishap | undefined): string {
  const named = name ?? text
  return mishap === undefined ? named : `${named} (${mishap})`
}
