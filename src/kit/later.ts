// A moment of the machine's own clock, for what must not wait for ever. The simulation, which has no such clock, has a
// way of its own.

/** Does `work` in so many ms, unless what is answered is called before. */
export function later(ms: number, work: () => void): () => void {
  const timer = setTimeout(work, ms)
  return () => clearTimeout(timer)
}
