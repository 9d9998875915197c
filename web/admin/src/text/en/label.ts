// What this language calls itself: the choice of languages says it before any other word is there.

export const label = 'English'
