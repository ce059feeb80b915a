import { fileURLToPath } from "node:url";

import { defineConfig } from "vite";

import { contentSecurityPolicy } from "./vite/policy.ts";
import { stories } from "./vite/stories.ts";

const place = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  // Relative addresses, so that the page works from any folder of any host.
  base: "./",
  plugins: [stories(place("../tests/golden"), place("stories")), contentSecurityPolicy()],
  server: { fs: { allow: [".."] } },
  // The package is linked from next door and rebuilt there: Vite shall not keep a copy of it.
  optimizeDeps: { exclude: ["holdpoint"] },
  build: {
    target: "es2022",
    // The engine's wasm is in the script, as text. It is one file on purpose.
    chunkSizeWarningLimit: 4000,
    modulePreload: { polyfill: false },
  },
});
