// Cloudflare's runtime, with the modules as an upload holds them.

import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";

import { build } from "esbuild";

/** The checks, by name. */
export function workerdHosts({ project, modules }) {
  return {
    "workerd": async () => {
      await build({
        absWorkingDir: project, entryPoints: ["workerd.js"], outfile: "dist-workerd/main.js", bundle: true, format: "esm",
        conditions: ["workerd"], external: ["./holdpoint.wasm"], platform: "neutral",
      });
      const wasm = join(project, "node_modules/holdpoint/dist/holdpoint.wasm");
      await writeFile(join(project, "dist-workerd/holdpoint.wasm"), await readFile(wasm));
      const port = await freePort();
      await writeFile(join(project, "dist-workerd/config.capnp"), `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    modules = [(name = "main.js", esModule = embed "main.js"), (name = "holdpoint.wasm", wasm = embed "holdpoint.wasm")],
    compatibilityDate = "2026-01-01",
  ))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
`);
      const binary = join(modules, "@cloudflare/workerd-linux-64/bin/workerd");
      const server = spawn(binary, ["serve", join(project, "dist-workerd/config.capnp")], { stdio: ["ignore", "ignore", "pipe"] });
      let complaints = "";
      server.stderr.on("data", (chunk) => (complaints += chunk));
      try {
        return await answer(port);
      } catch (error) {
        throw new Error(`${error.message}\n${complaints}`);
      } finally {
        server.kill();
      }
    },
  };
}

async function answer(port) {
  for (let tries = 0; ; tries++) {
    let response;
    try {
      response = await fetch(`http://127.0.0.1:${port}/`);
    } catch (error) {
      if (tries > 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
      continue;
    }
    const text = await response.text();
    if (!response.ok) throw new Error(`${response.status} ${text}`);
    return text;
  }
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
