//! What many decisions say together: whether they would come out the same again, under this policy or another, and
//! how the workflow fares.

mod assess;
mod compare;
mod replay;

pub use assess::Assessing;
pub use compare::{
    ClassTotals, Comparison, ComparisonReport, LaneRow, LaneTable, Moved, MovedBy, Refused, RuleTotals,
};
pub use replay::{Difference, ReplayReport, ReplayStatus, Replayed};
