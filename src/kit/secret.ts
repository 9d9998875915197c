// A text that must not be seen: whatever prints, serialises or inspects it shows `[secret]`. The only way
// to the text is to ask for it by name, which is easy to find in a review.

const mask = '[secret]'

export class Secret {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  /** The text itself, for the one place that needs it. */
  reveal(): string {
    return this.#text
  }

  toString(): string {
    return mask
  }

  toJSON(): string {
    return mask
  }

  /** What console.log and node:util's inspect print. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return mask
  }
}
