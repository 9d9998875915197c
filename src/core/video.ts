// The address of a chapter's video: where it may lie, and whether a page can play it by itself.

const addressMax = 2_000
/** Of a host as it stands in a Content-Security-Policy, where nothing else may come to stand. */
const plainHost = /^[a-z0-9.-]+(:\d{1,5})?$/
const playable = /\.(mp4|webm|m3u8)$/i

/** An https address with a plain host and no name or password; undefined for anything else. */
export function parseVideoUrl(text: string): string | undefined {
  const typed = text.trim()
  if (typed.length > addressMax || !URL.canParse(typed)) return undefined
  const { protocol, host, username, password, href } = new URL(typed)
  const isPlain = protocol === 'https:' && plainHost.test(host) && !username && !password
  return isPlain ? href : undefined
}

/** Whether a browser plays what lies there; anything else is a page of its own. */
export function isPlayable(videoUrl: string): boolean {
  return playable.test(new URL(videoUrl).pathname)
}
