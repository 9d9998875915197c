// The console starts here: one page, its router, and the memory of what the server answered.

import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'
import { ApiError } from './api/call.ts'
import { router } from './router.ts'
import App from './shell/App.vue'
import { beginToSpeak } from './text/lang.ts'
import './tokens.css'
import './style.css'

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A refusal stays one however often it is asked; only a lost connection is tried again.
      retry: (count, error) => count < 2 && error instanceof ApiError && error.status === 0,
    },
  },
})

void beginToSpeak().then(() =>
  createApp(App).use(router).use(VueQueryPlugin, { queryClient }).mount('#app'),
)
