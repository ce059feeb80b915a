/** `holdpoint schema`: prints JSON Schemas. */

import { policySchema } from "holdpoint";

import { compilePolicy, readArguments } from "../arguments.js";
import { type Command, Exit, type Host, put, UsageError } from "../host.js";

const usage = `usage: holdpoint schema [policy|case] [options]

Prints the JSON Schema of policies, for editors, or of the cases of a policy.

  --policy FILE   the policy whose cases are meant; else the embedded one
`;

async function run(words: string[], host: Host): Promise<Exit> {
  const { values, positionals } = readArguments(words, { policy: { type: "string" } });
  const [what = "policy", ...more] = positionals;
  if (more.length > 0 || (what !== "policy" && what !== "case")) throw new UsageError("the schema is of `policy` or of `case`");
  if (what === "policy") {
    if (values.policy !== undefined) throw new UsageError("--policy goes with `holdpoint schema case`");
    return print(policySchema(), host);
  }
  const policy = await compilePolicy(values.policy, values.json === true, host);
  return policy === undefined ? Exit.Findings : print(policy.caseSchema(), host);
}

async function print(schema: object, host: Host): Promise<Exit> {
  await put(host.stdout, `${JSON.stringify(schema, null, 2)}\n`);
  return Exit.Fine;
}

/** Prints JSON Schemas. */
export const schema: Command = { name: "schema", summary: "print the JSON Schema of policies or cases", usage, run };
