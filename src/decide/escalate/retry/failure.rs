//! Sorts failures: worth another try, not worth one, or perhaps no failure at all.

/// What a failed call left behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// It had no effect, and the next try may succeed.
    Transient,
    /// It had no effect, and trying again gives the same.
    Permanent,
    /// It may have had its effect. Find out before anything else.
    Ambiguous,
}

impl FailureKind {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Transient => "transient",
            Self::Permanent => "permanent",
            Self::Ambiguous => "ambiguous",
        }
    }
}

/// What is known of a failed call.
#[derive(Clone, Copy, Debug, Default)]
pub struct FailedCall<'a> {
    /// The HTTP status of the answer, if there was one.
    pub status: Option<u32>,
    /// The error's code, as the host's runtime or the other side names it: `ECONNRESET`, `UNAVAILABLE`.
    pub code: Option<&'a str>,
    /// Whether the request left the house, where that is known.
    pub sent: Option<bool>,
    /// Whether the call changes anything.
    pub writes: bool,
    /// Whether it carries an idempotency key, under which the other side does it once.
    pub keyed: bool,
}

/// What an answer or a code by itself says.
enum Told {
    /// Refused before it had an effect; another try may succeed.
    TryAgain,
    /// Refused for good.
    Refused,
    /// Nothing about whether it had an effect.
    Nothing,
    /// The request never reached the other side.
    NotSent,
}

impl FailedCall<'_> {
    /// Sorts the failure. The status speaks before the code, since it is the other side's own word.
    ///
    /// Where neither tells whether the call had an effect, `sent` decides: a write that left, or that
    /// may have left without a key, is ambiguous.
    #[must_use]
    pub fn kind(&self) -> FailureKind {
        let told = match (self.status, self.code) {
            (Some(status), _) => self.told_by_status(status),
            (None, Some(code)) => told_by_code(code),
            (None, None) => Told::Nothing,
        };
        match told {
            Told::Refused => FailureKind::Permanent,
            Told::TryAgain => FailureKind::Transient,
            // A host that says it was sent knows better than the name of the error.
            Told::NotSent if self.sent != Some(true) => FailureKind::Transient,
            Told::NotSent | Told::Nothing => self.without_word(),
        }
    }

    fn without_word(&self) -> FailureKind {
        let may_have_happened = match self.sent {
            Some(sent) => sent,
            // Under a key another try is harmless.
            None => !self.keyed,
        };
        if self.writes && may_have_happened { FailureKind::Ambiguous } else { FailureKind::Transient }
    }

    fn told_by_status(&self, status: u32) -> Told {
        match status {
            // Under a key it says that the earlier request is still being worked on.
            409 if self.keyed => Told::Nothing,
            408 | 425 | 429 | 503 => Told::TryAgain,
            501 | 505 | 506 | 508 | 510 | 511 => Told::Refused,
            300..=499 => Told::Refused,
            // The failure of a server or a gateway, or an answer that nobody understood.
            _ => Told::Nothing,
        }
    }
}

/// The names under which runtimes tell that nobody was reached.
const NOT_SENT: [&str; 11] = [
    "EADDRNOTAVAIL",
    "EAI_AGAIN",
    "EAI_FAIL",
    "EAI_NODATA",
    "ECONNREFUSED",
    "EHOSTDOWN",
    "EHOSTUNREACH",
    "ENETDOWN",
    "ENETUNREACH",
    "ENOTFOUND",
    "UND_ERR_CONNECT_TIMEOUT",
];

/// The names that mean: not now.
const TRY_AGAIN: [&str; 2] = ["RESOURCE_EXHAUSTED", "ABORTED"];

/// The names that mean: never like this. What can't be trusted, addressed or allowed stays so.
const REFUSED: [&str; 17] = [
    "ALREADY_EXISTS",
    "CERT_HAS_EXPIRED",
    "CERT_NOT_YET_VALID",
    "CERT_REVOKED",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "EACCES",
    "ERR_INVALID_URL",
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "FAILED_PRECONDITION",
    "INVALID_ARGUMENT",
    "NOT_FOUND",
    "OUT_OF_RANGE",
    "PERMISSION_DENIED",
    "SELF_SIGNED_CERT_IN_CHAIN",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "UNAUTHENTICATED",
    "UNIMPLEMENTED",
];

fn told_by_code(code: &str) -> Told {
    let listed = |names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(code));
    if listed(&NOT_SENT) {
        Told::NotSent
    } else if listed(&TRY_AGAIN) {
        Told::TryAgain
    } else if listed(&REFUSED) {
        Told::Refused
    } else {
        Told::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::{FailedCall, FailureKind::*};

    const WRITE: FailedCall<'_> =
        FailedCall { status: None, code: None, sent: None, writes: true, keyed: false };

    #[test]
    fn statuses_are_sorted() {
        for (status, read, write, keyed) in [
            (429, Transient, Transient, Transient),
            (503, Transient, Transient, Transient),
            (408, Transient, Transient, Transient),
            (500, Transient, Ambiguous, Transient),
            (502, Transient, Ambiguous, Transient),
            (504, Transient, Ambiguous, Transient),
            (520, Transient, Ambiguous, Transient),
            (501, Permanent, Permanent, Permanent),
            (400, Permanent, Permanent, Permanent),
            (401, Permanent, Permanent, Permanent),
            (404, Permanent, Permanent, Permanent),
            (409, Permanent, Permanent, Transient),
            (422, Permanent, Permanent, Permanent),
            (302, Permanent, Permanent, Permanent),
            (200, Transient, Ambiguous, Transient),
            (0, Transient, Ambiguous, Transient),
            (u32::MAX, Transient, Ambiguous, Transient),
        ] {
            let call = FailedCall { status: Some(status), ..WRITE };
            assert_eq!(FailedCall { writes: false, ..call }.kind(), read, "read, {status}");
            assert_eq!(call.kind(), write, "write, {status}");
            assert_eq!(FailedCall { keyed: true, ..call }.kind(), keyed, "write with a key, {status}");
        }
    }

    #[test]
    fn what_left_decides_where_nothing_else_does() {
        for (code, sent, keyed, expected) in [
            (Some("ECONNRESET"), None, false, Ambiguous),
            (Some("ECONNRESET"), None, true, Transient),
            (Some("ECONNRESET"), Some(true), true, Ambiguous),
            (Some("ECONNRESET"), Some(false), false, Transient),
            (Some("ETIMEDOUT"), None, false, Ambiguous),
            (Some("DEADLINE_EXCEEDED"), None, false, Ambiguous),
            (Some("ECONNREFUSED"), None, false, Transient),
            (Some("econnrefused"), None, false, Transient),
            (Some("ECONNREFUSED"), Some(true), false, Ambiguous),
            (Some("CERT_HAS_EXPIRED"), None, false, Permanent),
            (Some("PERMISSION_DENIED"), Some(true), false, Permanent),
            (Some("RESOURCE_EXHAUSTED"), Some(true), false, Transient),
            (Some("never heard of"), None, false, Ambiguous),
            (None, None, false, Ambiguous),
            (None, Some(false), false, Transient),
        ] {
            let call = FailedCall { code, sent, keyed, ..WRITE };
            assert_eq!(call.kind(), expected, "{code:?}, sent {sent:?}, key {keyed}");
            let read = FailedCall { writes: false, ..call }.kind();
            assert_ne!(read, Ambiguous, "reading again is harmless: {code:?}");
        }
    }

    #[test]
    fn the_status_speaks_first() {
        let call = FailedCall { status: Some(422), code: Some("ECONNRESET"), sent: Some(true), ..WRITE };
        assert_eq!(call.kind(), Permanent);
    }
}
