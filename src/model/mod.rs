//! Plain data: the nouns of the domain. No logic beyond what keeps a value well-formed.

mod time;
mod value;

pub use time::{Span, Timestamp};
pub use value::{Refusal, RefusalKind, Value};
