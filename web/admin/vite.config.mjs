// How the console is built: one page under /admin, every route a chunk of its own, and so the words of a
// page in each language.
import vue from '@vitejs/plugin-vue'

export default {
  root: import.meta.dirname,
  base: '/admin/',
  publicDir: false,
  plugins: [vue(), kitStyles(), preloadWords()],
  // Neither our parts nor the kit's use the options API.
  define: { __VUE_OPTIONS_API__: false, __VUE_PROD_DEVTOOLS__: false },
  build: {
    target: 'es2022',
    // A file's name is the hash of what it holds, so that a browser keeps it for ever.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        chunkFileNames: ({ facadeModuleId }) => {
          const words = wordsOf(facadeModuleId)
          return words
            ? `assets/words-${words.tag}-${words.part}-[hash].js`
            : 'assets/[name]-[hash].js'
        },
      },
    },
  },
}

/** Whoever imports a part of the kit gets its style sheet with it, and no other. */
function kitStyles() {
  const imports = /import\s*\{([^}]+)\}\s*from\s*['"]element-plus['"]/g
  return {
    name: 'kit-styles',
    transform(code, id) {
      if (id.includes('node_modules') || !code.includes('element-plus')) return null
      const names = [...code.matchAll(imports)].flatMap(
        ([, list]) => list.match(/\bEl[A-Z]\w*/g) ?? [],
      )
      const styles = [...new Set(names)].map(
        (name) => `import 'element-plus/es/components/${folderOf(name)}/style/css.mjs';`,
      )
      return styles.length === 0 ? null : { code: `${styles.join('')}${code}`, map: null }
    },
  }
}

/** ElInputNumber is at home in input-number. */
function folderOf(name) {
  return name
    .slice('El'.length)
    .replaceAll(/(?<!^)[A-Z]/g, (letter) => `-${letter}`)
    .toLowerCase()
}

/** Of which language, and of what; the first ones of a language are those its folder's index brings. */
function wordsOf(id) {
  const [, tag, part] = /[\\/]text[\\/]([\w-]+)[\\/]([\w-]+)\.ts$/.exec(id ?? '') ?? []
  return tag && { tag, part: part === 'index' ? 'first' : part }
}

/** The first words of every language are named on the page; the server leaves those of the visitor's own. */
function preloadWords() {
  return {
    name: 'preload-words',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle = {} }) =>
        Object.values(bundle).flatMap(({ facadeModuleId, fileName }) => {
          const words = wordsOf(facadeModuleId)
          if (words?.part !== 'first') return []
          const href = `/admin/${fileName}`
          const attrs = { rel: 'modulepreload', crossorigin: true, href, 'data-words': words.tag }
          return { tag: 'link', attrs, injectTo: 'head' }
        }),
    },
  }
}
