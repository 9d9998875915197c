// How the console is built: one page under /admin, every route a chunk of its own, charts apart from all others.
import vue from '@vitejs/plugin-vue'

export default {
  root: import.meta.dirname,
  base: '/admin/',
  publicDir: false,
  plugins: [vue(), kitStyles()],
  define: { __VUE_OPTIONS_API__: true, __VUE_PROD_DEVTOOLS__: false },
  build: {
    target: 'es2022',
    // A file's name is the hash of what it holds, so that a browser keeps it for ever.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [{ name: 'chart', test: /node_modules[\\/](echarts|zrender)[\\/]/ }],
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
