// Serves a folder on this machine only: `node serve.mjs FOLDER PORT`.
import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, sep } from "node:path";

const [folder, port] = process.argv.slice(2);
const root = await realpath(folder);

const types = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
};

const headers = {
  // The least that Holdpoint needs: code of the page's own, and wasm.
  "Content-Security-Policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'",
  "X-Content-Type-Options": "nosniff",
  "Cache-Control": "no-cache",
};

/** The file that a request asks for, or null. Links that lead out of the folder lead nowhere. */
async function find(url) {
  try {
    let path = await realpath(join(root, decodeURIComponent(new URL(url, "http://localhost").pathname)));
    if ((await stat(path)).isDirectory()) path = await realpath(join(path, "index.html"));
    return path.startsWith(root + sep) ? path : null;
  } catch {
    return null;
  }
}

const server = createServer(async (request, response) => {
  const path = await find(request.url);
  if (path === null) {
    response.writeHead(404, { ...headers, "Content-Type": types[".txt"] }).end("not found\n");
    return;
  }
  response.writeHead(200, { ...headers, "Content-Type": types[extname(path)] ?? "application/octet-stream" });
  if (request.method === "HEAD") response.end();
  else createReadStream(path).on("error", () => response.destroy()).pipe(response);
});

server.on("error", (error) => {
  console.error(error.code === "EADDRINUSE" ? `port ${port} is taken` : error.message);
  process.exit(1);
});
server.listen(Number(port), "localhost", () => {
  console.log(`\nthe page: http://localhost:${server.address().port}   (Ctrl-C ends it)`);
});
