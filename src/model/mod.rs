//! Plain data: the nouns of the domain. No logic beyond what keeps a value well-formed.

pub mod assessment;
pub mod audit;
pub mod case;
pub mod chain;
pub mod civil;
mod decimal;
pub mod decision;
mod digits;
pub mod escalation;
pub mod incident;
mod json;
pub mod lane;
pub mod log;
mod map;
mod number;
mod order;
pub mod plan;
pub mod policy;
pub mod preflight;
pub mod run;
mod serialize;
pub mod simulation;
mod text;
mod time;
mod value;

pub use decimal::read_number;
pub use digits::js_number;
pub use holdpoint_derive::Json;
pub use json::{Json, Writer, to_json};
pub use lane::{ExceptionClass, Lane, Need, Posture, StrictLane};
pub use map::{Map, entries};
pub use number::{Amount, Confidence, Count, Sentiment};
pub use order::{TextSet, each_once, numbered, repeated, sorted, sorted_texts};
pub use text::{Currency, FreeText, LanguageTag, Name, Names, Template, TimeOfDay, shortened};
pub use time::{Span, Timestamp};
pub use value::{Refusal, RefusalKind, Value};
