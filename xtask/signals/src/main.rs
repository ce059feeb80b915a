//! `cargo xtask signals`: gathers the lexicons and draws the fold table, or measures what is heard.

mod fold;
mod gather;
mod measure;

use std::error::Error;
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask signals generate DIRECTORY   write fold.txt and lexicons.txt there
       cargo xtask signals measure FILE [--misses LABEL] [--false LABEL] [--part fit|held]
       cargo xtask signals words FILE           which words, one a line, would be taken for others
       cargo xtask signals hear TEXT            what is heard in a text
       cargo xtask signals time FILE            how fast a text is heard, and how much is heard in it
       cargo xtask signals ready                how long it takes to make the lexicons ready";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<(), Box<dyn Error>> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["generate", directory] => gather::write(directory.as_ref()),
        ["measure", file, options @ ..] => measure::run(file, options),
        ["words", file] => measure::words(file),
        ["hear", text] => measure::hear(text),
        ["time", file] => measure::time(file),
        ["ready"] => measure::preparation(),
        _ => Err(USAGE.into()),
    }
}
