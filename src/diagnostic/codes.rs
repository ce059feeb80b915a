//! The catalogue of codes. A code is never reused.

use serde::{Serialize, Serializer};

use crate::model::{Json, Writer};

/// Whether a problem stops the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Json)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub enum Severity {
    /// Nothing is decided until it is mended.
    Error,
    /// The policy works, but not as its author may think.
    Warning,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])* $name:ident = $text:literal $severity:ident,)*) => {
        /// A stable code. `HP01` text, `HP02` structure, `HP03` meaning, `HP04` input, `HP05` limits,
        /// `HP09` the engine itself.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts", type = "`HP${number}`"))]
        pub enum Code { $($(#[doc = $doc])* $name,)* }

        impl Code {
            /// Every code, in the catalogue's order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code's text, such as `HP0201`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// Whether it stops the work.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }

            /// The code's entry in the catalogue, Markdown: meaning, a bad example, the way out.
            #[cfg(feature = "generate")]
            #[must_use]
            pub fn entry(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc, "\n",)*),)* }
            }
        }
    };
}

codes! {
    /// The text isn't JSON.
    ///
    /// Bad: `{"holdpoint": 1,}`. The position says where reading stopped. YAML is read by the
    /// command and by `holdpoint/yaml`, not by `Policy.compile`.
    NotJson = "HP0101" Error,
    /// A key stands twice in one object.
    ///
    /// Bad: `{"name": "a", "name": "b"}`. Which of the two was meant can't be known: remove one.
    DuplicateKey = "HP0102" Error,
    /// The text isn't YAML.
    ///
    /// Bad: `rules: b: c`. The position says where reading stopped; there may be several.
    NotYaml = "HP0103" Error,
    /// YAML that would be read otherwise than most people mean it, so it isn't read at all.
    ///
    /// Bad: merge keys (`<<`), tags (`!env`), a second document, `%YAML 1.1`, a key that isn't a text, an
    /// alias inside of what it names. Write the values out: what is read is YAML 1.2, core schema.
    YamlUnsupported = "HP0104" Error,

    /// A key that nothing knows.
    ///
    /// Bad: `rulez: []`. Unknown keys are never ignored, because a mistyped key would switch a rule
    /// off in silence. Correct the name. In a case, declare it under the policy's `inputs` or list
    /// it under `ignore`.
    UnknownKey = "HP0201" Error,
    /// A required key isn't there.
    ///
    /// Bad: a rule without `when`. Add the key.
    MissingKey = "HP0202" Error,
    /// A value of the wrong type.
    ///
    /// Bad: `threshold: "high"`. The message says what was found, `expected` what belongs there.
    WrongType = "HP0203" Error,
    /// A value that isn't one of those allowed.
    ///
    /// Bad: `lane: automatic`. `expected` lists the allowed ones.
    NotAllowed = "HP0204" Error,
    /// A number, text or list outside its range.
    ///
    /// Bad: `confidence: { default: 75 }` (a confidence is between 0 and 1).
    OutOfRange = "HP0205" Error,
    /// A text that isn't of the form asked for.
    ///
    /// Bad: `clock: 2 hours` (a duration is written `2h`), `from: 2026-11-20` (a time has an offset).
    BadFormat = "HP0206" Error,

    /// A condition that can't be read.
    ///
    /// Bad: `lead.value >=`. The position is the column in the condition's text.
    ConditionSyntax = "HP0301" Error,
    /// A construct of CEL that Holdpoint's subset leaves out.
    ///
    /// Bad: `a ? b : c`, `data.fields["x"]`. `docs/policy-format.md` lists the subset.
    ConditionUnsupported = "HP0302" Error,
    /// A condition names a field that neither the vocabulary nor the policy's inputs know.
    ///
    /// Bad: `lead.valeu > 10`. Correct the name or declare the field under `inputs`.
    UnknownField = "HP0303" Error,
    /// A condition compares or combines things of different types.
    ///
    /// Bad: `lead.value > "high"`.
    ConditionType = "HP0304" Error,
    /// A pattern that isn't a regular expression of the linear-time syntax.
    ///
    /// Bad: `message.text.matches("(a")`. Look-around and back-references don't exist here.
    BadPattern = "HP0305" Error,
    /// A condition longer than 65,536 bytes, or nested deeper than 64 levels.
    ///
    /// Bad: a hundred `!` in a row. Split the rule in two. Chains of `&&` and `||` are flat: only the
    /// length of the text bounds them.
    ConditionTooLarge = "HP0306" Error,

    /// A name that nothing in the policy (or in the engine) bears.
    ///
    /// Bad: `manager: finnance-head`, `builtin: { lead.valueable: off }`. Correct the name or define it.
    UnknownName = "HP0310" Error,
    /// Two things with one id.
    ///
    /// Bad: two rules `large-amount`. An answer names rules by their id, so each needs its own.
    DuplicateId = "HP0311" Error,
    /// A name that belongs to the engine, or to another input.
    ///
    /// Bad: an input `message.tone`, a rule `data.missing`. Choose another name.
    ReservedName = "HP0312" Error,
    /// An authority that nobody holds by default.
    ///
    /// Bad: `owners: { default: { review: desk } }`. Name `review`, `override` and `pause`.
    MissingOwner = "HP0313" Error,
    /// A built-in stop condition that can't be switched off or softened.
    ///
    /// Bad: `builtin: { action.unknown: off }`. What nobody can explain never runs by itself.
    CannotSoften = "HP0314" Error,
    /// A setting that has no effect where it stands.
    ///
    /// Bad: `builtin: { data.missing: { threshold: 3 } }`. Remove it.
    NoEffect = "HP0315" Error,
    /// Two parts of the policy that can't both be meant.
    ///
    /// Bad: a route behind one without `when`, an absence that ends before it begins, managers in a circle.
    Contradiction = "HP0316" Error,

    /// A time zone is named, and the policy is compiled without the table of zones.
    ///
    /// The main entry does without it, since few policies need it. It is `holdpoint/zones`:
    /// `import { zones } from "holdpoint/zones"`, then `Policy.compile(document, { zones })`. The command
    /// loads it by itself.
    ZonesNotGiven = "HP0317" Error,

    /// A cell of the escalation matrix without a row.
    ///
    /// Every exception type × severity × impact needs one: no branch ends in "pending".
    MatrixHole = "HP0320" Error,
    /// A row of the escalation matrix that never wins.
    ///
    /// The rows before it take all its cells. Move it up, or remove it.
    DeadRow = "HP0321" Warning,
    /// A level of the ladder without a clock.
    ///
    /// An escalation that can sit for ever is a ticket. Give the level a `clock`.
    NoClock = "HP0322" Error,
    /// Delegates that lead back to the one they stand in for.
    ///
    /// It is survived: where nobody in the circle can be asked, the next level is.
    DelegateCircle = "HP0323" Warning,
    /// A duty that nobody holds.
    ///
    /// Name who owns the data, the workflow and the rules boundary: what nobody wants to own is not ready.
    VacantDuty = "HP0324" Warning,
    /// One person who holds every authority.
    ///
    /// Such a workflow is too fragile. Share the authorities among people or queues.
    OnePersonHoldsAll = "HP0325" Warning,
    /// A condition compares with an intent or an action that nothing lists.
    ///
    /// Bad: `intent.label == "refnud"`. The condition never holds for a known one.
    UnlistedName = "HP0326" Warning,
    /// `has()` stands where an absent field lets a case run that would need a person.
    ///
    /// Bad: `has(customer.industry) && customer.industry == "banking"`. Without `has()` the missing
    /// field makes the rule undetermined, and that stops the case.
    HasLetsRun = "HP0327" Warning,
    /// Money is compared with a bare number, and no currency says which money.
    ///
    /// Bad: `action.amount >= 10000` without `workflow.currency`. Set it: an amount in another
    /// currency, or in none, is undetermined then.
    NoCurrency = "HP0328" Warning,

    /// A rule or a route that can never hold.
    ///
    /// Bad: `lead.value > 100 && lead.value < 50`. Whatever is known of a case, the condition is false or
    /// can't be told. The witness is a case that comes close.
    NeverHolds = "HP0330" Warning,
    /// A rule that holds, or can't be told, for every case.
    ///
    /// Bad: `lead.value >= 0 || lead.value < 0`. It stops everything. If that is meant, set
    /// `workflow.mode: manual`, or give the actions a `floor`.
    AlwaysHolds = "HP0331" Warning,
    /// A rule that another makes superfluous.
    ///
    /// Bad: `lead.value > 900` (review) beside `lead.value > 500` (takeover). Wherever it holds or can't be
    /// told, the other asks for at least as much, so it never makes a case stricter. Remove it, or look
    /// whether the other was meant to be narrower. It may still name a class, a queue or a question.
    Superfluous = "HP0332" Warning,
    /// Two rules that contradict each other on where a case goes.
    ///
    /// Both can hold at once, with the same lane and class, and name two queues: then nothing but the
    /// alphabet (the rules' ids) decides between them. Tell them apart by class, or make one of them narrower.
    RouteContradiction = "HP0333" Warning,
    /// A route that no case takes.
    ///
    /// Wherever its `when` holds, that of a route before it holds too. Move it up, or remove it.
    DeadRoute = "HP0334" Warning,
    /// A threshold that no value of the declared range reaches.
    ///
    /// Bad: `score > 10` where `inputs` declare `score: { type: number, max: 10 }`. The comparison never
    /// holds. Correct the threshold or the range.
    Unreachable = "HP0335" Warning,
    /// A value between two rules that neither takes.
    ///
    /// Bad: `lead.value < 1000` in one rule and `lead.value > 1000` in the next. A case at exactly 1000 is
    /// stopped by neither. Make one of the two include it (`<=` or `>=`).
    Gap = "HP0336" Warning,
    /// An action without a way back and without approval.
    ///
    /// What can't be undone waits for a person. Name its `compensation` or a `floor: review`, or leave the
    /// built-in condition `effect.no_way_back` on.
    NoWayBack = "HP0337" Error,
    /// A point of no return that runs by itself.
    ///
    /// A `pivot` has no way back, and what follows it can only go forward. The witness is a case in which
    /// the automation takes it alone. If that isn't meant, give the action `floor: review`.
    PivotByItself = "HP0338" Warning,
    /// A clock that can run out before anybody asked is at work.
    ///
    /// All people of the level have working hours, and the time between them is longer than its clock. For
    /// severity `high` and `critical` clocks don't wait for working hours. Lengthen the clock, or name
    /// somebody who works at other hours.
    ClockOutsideHours = "HP0339" Warning,

    /// `NaN` or an infinite number.
    ///
    /// Bad: `{ lead: { value: NaN } }`. Leave the key out: what isn't known is treated as missing.
    NotFinite = "HP0401" Error,
    /// Something that is no plain data: a `BigInt`, function, symbol, `Map`, `Set` or the like.
    ///
    /// Bad: `{ lead: { value: 10n } }`. Hand over numbers, texts, booleans, dates, lists and objects.
    NotData = "HP0402" Error,
    /// An object that contains itself.
    ///
    /// Hand over a tree, or list the key under the policy's `ignore`.
    Cycle = "HP0403" Error,
    /// A getter or a proxy trap threw while the value was read, or the proxy was revoked.
    ///
    /// Hand over a plain copy of the object.
    Threw = "HP0404" Error,
    /// A `__proto__` key, which a careless reader would take for the object's prototype.
    ///
    /// Rename the key.
    ProtoKey = "HP0405" Error,
    /// A list with holes.
    ///
    /// Bad: `[1, , 3]`. Fill them.
    Sparse = "HP0406" Error,
    /// A text with half of a surrogate pair, outside the free texts in which it is mended.
    ///
    /// Bad: an `id` cut in the middle of an emoji. Use `String.prototype.toWellFormed()`.
    BrokenText = "HP0407" Error,
    /// A policy that was freed is asked for something.
    ///
    /// Bad: `policy.free()` (or the end of a `using` block) before its last decision. Compile it again, or
    /// free it later; a policy that is dropped is freed by itself.
    Freed = "HP0408" Error,
    /// Two different events of an incident have one id.
    ///
    /// Bad: `approved` and `rejected`, both `evt-7`. An event that arrives twice counts once, so it has to be the
    /// same both times: which of the two is true can't be known.
    TwoContents = "HP0409" Error,
    /// An incident that was opened under another version of the policy.
    ///
    /// An open incident keeps the policy that it was opened under, so that nobody's approval changes its meaning.
    /// Decide it by the policy of that version, or say `escalation.openIncidents: latest`.
    OtherVersion = "HP0410" Error,

    /// Steps of a run that wait for each other.
    ///
    /// Bad: `a` depends on `b`, and `b` on `a`. The message names the circle; take one dependency away.
    StepCycle = "HP0430" Error,
    /// A step depends on one that the run doesn't have, or a trigger names such a step.
    ///
    /// Bad: `dependsOn: [paymnt]`. Correct the name, or hand over the whole run.
    UnknownStep = "HP0431" Error,
    /// What is said of a step can't all be true.
    ///
    /// Bad: a step that succeeded although what it depends on is `pending`; `failed` (nothing applied) with items
    /// done; an item done twice, or done and unknown, or beyond the step's items. Correct the record before
    /// anything is undone by it.
    ContradictoryStep = "HP0432" Error,

    /// A text longer than the limit (1 MiB unless set). It is never cut.
    ///
    /// Raise `limits.text`, up to 16 MiB, when compiling the policy.
    TextTooLong = "HP0501" Error,
    /// Nesting deeper than the limit (64 unless set).
    TooDeep = "HP0502" Error,
    /// An object with more keys than the limit (10,000 unless set).
    TooManyKeys = "HP0503" Error,
    /// A list with more entries than the limit (100,000 unless set).
    TooManyEntries = "HP0504" Error,
    /// More values in all than the limit (a million unless set).
    TooManyValues = "HP0505" Error,

    /// The engine itself failed: a bug, or the host is out of memory or of stack.
    ///
    /// It was started anew, and policies compile themselves again, so the next call works. The case of
    /// this one wasn't decided: treat it as `takeover`, and report what was handed over.
    Failed = "HP0901" Error,
    /// `holdpoint/slim` is used before it has the engine's bytes.
    ///
    /// Call its `init` with the bytes of `holdpoint/holdpoint.wasm` first.
    NotStarted = "HP0902" Error,
}

impl Json for Code {
    fn write(&self, to: &mut Writer) {
        to.text(self.as_str());
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
