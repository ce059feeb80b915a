//! Quoted replies and signatures, by the marks that mail programs leave.

/// What a line begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// A line marked with `>`.
    Marked,
    /// `On Monday … wrote:` before lines that are marked.
    Introduction,
    /// Everything from here on is an older message.
    Rest,
    /// `-- `: a signature.
    Signature,
}

/// How far a line that may begin a quote is read.
const INTRODUCTION: usize = 240;
const HEADER: usize = 700;
const SIGNATURE: usize = 600;

/// What the line at the beginning of the text begins.
pub(super) fn at_line(text: &str) -> Option<Line> {
    let indent = text.bytes().take(64).take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let bytes = text.as_bytes();
    match bytes.get(indent)? {
        b'>' => Some(Line::Marked),
        b'&' if text.get(indent..).is_some_and(|rest| rest.starts_with("&gt;")) => Some(Line::Marked),
        b'-' | b'_' => dashes(text),
        b'O' | b'E' | b'A' => introduction(text.get(indent..)?),
        b'F' | b'D' | b'*' => header(text.get(indent..)?),
        _ => None,
    }
}

/// Whether the attributes of a tag are those by which mail programs mark a quote.
pub(super) fn is_quote_mark(attributes: &str) -> bool {
    ["gmail_quote", "yahoo_quoted", "protonmail_quote", "moz-cite-prefix", "divRplyFwdMsg", "appendonsend"]
        .iter()
        .any(|mark| attributes.contains(mark))
}

fn dashes(text: &str) -> Option<Line> {
    if (text.starts_with("-- \n") || text.starts_with("-- \r\n")) && text.len() <= SIGNATURE {
        return Some(Line::Signature);
    }
    let line = first_line(text, INTRODUCTION)?;
    let words = line.trim_matches(['-', '_', ' ', '\r']).to_lowercase();
    let known = ["original message", "forwarded message", "mensaje original", "mensaje reenviado"];
    (line.starts_with("--") && known.contains(&words.as_str())).then_some(Line::Rest)
}

/// `On Tue, 3 Mar 2026, Ann wrote:`, on one line or broken into two.
fn introduction(text: &str) -> Option<Line> {
    const FORMS: [(&str, &str); 3] = [("On ", "wrote:"), ("El ", "escribió:"), ("Am ", "schrieb")];
    let (_, verb) = FORMS.iter().find(|(begin, _)| text.starts_with(begin))?;
    let window = head(text, INTRODUCTION);
    let (before, after) = window.split_once(verb)?;
    let on_its_own = after.trim_start_matches([' ', '\r', ':']).starts_with('\n') || after.trim().is_empty();
    let dated = before.bytes().any(|byte| byte.is_ascii_digit());
    if !on_its_own || !dated || before.matches('\n').count() > 2 {
        return None;
    }
    let following = text.get(before.len() + verb.len()..)?.trim_start_matches([':', ' ', '\r', '\n']);
    let marked = following.starts_with('>') || following.starts_with("&gt;");
    Some(if marked { Line::Introduction } else { Line::Rest })
}

/// The head of a message as Outlook quotes it: From, Sent, To, Subject.
fn header(text: &str) -> Option<Line> {
    const KINDS: [[&str; 3]; 2] = [["sent:", "date:", "enviado"], ["to:", "subject:", "para:"]];
    let begins = |line: &str, name: &str| {
        let head = line.trim_start_matches(['*', ' ']).get(..name.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(name))
    };
    if !begins(text, "from:") && !begins(text, "de:") {
        return None;
    }
    let next = || head(text, HEADER).lines().skip(1).take(5);
    let has = |kind: &[&str; 3]| next().any(|line| kind.iter().any(|name| begins(line, name)));
    KINDS.iter().all(has).then_some(Line::Rest)
}

fn first_line(text: &str, most: usize) -> Option<&str> {
    head(text, most).lines().next()
}

/// At most so many bytes from the beginning.
fn head(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}
