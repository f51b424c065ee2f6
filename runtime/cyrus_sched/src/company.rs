//! Whether one worker more is worth it.
//!
//! Small pieces of work that belong together – messages of a few dozen nanoseconds – are done sooner by one worker than by two between whose caches
//! they travel. No rule says beforehand which they are. So a worker that has found only small work measures how much all of them do together; then it looks
//! away for a moment and measures how much they do without it. Where its help does not pay it looks away again, each time longer; where
//! it does it stays, each time longer, until the next trial. What is measured begins a while after each change, when the data have arrived where they are
//! used now.
//!
//! *Invariants.* One worker that is awake never looks away. What a worker leaves behind, others can take: it has no coroutine that is ready.

use cyrus_sync::sync::atomic::{AtomicUsize, Ordering};
use cyrus_sync::sync::{Mutex, lock};
use std::time::{Duration, Instant};

/// How long a worker measures what all do: long beside the turns that sending and receiving take.
pub(crate) const WINDOW: Duration = Duration::from_micros(500);
/// The shortest time of looking away that says something about what the others do; its second half is measured.
const TRIAL: Duration = Duration::from_millis(2);
/// Work is small when a piece takes less, its travels between caches included: then it may be done sooner by fewer workers, and is not worth being woken for while
/// another is at it.
pub(crate) const SMALL: Duration = Duration::from_nanos(1000);
/// How long a worker looks away.
const FIRST_NAP: Duration = Duration::from_micros(100);
const LAST_NAP: Duration = Duration::from_millis(20);
/// How long one that has proved useful stays before it tries again.
const FIRST_STAY: Duration = Duration::from_millis(4);
const LAST_STAY: Duration = Duration::from_millis(256);
/// What one of two workers must add to what the other does alone.
const GAIN: f64 = 0.25;
/// One that is back is not kept for a whole window where so much less is done than without it, after this time.
const HOPELESS: f64 = 0.6;
pub(crate) const GLANCE: Duration = Duration::from_micros(250);

/// Pieces of work in a time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    pub(crate) pieces: u64,
    pub(crate) time: Duration,
}

impl Pace {
    fn rate(self) -> f64 {
        self.pieces as f64 / self.time.as_secs_f64().max(1e-9)
    }

    /// Whether so many workers had only pieces of so much time.
    pub(crate) fn is_within(self, each: Duration, workers: usize) -> bool {
        self.time.as_nanos() * workers as u128 <= u128::from(self.pieces) * each.as_nanos()
    }
}

/// What the others of a worker did alone.
#[derive(Clone, Copy, Debug)]
struct Alone {
    rate: f64,
    until: Instant,
    worker: usize,
}

#[derive(Debug)]
struct Findings {
    alone: Option<Alone>,
    nap: Duration,
    stay: Duration,
    /// Until then the question is settled: it pays.
    settled: Option<Instant>,
}

impl Findings {
    fn longer_nap(&mut self) -> Duration {
        self.stay = FIRST_STAY;
        self.nap = (2 * self.nap.max(TRIAL)).min(LAST_NAP);
        self.nap
    }
}

/// What the workers of a scheduler know about it.
#[derive(Debug)]
pub(crate) struct Company {
    findings: Mutex<Findings>,
    napping: AtomicUsize,
}

impl Company {
    pub(crate) fn new() -> Self {
        let findings = Findings { alone: None, nap: FIRST_NAP, stay: FIRST_STAY, settled: None };
        Company { findings: Mutex::new(findings), napping: AtomicUsize::new(0) }
    }

    /// How many look away.
    pub(crate) fn napping(&self) -> usize {
        self.napping.load(Ordering::Relaxed)
    }

    /// What all of `workers` workers have done in a while of small work: how long the one that asks, `worker`, should look away, if it should.
    pub(crate) fn judge(
        &self,
        together: Pace,
        worker: usize,
        workers: usize,
        now: Instant,
    ) -> Option<Duration> {
        let mut findings = lock(&self.findings);
        if findings.settled.is_some_and(|until| now < until) {
            return None;
        }
        findings.settled = None;
        let recent = findings.alone.filter(|alone| now.duration_since(alone.until) < 6 * WINDOW);
        let Some(alone) = recent else {
            // To find out.
            return Some(findings.nap.max(TRIAL));
        };
        if alone.worker != worker {
            // That one is about to judge.
            return None;
        }
        let needed = 1.0 + GAIN / workers.saturating_sub(1).max(1) as f64;
        if together.rate() >= alone.rate * needed {
            findings.settled = Some(now + findings.stay);
            findings.stay = (2 * findings.stay).min(LAST_STAY);
            findings.nap = FIRST_NAP;
            None
        } else {
            Some(findings.longer_nap())
        }
    }

    /// The same for one that has just come back, sooner, where the answer is plain.
    pub(crate) fn judge_early(&self, together: Pace, worker: usize) -> Option<Duration> {
        let mut findings = lock(&self.findings);
        let alone = findings.alone.filter(|alone| alone.worker == worker)?;
        (together.rate() < HOPELESS * alone.rate).then(|| findings.longer_nap())
    }

    /// Of one that has run out of small work: how long it should look away.
    pub(crate) fn nothing_but_small(&self) -> Duration {
        let mut findings = lock(&self.findings);
        findings.nap = (2 * findings.nap).min(LAST_NAP);
        findings.nap
    }

    /// The work was not small.
    pub(crate) fn was_large(&self) {
        let mut findings = lock(&self.findings);
        *findings = Findings { alone: None, nap: FIRST_NAP, stay: FIRST_STAY, settled: None };
    }

    /// Lets one of `awake` workers look away for a time, by `nap`, which may end sooner and then says false; not when it would be the last. `done`
    /// says how much has been done in all.
    pub(crate) fn nap(
        &self,
        worker: usize,
        awake: usize,
        time: Duration,
        done: impl Fn() -> u64,
        nap: impl Fn(Duration) -> bool,
    ) -> bool {
        struct Back<'a>(&'a AtomicUsize);
        impl Drop for Back<'_> {
            fn drop(&mut self) {
                self.0.fetch_sub(1, Ordering::Relaxed);
            }
        }
        let others = self.napping.fetch_add(1, Ordering::Relaxed);
        let _back = Back(&self.napping);
        if others + 1 >= awake {
            return false;
        }
        if time < TRIAL {
            nap(time);
        } else if nap(time / 2) {
            let (before, start) = (done(), Instant::now());
            nap(time / 2);
            let until = Instant::now();
            let pace = Pace { pieces: done().wrapping_sub(before), time: until.duration_since(start) };
            if pace.time >= TRIAL / 2 {
                lock(&self.findings).alone = Some(Alone { rate: pace.rate(), until, worker });
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pace(pieces: u64) -> Pace {
        Pace { pieces, time: WINDOW }
    }

    fn rested(company: &Company, rate_of: u64, now: Instant) {
        lock(&company.findings).alone = Some(Alone { rate: pace(rate_of).rate(), until: now, worker: 1 });
    }

    #[test]
    fn one_that_hinders_looks_away_longer_and_longer() {
        let (company, now) = (Company::new(), Instant::now());
        let mut last = company.judge(pace(1000), 1, 2, now).unwrap();
        for _ in 0..10 {
            rested(&company, 1000, now);
            let nap = company.judge(pace(1200), 1, 2, now).unwrap();
            assert!(nap >= last && nap <= LAST_NAP);
            last = nap;
        }
        assert_eq!(last, LAST_NAP);
    }

    #[test]
    fn one_that_helps_stays_and_tries_again() {
        let (company, mut now) = (Company::new(), Instant::now());
        for stay in [FIRST_STAY, 2 * FIRST_STAY] {
            assert!(company.judge(pace(1000), 1, 2, now).is_some());
            rested(&company, 1000, now);
            assert_eq!(company.judge(pace(10), 0, 2, now), None, "the other one knows");
            assert_eq!(company.judge(pace(1900), 1, 2, now), None);
            assert_eq!(company.judge(pace(10), 1, 2, now + stay / 2), None);
            now += stay + 6 * WINDOW;
        }
    }

    #[test]
    fn one_that_hinders_much_leaves_at_once() {
        let (company, now) = (Company::new(), Instant::now());
        assert_eq!(company.judge_early(pace(10), 1), None, "nothing is known yet");
        rested(&company, 1000, now);
        assert_eq!(company.judge_early(pace(700), 1), None);
        assert_eq!(company.judge_early(pace(500), 0), None, "the other one knows");
        assert!(company.judge_early(pace(500), 1) >= Some(TRIAL));
    }

    #[test]
    fn the_last_one_stays_awake() {
        let company = Company::new();
        assert!(!company.nap(0, 1, TRIAL, || 0, |_| panic!("the last one")));
        let other = |_| company.nap(1, 2, TRIAL, || 0, |_| panic!("both"));
        assert!(company.nap(0, 2, TRIAL, || 0, other));
        assert_eq!(company.napping(), 0);
    }

    #[test]
    fn what_takes_long_is_not_small() {
        assert!(pace(5000).is_within(SMALL, 2));
        assert!(!pace(300).is_within(SMALL, 2));
        assert!(!pace(0).is_within(SMALL, 2));
    }
}
