// Signatures by threads: the right one to everybody who asks, whatever becomes of the threads.

import { spawnSync } from 'node:child_process'
import { sign as askNode, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { afterEach, expect, it, vi } from 'vitest'
import { signByPool } from '../../src/kit/rsa.ts'
import { openSigningThreads, type SigningThreads } from '../../src/kit/signing-threads.ts'

const keys = [1, 2].map(() => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey)

type Question = readonly [hash: string, bytes: Uint8Array, key: KeyObject]

/** No two are the same; each key meets each hash and each kind of bytes. */
function questionsOf(count: number): readonly Question[] {
  return Array.from({ length: count }, (_, at) => {
    const hash = at % 4 < 2 ? 'sha256' : 'sha1'
    return [hash, bytesOf(at), keys[at % 2] ?? expect.unreachable()]
  })
}

function bytesOf(at: number): Uint8Array {
  const text = Buffer.from(`total_amount=9.90&subject=许可证 ${at} 号`)
  const odd = Buffer.of(0xff, 0xfe, 0x80, 0x00, 0xc3, 0x28, at >> 8, at & 0xff)
  const large = Buffer.from(`before ${at}, biz_content=${at}, behind`)
  const middle = new Uint8Array(large.buffer, large.byteOffset + 7, large.length - 15)
  return [text, odd, middle][at % 3] ?? text
}

const rightOf = (questions: readonly Question[]) =>
  questions.map(([hash, bytes, key]) => askNode(hash, bytes, key).toString('base64'))
const askAll = ({ sign }: SigningThreads, questions: readonly Question[]) =>
  Promise.all(questions.map((question) => sign(...question)))

type Post = (message: unknown) => void

const opened: SigningThreads[] = []

function open(count: number) {
  const onLost = vi.fn<(error: unknown) => void>()
  const threads = openSigningThreads(onLost, count)
  opened.push(threads)
  return { threads, onLost }
}

const watchPosts = () => vi.spyOn(Worker.prototype, 'postMessage')

/** Those that were given something, as long as they run. */
const runningOf = ({ mock }: ReturnType<typeof watchPosts>) =>
  [...new Set(mock.contexts)].filter((worker) => worker instanceof Worker && worker.threadId !== -1)

afterEach(async () => {
  vi.restoreAllMocks()
  for (const threads of opened.splice(0)) await threads.close()
})

it('a hundred asked for at once are the right ones, each for the one who asked', async () => {
  const events = vi.spyOn(Worker.prototype, 'emit')
  const questions = questionsOf(100)
  const { threads, onLost } = open(2)
  const right = rightOf(questions)
  expect(await askAll(threads, questions)).toEqual(right)
  expect(onLost).not.toHaveBeenCalled()
  // The pool puts right what threads do wrong, and signs what is left over when all others are done.
  const told = events.mock.calls.flatMap(([name, found]) => (name === 'message' ? found : []))
  expect(right.filter((signature) => told.includes(signature)).length).toBeGreaterThan(90)
})

it('more than the threads may hold all come', async () => {
  const posts = watchPosts()
  const questions = questionsOf(500)
  const { threads } = open(1)
  const first = await askAll(threads, questions.slice(0, 20))
  expect([...first, ...(await askAll(threads, questions.slice(20)))]).toEqual(rightOf(questions))
  expect(runningOf(posts)).toHaveLength(1)
})

it('a key that cannot sign so rejects as by the pool, and those beside it get theirs', async () => {
  const questions = questionsOf(9)
  const wrong = ['nope', Buffer.from('a'), keys[0] ?? expect.unreachable()] as const
  const { threads, onLost } = open(1)
  const before = askAll(threads, questions.slice(0, 4))
  const refused = threads.sign(...wrong).catch((thrown: unknown) => thrown)
  const behind = askAll(threads, questions.slice(4))
  expect([...(await before), ...(await behind)]).toEqual(rightOf(questions))
  const error = await signByPool(...wrong).catch((thrown: Error) => thrown.message)
  expect(await refused).toMatchObject({ message: error })
  expect(onLost).not.toHaveBeenCalled()
})

it.each([
  // Taking no list for one, a thread throws: two of the three do, while more waits.
  ['end by themselves', (_worker: Worker, post: Post) => post('no list')],
  ['can be given nothing', (_worker: Worker, post: Post) => post(Symbol('not to be cloned'))],
  [
    'say what cannot be read',
    (worker: Worker) => void worker.emit('messageerror', new Error('unreadable')),
  ],
])('where threads %s, all come, later ones too, and it is told once', async (_, give) => {
  const questions = questionsOf(300)
  const { threads, onLost } = open(3)
  const post: Worker['postMessage'] = Reflect.get(Worker.prototype, 'postMessage')
  const posts = watchPosts()
  for (const _once of [1, 2])
    posts.mockImplementationOnce(function (this: Worker) {
      give(this, post.bind(this))
    })
  const before = askAll(threads, questions.slice(0, 290))
  await nextTurn()
  // Meanwhile the second throws as well, before the first is heard of.
  const right = rightOf(questions)
  expect([...(await before), ...(await askAll(threads, questions.slice(290)))]).toEqual(right)
  await vi.waitFor(() => expect(runningOf(posts)).toEqual([]))
  expect(onLost).toHaveBeenCalledExactlyOnceWith(expect.any(Error))
})

it('closed while they are under way, all come, later ones too, and no thread is left', async () => {
  const posts = watchPosts()
  const questions = questionsOf(200)
  const { threads, onLost } = open(2)
  const posted = askAll(threads, questions.slice(0, 150))
  await nextTurn()
  expect(runningOf(posts)).toHaveLength(2)
  const justAsked = askAll(threads, questions.slice(150, 160))
  const closed = [threads.close(), threads.close()]
  const whileClosing = askAll(threads, questions.slice(160, 170))
  await Promise.all(closed)
  expect(runningOf(posts)).toEqual([])
  const later = askAll(threads, questions.slice(170))
  const all = await Promise.all([posted, justAsked, whileClosing, later])
  expect(all.flat()).toEqual(rightOf(questions))
  expect(onLost).not.toHaveBeenCalled()
})

it('threads that nobody closed keep no program alive', () => {
  // So many that a thread is opened: fewer are left to the pool.
  const program = `
    import { generateKeyPairSync } from 'node:crypto'
    import { openSigningThreads } from './src/kit/signing-threads.ts'
    process.on('worker', () => console.log('opened'))
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const threads = openSigningThreads((error) => { throw error }, 1)
    const alive = setInterval(() => {}, 1000)
    const ask = () => threads.sign('sha256', Buffer.from('a'), privateKey)
    await Promise.all(Array.from({ length: 20 }, ask))
    clearInterval(alive)
    console.log('ok')`
  const words = ['--import', 'tsx', '--input-type=module', '-e', program]
  const root = join(import.meta.dirname, '../..')
  const options = { cwd: root, encoding: 'utf8', timeout: 10_000 } as const
  const { status, stdout, stderr } = spawnSync(process.execPath, words, options)
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'opened\nok\n', stderr: '' })
})
