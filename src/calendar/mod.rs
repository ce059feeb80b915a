//! When somebody is there: the calendar, time zones, working hours and absences.

mod schedule;
mod table;
mod week;
mod zone;

pub use crate::model::civil;
pub use schedule::{Away, Schedule};
pub use table::ZoneTable;
pub use zone::{Stretch, Zone, ZoneSource};
