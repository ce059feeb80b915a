//! The log: a row is an incident's state after one update.

use std::collections::BTreeMap;
use std::error::Error;

use holdpoint::model::Timestamp;

/// What one row says, as far as it is known at its time: outcomes are never read early.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) at: Timestamp,
    pub(crate) opened_at: Timestamp,
    pub(crate) state: String,
    pub(crate) reassigned: u32,
    pub(crate) in_time: bool,
    pub(crate) impact: u8,
    pub(crate) priority: u8,
    pub(crate) group: String,
    pub(crate) person: String,
}

/// The rows of each incident, in the order of the log.
pub(crate) fn read(text: &str) -> Result<BTreeMap<String, Vec<Row>>, Box<dyn Error>> {
    let mut lines = text.lines();
    let header = cells(lines.next().ok_or("an empty file")?);
    let column = |name: &str| {
        header.iter().position(|known| known == name).ok_or_else(|| format!("there is no column {name}"))
    };
    let number = column("number")?;
    let (state, at, opened) = (column("incident_state")?, column("sys_updated_at")?, column("opened_at")?);
    let (reassigned, made_sla) = (column("reassignment_count")?, column("made_sla")?);
    let (impact, priority) = (column("impact")?, column("priority")?);
    let (group, person) = (column("assignment_group")?, column("assigned_to")?);
    let mut incidents: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for (line, cells) in lines.map(cells).enumerate() {
        let get = |index: usize| cells.get(index).map_or("", String::as_str);
        let moment = |index: usize| {
            moment(get(index)).ok_or_else(|| format!("line {}: `{}` is no time", line + 2, get(index)))
        };
        let grade = |index: usize| get(index).bytes().next().map_or(3, |digit| digit.wrapping_sub(b'0'));
        incidents.entry(get(number).to_owned()).or_default().push(Row {
            at: moment(at)?,
            opened_at: moment(opened)?,
            state: get(state).to_owned(),
            reassigned: get(reassigned).parse().unwrap_or(0),
            in_time: get(made_sla) == "TRUE",
            impact: grade(impact),
            priority: grade(priority),
            group: get(group).to_owned(),
            person: get(person).to_owned(),
        });
    }
    Ok(incidents)
}

/// The source names no time zone; any one does.
fn moment(text: &str) -> Option<Timestamp> {
    let seconds = if text.len() == 16 { ":00Z" } else { "Z" };
    Timestamp::parse(&format!("{text}{seconds}"))
}

/// The cells of a line of CSV; quotes may surround one that holds a comma.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    for letter in line.trim_end_matches('\r').chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(std::mem::take(&mut cell)),
            other => cell.push(other),
        }
    }
    cells.push(cell);
    cells
}
