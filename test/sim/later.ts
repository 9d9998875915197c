// Stands in for the machine's clock: what waits in the simulation waits for the kernel alone, or a day would come out
// differently on a slow machine.

export function later(): () => void {
  return () => {}
}
