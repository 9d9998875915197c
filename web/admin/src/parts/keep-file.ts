// Gives a file to the person: the browser keeps it where it keeps downloads.

export function keepFile(file: File): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = file.name
  link.click()
  // The browser may begin to read only now.
  window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
