//! Approvers: who stands in for whom, up to which amount, and when they are there.

use holdpoint_derive::{Json, Read};
use serde::Serialize;
use serde_with::skip_serializing_none;

use crate::model::{Amount, Map, Name, Names, TimeOfDay, Timestamp, lane::words};

/// A person who can be asked.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Json, Read)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields),
    schemars(deny_unknown_fields)
)]
pub struct Person {
    /// Who stands in, in this order.
    pub delegate: Option<Names>,
    /// The next management level.
    pub manager: Option<Name>,
    /// The greatest amount they may approve, by currency.
    pub limits: Option<Map<Amount>>,
    /// When they are away.
    pub out_of_office: Option<Vec<Absence>>,
    /// Their IANA time zone, such as `Europe/Berlin`.
    pub time_zone: Option<Name>,
    /// When they work; always unless said.
    pub working_hours: Option<WorkingHours>,
}

/// A period of absence, its end not included.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Json, Read)]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields),
    schemars(deny_unknown_fields)
)]
pub struct Absence {
    /// Its start.
    pub from: Timestamp,
    /// Its end; open unless said.
    pub until: Option<Timestamp>,
}

words! {
    /// A day of the week.
    pub enum Weekday {
        /// Monday.
        Mon,
        /// Tuesday.
        Tue,
        /// Wednesday.
        Wed,
        /// Thursday.
        Thu,
        /// Friday.
        Fri,
        /// Saturday.
        Sat,
        /// Sunday.
        Sun,
    }
}

/// A daily window, in the person's time zone.
#[derive(Clone, Debug, PartialEq, Serialize, Json, Read)]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts"),
    schemars(deny_unknown_fields)
)]
pub struct WorkingHours {
    /// On these days.
    pub days: Vec<Weekday>,
    /// From this time of day.
    pub from: TimeOfDay,
    /// Up to this time of day; before `from` it means the next day.
    pub to: TimeOfDay,
}
