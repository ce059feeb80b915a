//! What many decisions say together: whether they would come out the same again, and how the workflow fares.

mod assess;
mod replay;

pub use assess::Assessing;
pub use replay::{Difference, ReplayReport, ReplayStatus, Replayed};
