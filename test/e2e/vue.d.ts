// What a page of the console is to the specs, which read the list of pages and open them in a browser only.

declare module '*.vue' {
  import type { Component } from 'vue'

  const page: Component
  export default page
}
