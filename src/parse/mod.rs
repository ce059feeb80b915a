//! Text to value to document: reads everything, reports every mistake with its place.

mod json;
mod read;
mod reads;
mod tape;

pub use json::parse_json;
pub use read::{Cx, Fields, Object, Read, Slot};
pub use tape::{TAPE_DEPTH, TapeError, parse_tape};
