// What every host runs: the same decisions, errors and policies. Its result has to be the same text everywhere.

/** Runs everything with the exports of the package and its time zones; the result is JSON text. */
export function check(holdpoint, stories, zones) {
  const { classify, defaultPolicy, HoldpointError, Policy, policySchema, version } = holdpoint;
  const methods = { case: "classify", run: "planRollback" };
  const caught = (work) => {
    try {
      return work();
    } catch (error) {
      return error instanceof HoldpointError ? error : `not a HoldpointError: ${error}`;
    }
  };
  const answers = stories.map(({ kind, policy, cases }) => {
    const compiled = policy === null ? undefined : Policy.compile(policy, { zones });
    const decided = cases.map(({ input, options }) => caught(() => (compiled ?? holdpoint)[methods[kind]](input, options)));
    compiled?.free();
    return decided;
  });
  const policy = Policy.compile(JSON.stringify(defaultPolicy()));
  const small = { id: "small", action: { name: "tag_record" } };
  const cycle = { ...small };
  cycle.data = { fields: cycle };
  const throwing = { get id() { throw new Error("boom"); } };
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return JSON.stringify({
    version,
    answers,
    many: policy.classifyMany([small, { ...small, lead: { value: NaN } }, throwing, , { ...small, now: new Date(1763627400000) }]),
    refused: [
      { ...small, id: "\ud83d" }, { ...small, lead: { value: 10n } }, cycle, throwing, "x".repeat(2_000_000), null,
      { ...small, data: { fields: new Map() } },
    ].map((input) => caught(() => classify(input))),
    // Each engine has words of its own for this.
    revoked: [caught(() => classify(proxy)).code, caught(() => policy.classifyMany([proxy]))[0].path],
    mended: classify({ ...small, message: { text: "I want a refund \ud83d" } }),
    freed: caught(() => {
      policy.free();
      return policy.classify(small);
    }),
    // The first story that names a zone, without them.
    zones: [zones.version, ...stories.map(({ policy }) => caught(() => Policy.compile(policy ?? {}).free()))],
    broken: caught(() => Policy.compile({ holdpoint: 1, name: "a", rulez: [] })),
    schema: Object.keys(policySchema()),
  });
}
