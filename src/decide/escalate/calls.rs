//! The failed call of an incident: tried again, probed, or given up.

use super::{
    retry::{Backoff, Exhausted, FailedCall, FailureKind, NextRetry, Retries, RetryAfter, Spread},
    scene::Scene,
};
use crate::model::{
    Timestamp,
    chain::Why,
    escalation::PlannedRetry,
    incident::Patience,
    policy::{ActionKind, ExceptionType},
};

/// What is known of the failed call.
pub(super) struct Calls {
    kind: FailureKind,
    first_try: Timestamp,
    failed_at: Timestamp,
    made: u32,
    retry_after: Option<RetryAfter>,
    unclear_at: Option<Timestamp>,
}

/// What comes next for it.
pub(super) enum NextCall {
    /// Find out whether it went through.
    Probe,
    /// Try again.
    Retry(PlannedRetry),
    /// No more by itself, since this moment.
    Over(Timestamp, Why, &'static str),
}

impl Calls {
    /// The call that failed, if the incident is about one.
    pub(super) fn of(s: &Scene<'_>) -> Option<Self> {
        let error = s.incident.error.as_ref();
        match s.incident.kind {
            ExceptionType::SystemFailure => {}
            ExceptionType::Timeout if error.is_some() => {}
            _ => return None,
        }
        let failed_at = error.map_or(s.opened_at, |error| error.at);
        let said = error.and_then(|error| error.retry_after.as_ref());
        let retry_after = said.and_then(|said| match said {
            Patience::Seconds(seconds) => RetryAfter::from_seconds(*seconds),
            Patience::Text(text) => RetryAfter::parse(text, failed_at),
            Patience::At(at) => Some(RetryAfter::At(*at)),
        });
        let kind = Self::sort(s);
        Some(Self { kind, first_try: s.opened_at, failed_at, made: 0, retry_after, unclear_at: None })
    }

    /// What kind of failure it is.
    pub(super) fn sort(s: &Scene<'_>) -> FailureKind {
        let error = s.incident.error.as_ref();
        let writes = s.incident.requests.iter().any(|request| {
            let action = s.policy.library.get(request.action.as_str());
            !action.is_some_and(|action| matches!(action.kind, ActionKind::Internal | ActionKind::Draft))
        });
        FailedCall {
            status: error.and_then(|error| error.status),
            code: error.and_then(|error| error.code.as_ref()).map(|code| code.as_str()),
            sent: error.and_then(|error| error.sent),
            writes,
            keyed: s.incident.requests.iter().all(|request| request.idempotency_key.is_some()),
        }
        .kind()
    }

    /// A retry failed.
    pub(super) fn failed_again(&mut self, at: Timestamp) {
        self.made = self.made.saturating_add(1);
        // What the other side asked for was said at the failure before.
        if at >= self.failed_at {
            self.failed_at = at;
            self.retry_after = None;
        }
    }

    /// A probe found that the call had no effect: it may be tried again.
    pub(super) fn had_no_effect(&mut self, at: Timestamp) {
        self.kind = FailureKind::Transient;
        self.unclear_at = None;
        self.failed_at = self.failed_at.max(at);
    }

    /// A probe couldn't tell.
    pub(super) fn stays_unclear(&mut self, at: Timestamp) {
        self.unclear_at = Some(at);
    }

    /// What comes next, no later than `end`.
    pub(super) fn next(&self, s: &Scene<'_>, end: Timestamp) -> NextCall {
        if let Some(at) = self.unclear_at {
            return NextCall::Over(at, Why::Unclear, "the probe couldn't tell whether the call went through");
        }
        match self.kind {
            FailureKind::Permanent => {
                let message = "the failure is permanent: trying again can't mend it";
                return NextCall::Over(self.failed_at, Why::Permanent, message);
            }
            FailureKind::Ambiguous => return NextCall::Probe,
            FailureKind::Transient => {}
        }
        let seed = s.incident.seed.as_ref().map_or("", |seed| seed.0.as_str());
        let spread = Spread::new(seed, s.incident.id.as_str());
        let retries = Retries {
            first_try: self.first_try,
            failed_at: self.failed_at,
            made: self.made,
            retry_after: self.retry_after,
        };
        let over = |message| NextCall::Over(self.failed_at, Why::Retries, message);
        match Backoff::new(&s.plan.retry).next(retries, spread) {
            NextRetry::Planned { at, .. } if at >= end => {
                over("the next retry would come after the level's clock")
            }
            #[expect(clippy::cast_precision_loss, reason = "a delay within the level's clock")]
            NextRetry::Planned { attempt, at, delay } => {
                NextCall::Retry(PlannedRetry { attempt, at, delay_ms: delay.millis() as f64 })
            }
            NextRetry::Exhausted(Exhausted::Retries) => over("every retry was made"),
            NextRetry::Exhausted(Exhausted::Elapsed) => over("there is no time left for another retry"),
            NextRetry::Exhausted(Exhausted::RetryAfter) => {
                over("the other side asks for more patience than the policy has")
            }
        }
    }
}
