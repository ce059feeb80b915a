import type { Plugin } from "vite";

/**
 * What the built page may do. Scripts come from its own origin, and the engine is wasm; nothing else runs.
 * Styles have to be allowed inline, because the editor (CodeMirror) writes its own into the page.
 * Pictures may be data, because the editor draws the wavy lines under mistakes that way.
 */
const DIRECTIVES = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
];

/** Writes the policy into the built page, so that it holds on hosts that send no headers of their own. */
export function contentSecurityPolicy(): Plugin {
  return {
    name: "content-security-policy",
    apply: "build",
    transformIndexHtml: () => [
      {
        tag: "meta",
        attrs: { "http-equiv": "Content-Security-Policy", content: DIRECTIVES.join("; ") },
        injectTo: "head-prepend",
      },
    ],
  };
}
