// What tools say of the package itself.

import { join } from "node:path";

/** The checks, by name. */
export function packageChecks({ tarball, project, modules, exec }) {
  return {
    "publint": async () => {
      const { publint } = await import("publint");
      const { formatMessage } = await import("publint/utils");
      const { messages, pkg } = await publint({ pkgDir: join(project, "node_modules/holdpoint"), level: "suggestion", strict: true, pack: false });
      if (messages.length > 0) throw new Error(messages.map((message) => formatMessage(message, pkg)).join("\n"));
    },
    "are the types wrong": async () => {
      const attw = join(modules, "@arethetypeswrong/cli/dist/index.js");
      await exec(process.execPath, [attw, tarball, "--exclude-entrypoints", "holdpoint.wasm"]);
    },
  };
}
