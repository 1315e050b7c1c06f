/** How the page is built and served while one develops it. */
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { notices } from "./vite/notices.ts";
import { runtimeAssets } from "./vite/runtimeAssets.ts";
import { serviceWorker } from "./vite/serviceWorker.ts";
import { styleSheets } from "./vite/styleSheets.ts";

/** The backend with reload, as `npm run dev` starts it. */
const BACKEND = "http://localhost:8000";

const proxy = Object.fromEntries(
  ["/sessions", "/languages", "/python-packages", "/assets/runtimes/fetched", "/ws", "/health", "/ready"].map(
    (path) => [path, { target: BACKEND, ws: path === "/ws" }],
  ),
);

/** Workers of the page itself: like the runtimes' files they are loaded when they are used, not with the page. */
const WORKER_FILES = "assets/runtimes/[name]-[hash].js";

export default defineConfig({
  plugins: [react(), tailwindcss(), styleSheets(), runtimeAssets(), serviceWorker(), notices()],
  server: { port: 5173, strictPort: true, proxy },
  preview: { proxy },
  worker: {
    format: "es",
    rolldownOptions: { output: { entryFileNames: WORKER_FILES, chunkFileNames: WORKER_FILES } },
  },
  build: { outDir: "dist", target: "es2023" },
});
