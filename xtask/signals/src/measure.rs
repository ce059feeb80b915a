//! Measures what is heard in a file of labelled messages: precision and recall per label and source.
//!
//! A third of the rows, chosen by the hash of their id, is held out: rules are written with the others
//! in view, and the figures of both parts are given side by side.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;

use holdpoint::model::Map;
use holdpoint::signals::{Adjustment, Lexicons, Recognition, Side};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

struct Row {
    id: String,
    text: String,
    labels: BTreeSet<String>,
    scope: BTreeSet<String>,
    source: String,
    held: bool,
}

#[derive(Default, Clone)]
struct Count {
    hit: usize,
    missed: usize,
    wrong: usize,
}

/// Reads the file, scans every row, and prints the tables.
pub fn run(file: &str, options: &[&str]) -> Result<(), Box<dyn Error>> {
    let rows = std::fs::read_to_string(file)?.lines().map(row).collect::<Result<Vec<_>, _>>()?;
    let option = |name: &str| options.iter().skip_while(|option| **option != name).nth(1).copied();
    let part = option("--part");
    let lexicons = Lexicons::builtin();
    let heard: Vec<BTreeMap<&str, String>> = rows
        .iter()
        .map(|row| {
            let found = lexicons.scan(&row.text, Side::Message);
            found
                .iter()
                .filter(|found| found.counts())
                .map(|found| (found.signal, found.entry.to_owned()))
                .collect()
        })
        .collect();
    let chosen = |row: &Row| part.is_none_or(|part| (part == "held") == row.held);
    if let Some(label) = option("--misses") {
        for (row, heard) in rows.iter().zip(&heard) {
            if chosen(row)
                && row.scope.contains(label)
                && row.labels.contains(label)
                && !heard.contains_key(label)
            {
                println!("{} {} {}", row.id, row.source, short(&row.text));
            }
        }
        return Ok(());
    }
    if let Some(label) = option("--false") {
        for (row, heard) in rows.iter().zip(&heard) {
            let wrong = row.scope.contains(label) && !row.labels.contains(label);
            if let Some(entry) = heard.get(label).filter(|_| wrong && chosen(row)) {
                println!("{} {} [{entry}] {}", row.id, row.source, short(&row.text));
            }
        }
        return Ok(());
    }
    table(&rows, &heard);
    routine(&rows, &heard);
    speed(&lexicons, &rows);
    preparation()
}

/// Prints what is heard in one text.
pub fn hear(text: &str) -> Result<(), Box<dyn Error>> {
    let lexicons = Lexicons::builtin();
    for side in [Side::Message, Side::Draft] {
        for found in lexicons.scan(text, side) {
            println!("{side:?} {found:?}");
        }
    }
    Ok(())
}

/// Prints the words of a list that would be taken for others: candidates for `words.txt`.
pub fn words(file: &str) -> Result<(), Box<dyn Error>> {
    let lexicons = Lexicons::builtin();
    for word in std::fs::read_to_string(file)?.lines() {
        match lexicons.recognition(word) {
            Recognition::TypingError => println!("error {word}"),
            Recognition::Glued => println!("glued {word}"),
            Recognition::Known | Recognition::Unknown => {}
        }
    }
    Ok(())
}

fn table(rows: &[Row], heard: &[BTreeMap<&str, String>]) {
    let mut counts: BTreeMap<(String, String), [Count; 2]> = BTreeMap::new();
    for (row, heard) in rows.iter().zip(heard) {
        for label in &row.scope {
            for source in ["(all)", &row.source] {
                let both = counts.entry((label.clone(), source.to_owned())).or_default();
                let count = &mut both[usize::from(row.held)];
                match (row.labels.contains(label), heard.contains_key(label.as_str())) {
                    (true, true) => count.hit += 1,
                    (true, false) => count.missed += 1,
                    (false, true) => count.wrong += 1,
                    (false, false) => {}
                }
            }
        }
    }
    println!(
        "label                source                 | fit: n recall precision | held: n recall precision"
    );
    for ((label, source), both) in &counts {
        if both.iter().any(|count| count.hit + count.missed + count.wrong > 0) {
            let cells: Vec<String> = both.iter().map(cell).collect();
            println!("{label:<20} {source:<22} | {}", cells.join(" | "));
        }
    }
}

fn cell(count: &Count) -> String {
    let share = |part: usize, whole: usize| {
        if whole == 0 { "    -".to_owned() } else { format!("{:5.1}", 100.0 * part as f64 / whole as f64) }
    };
    let Count { hit, missed, wrong } = *count;
    format!("{:4} {} {} ({wrong:3} wrong)", hit + missed, share(hit, hit + missed), share(hit, hit + wrong))
}

fn routine(rows: &[Row], heard: &[BTreeMap<&str, String>]) {
    let mut counts: BTreeMap<&str, [(usize, usize); 2]> = BTreeMap::new();
    for (row, heard) in rows.iter().zip(heard).filter(|(row, _)| row.labels.contains("none")) {
        let alarm = row.scope.iter().any(|label| heard.contains_key(label.as_str()));
        for source in ["(all)", &row.source] {
            let count = &mut counts.entry(source).or_default()[usize::from(row.held)];
            count.0 += 1;
            count.1 += usize::from(alarm);
        }
    }
    println!("\nfalse alarms on routine rows");
    for (source, parts) in counts {
        let cells = parts
            .map(|(n, wrong)| format!("{n:5} {wrong:3} {:5.2} %", 100.0 * wrong as f64 / n.max(1) as f64));
        println!("{source:<22} | fit {} | held {}", cells[0], cells[1]);
    }
}

fn speed(lexicons: &Lexicons, rows: &[Row]) {
    let mut text = String::new();
    while text.len() < 10_000_000 {
        for row in rows {
            text.push_str(&row.text);
            text.push('\n');
        }
    }
    println!();
    heard_in_time(lexicons, &text);
}

/// Hears a text and prints how long it took, how much was heard, and a digest of all of it.
pub fn time(file: &str) -> Result<(), Box<dyn Error>> {
    heard_in_time(&Lexicons::builtin(), &std::fs::read_to_string(file)?);
    Ok(())
}

fn heard_in_time(lexicons: &Lexicons, text: &str) {
    let start = processor_seconds();
    let (found, work) = lexicons.scan_with_work(text, Side::Message);
    let seconds = processor_seconds() - start;
    let megabytes = text.len() as f64 / 1e6;
    let mut digest = Sha256::new();
    for found in &found {
        let found = (found.signal, found.entry, found.start, found.end, found.negated, found.place);
        digest.update(format!("{found:?}"));
    }
    let digest: String = digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    println!(
        "{megabytes:.1} MB in {seconds:.2} s of processor time: {:.1} MB/s, {} found ({digest}), {:.2} steps a byte",
        megabytes / seconds.max(0.001),
        found.len(),
        work as f64 / text.len() as f64
    );
}

/// How long it takes to make the lexicons ready, from their text.
pub fn preparation() -> Result<(), Box<dyn Error>> {
    let start = processor_seconds();
    for round in 0..20 {
        // A policy that changes the lexicons as the one before did would share what is ready.
        let adjustment = Adjustment { add: vec![format!("dispute{round}*")], remove: Vec::new() };
        let mut adjustments = Map::default();
        adjustments.push("dispute".to_owned(), adjustment);
        Lexicons::compile(&adjustments).map_err(|problems| format!("{problems:?}"))?;
    }
    println!("{:.1} ms to make the lexicons ready", (processor_seconds() - start) * 1000.0 / 20.0);
    Ok(())
}

/// What this process has used of the processor: on a busy machine the clock on the wall says little.
/// Linux counts it in hundredths of a second; elsewhere there is no figure.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn row(line: &str) -> Result<Row, Box<dyn Error>> {
    let value: Value = serde_json::from_str(line)?;
    let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let list = |key: &str| {
        let items = value.get(key).and_then(Value::as_array).into_iter().flatten();
        items.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let id = text("id");
    // The digest as a number, modulo three: 256 leaves one, so the sum of the bytes will do.
    let held = Sha256::digest(id.as_bytes()).iter().map(|byte| u32::from(*byte)).sum::<u32>() % 3 == 0;
    Ok(Row {
        text: text("text"),
        labels: list("labels"),
        scope: list("scope"),
        source: text("source"),
        held,
        id,
    })
}

fn short(text: &str) -> String {
    text.chars().take(400).map(|c| if c == '\n' { '/' } else { c }).collect()
}
