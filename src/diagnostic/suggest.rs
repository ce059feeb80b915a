//! "Did you mean": the known name that is closest to an unknown one, and the list of all that are known.

/// Names as they stand in a message: each in backticks.
#[must_use]
pub fn listed(names: &[&str]) -> String {
    let mut listed = String::new();
    for name in names {
        if !listed.is_empty() {
            listed.push_str(", ");
        }
        listed.push('`');
        listed.push_str(name);
        listed.push('`');
    }
    listed
}

/// The closest known name, if it is close enough that it may be meant: within a third of the
/// name's length (Damerau's optimal string alignment, case apart), the first by code point of equals.
#[must_use]
pub fn closest<'a>(unknown: &str, known: &[&'a str]) -> Option<&'a str> {
    let unknown = letters(unknown);
    let mut best = None;
    let mut allowed = (unknown.len() / 3).max(1);
    for name in known {
        let distance = distance(&unknown, &letters(name));
        if distance < allowed || (distance == allowed && best.is_none_or(|best| *name < best)) {
            (best, allowed) = (Some(*name), distance);
        }
    }
    best
}

fn letters(name: &str) -> Vec<char> {
    name.to_lowercase().chars().take(MOST).collect()
}

/// Names longer than this aren't compared further: a name is no essay.
const MOST: usize = 64;

fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], index: usize| row.get(index).copied().unwrap_or(usize::MAX / 2);
            let mut best =
                (at(&last, j) + usize::from(x != y)).min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn close_names_are_found() {
        assert_eq!(closest("mesage.text", &["message.text", "message.subject"]), Some("message.text"));
        assert_eq!(closest("lane", &["when", "because"]), None);
        assert_eq!(closest("Reveiw", &["review", "takeover"]), Some("review"));
        assert_eq!(closest("b", &["d", "a", "c"]), Some("a"));
        assert_eq!(closest("b", &["d", "B", "a"]), Some("B"));
    }
}
