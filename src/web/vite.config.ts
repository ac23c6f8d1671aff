import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The page's build: everything it needs is served from its own origin, under hashed names. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: { outDir: '../../dist/web', emptyOutDir: true, target: 'es2023', chunkSizeWarningLimit: 700 },
  server: { proxy: { '^/api/(v1|auth)': { target: process.env.API_URL ?? 'http://127.0.0.1:3000' } } },
})
