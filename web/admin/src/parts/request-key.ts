// What names one request, so that sending it twice does its work once.

/** 32 hexadecimal digits nobody else draws. Works without https too, where a browser has no randomUUID. */
export function newRequestKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
