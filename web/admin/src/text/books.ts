// The words of books, in the language of the moment.

import { words } from './lang.ts'

export const booksText = words('books')
