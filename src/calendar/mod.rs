//! When somebody is there: the calendar, time zones, working hours and absences.

pub mod civil;
