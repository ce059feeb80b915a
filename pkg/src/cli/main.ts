/** The `holdpoint` command. */

import type { Host } from "./host.js";
import { run } from "./run.js";

const { stdin, stdout, stderr, env, argv } = process;

// A reader that has seen enough (`holdpoint … | head`) is no mistake.
stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : 1);
});

process.exitCode = await run(argv.slice(2), { stdin, stdout, stderr, env } satisfies Host);
