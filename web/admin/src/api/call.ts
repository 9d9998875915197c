// Every call to the server goes through here: envelopes are opened, refusals become errors with the server's own
// words, and a request that needs a person first (sign-in, second proof) waits for them and is sent again once.

import { lang } from '../text/lang.ts'
import { shellText } from '../text/shell.ts'
import { type Gate, signInGate, stepUpGate } from './gate.ts'
import { client } from './generated/client.gen.ts'

client.setConfig({ baseUrl: '', credentials: 'same-origin' })
client.interceptors.request.use((request) => {
  request.headers.set('accept-language', lang.value)
  return request
})

/** A refusal of the server, or `offline` when no answer came. `message` is for the person. */
export class ApiError extends Error {
  readonly code: string
  readonly status: number
  readonly field: string | undefined
  readonly requestId: string | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(message: string, told: Partial<Omit<ApiError, 'message'>> = {}) {
    super(message)
    this.name = 'ApiError'
    this.code = told.code ?? 'offline'
    this.status = told.status ?? 0
    this.field = told.field
    this.requestId = told.requestId
    this.retryAfterSeconds = told.retryAfterSeconds
  }
}

/** What a function of the generated client answers. */
export type Sent<T> = Readonly<{
  data?: Readonly<{ data: T }> | undefined
  error?: unknown
  response?: Response | undefined
}>

/**
 * Sends and answers what stands under `data`. Takes a function, because the request may have to be sent again:
 * `call(() => getOrders({ query }))`. Throws ApiError. `gates: false` for the calls that sign in.
 */
export async function call<T>(
  send: () => Promise<Sent<T>>,
  { gates = true }: Readonly<{ gates?: boolean }> = {},
): Promise<T> {
  const passed = new Set<Gate>()
  for (;;) {
    try {
      return await sendOnce(send)
    } catch (error) {
      const gate = gates && error instanceof ApiError ? gateOf(error) : undefined
      // Refused again behind the same gate is refused.
      if (!gate || passed.has(gate) || !(await gate.wait())) throw error
      passed.add(gate)
    }
  }
}

function gateOf(error: ApiError): Gate | undefined {
  if (error.status === 401) return signInGate
  if (error.code === 'step_up_required') return stepUpGate
  return undefined
}

/**
 * The same for an answer that is a file, sent with `parseAs: 'blob'`: the file under the name the server gave it.
 * Throws ApiError.
 */
export function callFile(
  send: () => Promise<Omit<Sent<never>, 'data'> & { data?: unknown }>,
): Promise<File> {
  return call(async () => {
    const { data, error, response } = await send()
    if (!(data instanceof Blob)) return { error, response }
    const told = response?.headers.get('content-disposition') ?? ''
    const [, name = 'keytill'] = /filename="([^"]+)"/.exec(told) ?? []
    return { response, data: { data: new File([data], name, { type: data.type }) } }
  })
}

async function sendOnce<T>(send: () => Promise<Sent<T>>): Promise<T> {
  const { data, error, response } = await send().catch((): Sent<T> => ({}))
  if (response?.ok && data !== undefined) return data.data
  throw errorOf(error, response)
}

type Envelope = Readonly<{
  message?: string
  error?: Readonly<{ code?: string; field?: string; request_id?: string }>
}>

function errorOf(body: unknown, response: Response | undefined): ApiError {
  if (!response) return new ApiError(shellText.value.error.offline)
  const { message, error } = (typeof body === 'object' && body !== null ? body : {}) as Envelope
  const retryAfter = response.headers.get('retry-after')
  return new ApiError(message ?? shellText.value.error.unreadable, {
    code: error?.code ?? 'internal_error',
    status: response.status,
    field: error?.field,
    requestId: error?.request_id ?? response.headers.get('x-request-id') ?? undefined,
    retryAfterSeconds: retryAfter === null ? undefined : Number(retryAfter),
  })
}
