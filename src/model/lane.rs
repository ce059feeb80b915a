//! Lanes, classes, postures: the words that every decision is made of (articles 000 and 001).

/// Derives what every word list needs.
macro_rules! words {
    ($($(#[$meta:meta])* pub enum $name:ident { $($body:tt)* })*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, holdpoint_derive::Json, holdpoint_derive::Read)]
        #[serde(rename_all = "snake_case")]
        #[cfg_attr(feature = "generate", derive(ts_rs::TS, schemars::JsonSchema), ts(export_to = "types.ts"))]
        pub enum $name { $($body)* }
    )*};
}
pub(crate) use words;

words! {
    /// Who acts: the automation, the automation after a person looked, or a person (000).
    /// From least to most strict.
    pub enum Lane {
        /// Safe to run by itself.
        Automate,
        /// A person looks before it acts.
        Review,
        /// A person takes over.
        Takeover,
    }

    /// A lane that a stop condition can move a case to.
    pub enum StrictLane {
        /// A person looks before it acts.
        Review,
        /// A person takes over.
        Takeover,
    }

    /// What kind of exception it is (001). From least to most grave.
    pub enum ExceptionClass {
        /// A small break that is part of normal operation.
        Expected,
        /// A wrong action would have a material consequence.
        Risky,
        /// A customer would see it.
        CustomerFacing,
        /// It would change spend, forecast or pipeline.
        RevenueImpacting,
        /// Nobody can explain it yet; it never runs by itself.
        Unknown,
    }

    /// What the automation may do meanwhile (001).
    pub enum Posture {
        /// Act.
        Proceed,
        /// Prepare, don't act.
        Hold,
        /// Do nothing more.
        Stop,
    }

    /// A kind of evidence that an action asks for.
    pub enum Need {
        /// The message that came in: `message.text`.
        Message,
        /// The draft about to go out: `action.text`.
        Draft,
        /// What the customer wants: `intent.label` and `intent.confidence`.
        Intent,
        /// The state of the facts: `data.missing` and `data.conflicts`.
        Data,
        /// Whether the earlier conversation is known: `history.complete`.
        History,
        /// What the lead is worth: `lead.value`.
        Lead,
    }
}

impl From<StrictLane> for Lane {
    fn from(lane: StrictLane) -> Self {
        match lane {
            StrictLane::Review => Self::Review,
            StrictLane::Takeover => Self::Takeover,
        }
    }
}
