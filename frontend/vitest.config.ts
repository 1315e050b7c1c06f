/** How the page's tests run: in Node, and in jsdom where a file asks for it by `@vitest-environment jsdom`. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    environment: "node",
    include: ["src/**/*.test.ts", "src/**/*.test.tsx", "vite/**/*.test.ts"],
    testTimeout: 10_000,
    restoreMocks: true,
  },
});
