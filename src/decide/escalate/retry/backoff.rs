//! When a failed call is tried again, or that it isn't.

use super::{RetryAfter, Spread};
use crate::model::{
    Count, Span, Timestamp,
    policy::{Jitter, RetrySettings},
};

/// The policy's settings, ready to compute with.
#[derive(Clone, Copy, Debug)]
pub struct Backoff {
    base: Span,
    factor: f64,
    cap: Span,
    jitter: Jitter,
    max_retries: f64,
    max_elapsed: Option<Span>,
}

/// What has been tried so far.
#[derive(Clone, Copy, Debug)]
pub struct Retries {
    /// When the call was tried first.
    pub first_try: Timestamp,
    /// When it failed last; delays and `Retry-After` count from here.
    pub failed_at: Timestamp,
    /// How many retries were made, the first try not counted.
    pub made: u32,
    /// What the last answer asked for.
    pub retry_after: Option<RetryAfter>,
}

/// What comes now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextRetry {
    /// The call is tried again.
    Planned {
        /// The retry's number, from 1.
        attempt: u32,
        /// When: never before the last failure, never before what `Retry-After` asked for.
        at: Timestamp,
        /// How long that is after the last failure.
        delay: Span,
    },
    /// A person is needed.
    Exhausted(Exhausted),
}

/// Why a call isn't tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exhausted {
    /// Every retry was made.
    Retries,
    /// The next one would come later than the policy allows from the first try.
    Elapsed,
    /// The other side asks for more patience than the policy has.
    RetryAfter,
}

impl Backoff {
    /// Reads the settings of a whole policy. A setting that even the default policy lacks is the
    /// cautious one: no retry, no growth, no spread; only time is unlimited then.
    #[must_use]
    pub fn new(settings: &RetrySettings) -> Self {
        let base = settings.base.unwrap_or(Span::from_millis(1000));
        Self {
            base,
            factor: settings.factor.unwrap_or(1.0),
            cap: settings.cap.unwrap_or(base),
            jitter: settings.jitter.unwrap_or(Jitter::None),
            max_retries: settings.max_retries.map_or(0.0, Count::get),
            max_elapsed: settings.max_elapsed,
        }
    }

    /// Plans the next retry.
    #[must_use]
    pub fn next(&self, retries: Retries, spread: Spread) -> NextRetry {
        if f64::from(retries.made) >= self.max_retries {
            return NextRetry::Exhausted(Exhausted::Retries);
        }
        let attempt = retries.made.saturating_add(1);
        let own = retries.failed_at.plus(self.delay(attempt, spread));
        let floor = retries.retry_after.map(|after| after.earliest(retries.failed_at));
        let at = floor.map_or(own, |floor| floor.max(own));
        if !self.allows(own, retries.first_try) {
            NextRetry::Exhausted(Exhausted::Elapsed)
        } else if !self.allows(at, retries.first_try) {
            NextRetry::Exhausted(Exhausted::RetryAfter)
        } else {
            NextRetry::Planned { attempt, at, delay: at.since(retries.failed_at) }
        }
    }

    fn allows(&self, at: Timestamp, first_try: Timestamp) -> bool {
        // At the end of time a delay would be cut short.
        at < Timestamp::LAST && self.max_elapsed.is_none_or(|most| at.since(first_try) <= most)
    }

    /// The delay before a retry, from 1. It is at most the cap: the cap comes before the spread, so that
    /// late retries are spread as well.
    #[must_use]
    pub fn delay(&self, attempt: u32, spread: Spread) -> Span {
        let drawn = |most: u64| spread.draw(u64::from(attempt), most);
        let grown = self.grown(attempt);
        let delay = match self.jitter {
            Jitter::None => grown,
            Jitter::Full => drawn(grown),
            Jitter::Equal => grown / 2 + drawn(grown - grown / 2),
            Jitter::Decorrelated => self.decorrelated(attempt, spread),
        };
        Span::from_millis(i64::try_from(delay).unwrap_or(i64::MAX))
    }

    /// `base · factor^(attempt − 1)`, at most the cap, in milliseconds.
    fn grown(&self, attempt: u32) -> u64 {
        let base = millis(self.base);
        let grown = base as f64 * power(self.factor.max(1.0), attempt.saturating_sub(1));
        // The cast goes to the ends of the range: zero times infinity, which is no number, becomes zero.
        // What was rounded in between is made good.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates")]
        (grown as u64).max(base).min(millis(self.cap))
    }

    /// Each delay lies between the base and three times the one before it, so the chain is drawn from
    /// its beginning: nothing needs to be remembered.
    fn decorrelated(&self, attempt: u32, spread: Spread) -> u64 {
        let cap = millis(self.cap);
        let base = millis(self.base).min(cap);
        let mut delay = base;
        for counter in chain_start(attempt)..=attempt {
            let most = delay.saturating_mul(3).min(cap);
            delay = base + spread.draw(u64::from(counter), most - base);
        }
        delay
    }
}

/// Decorrelated delays begin anew after so many, which bounds the work of drawing them.
const LONGEST_CHAIN: u32 = 1000;

fn chain_start(attempt: u32) -> u32 {
    let before = attempt.saturating_sub(1);
    before - before % LONGEST_CHAIN + 1
}

fn millis(span: Span) -> u64 {
    u64::try_from(span.millis()).unwrap_or(0)
}

/// A power by squaring: unlike `powi` the same to the last bit on every platform.
fn power(mut base: f64, mut exponent: u32) -> f64 {
    let mut product = 1.0;
    while exponent > 0 {
        if exponent & 1 == 1 {
            product *= base;
        }
        base *= base;
        exponent >>= 1;
    }
    product
}
