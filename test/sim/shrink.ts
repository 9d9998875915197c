// Makes the tape of a failing run as short and as plain as can be, while the same rule still breaks: leave blocks
// out, turn choices into the plain one, lower those that remain.

/** Whether a tape still fails in the same way, and the tape it really used. */
export type Attempt = (tape: readonly number[]) => Promise<readonly number[] | undefined>

/** Answers the smallest failing tape found within `runsMax` runs. `tape` itself must fail. */
export async function shrink(
  tape: readonly number[],
  attempt: Attempt,
  runsMax = 400,
): Promise<readonly number[]> {
  let best = trimmed(tape)
  let runs = 0
  const better = async (candidate: readonly number[]) => {
    if (runs >= runsMax) return false
    runs += 1
    const used = await attempt(candidate)
    if (!used) return false
    best = trimmed(candidate.slice(0, used.length))
    return true
  }
  for (let before = -1; before !== weight(best) && runs < runsMax; ) {
    before = weight(best)
    for (let size = Math.ceil(best.length / 2); size >= 1; size = Math.floor(size / 2)) {
      for (let at = 0; at < best.length && runs < runsMax; ) {
        const block = best.slice(at, at + size)
        const without = [...best.slice(0, at), ...best.slice(at + size)]
        const plain = [...best.slice(0, at), ...block.map(() => 0), ...best.slice(at + size)]
        if (await better(without)) continue
        if (block.some((choice) => choice > 0)) await better(plain)
        at += size
      }
    }
    for (let at = 0; at < best.length && runs < runsMax; at += 1) {
      const choice = best[at] ?? 0
      if (choice > 1) await better(best.map((one, index) => (index === at ? 1 : one)))
    }
  }
  return best
}

/** What a tape does not hold is plain, so plain choices at its end say nothing. */
function trimmed(tape: readonly number[]): readonly number[] {
  let length = tape.length
  while (length > 0 && tape[length - 1] === 0) length -= 1
  return tape.slice(0, length)
}

function weight(tape: readonly number[]): number {
  return tape.reduce((sum, choice) => sum + 1 + Math.min(choice, 1_000), 0)
}
