//! Progress: a bar on a terminal, a line every few seconds elsewhere. The run only counts; somebody else looks at the counts.

use super::render::{bytes, count, number, percent, safe};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use scrubjay::event::{Event, Observer};
use scrubjay::record::canonical;
use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How often a bar is drawn.
const DRAWN: Duration = Duration::from_millis(100);
/// How often a line is written.
const WRITTEN: Duration = Duration::from_secs(5);

/// Shows how far a run is.
pub struct Progress {
    counts: Arc<Counts>,
    shower: Mutex<Option<JoinHandle<()>>>,
}

/// How it is shown, on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    Bar,
    Lines,
    Json,
}

/// What a run has told.
struct Counts {
    phase: Mutex<Phase>,
    documents: AtomicU64,
    bytes: AtomicU64,
    surveying: AtomicBool,
    ended: Mutex<bool>,
    end: Condvar,
}

/// What is going on, and how much of it there is to do; 0 when that is not known.
#[derive(Clone, Copy)]
struct Phase {
    what: &'static str,
    begun: Instant,
    documents: u64,
    bytes: u64,
}

impl Progress {
    /// A bar when standard error is a terminal, else lines every few seconds, of JSON or for people; nothing when `quiet`.
    pub fn new(quiet: bool, json: bool) -> Progress {
        let shown = match (std::io::stderr().is_terminal(), json) {
            (true, _) => Shown::Bar,
            (_, true) => Shown::Json,
            _ => Shown::Lines,
        };
        Progress::to((!quiet).then_some(shown), WRITTEN, std::io::stderr())
    }

    fn to(shown: Option<Shown>, every: Duration, out: impl Write + Send + 'static) -> Progress {
        let counts = Arc::new(Counts {
            phase: Mutex::new(Phase { what: "", begun: Instant::now(), documents: 0, bytes: 0 }),
            documents: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            surveying: AtomicBool::new(false),
            ended: Mutex::new(false),
            end: Condvar::new(),
        });
        let shower = shown.and_then(|shown| {
            let counts = counts.clone();
            // A run goes on where no thread can be had to tell of it.
            std::thread::Builder::new().spawn(move || counts.show(shown, every, out)).ok()
        });
        Progress { counts, shower: Mutex::new(shower) }
    }

    /// Takes the bar away; no more lines come.
    pub fn end(&self) {
        *lock(&self.counts.ended) = true;
        self.counts.end.notify_all();
        if let Some(shower) = lock(&self.shower).take() {
            let _ = shower.join();
        }
    }
}

impl Observer for Progress {
    fn note(&self, event: &Event) {
        let counts = &self.counts;
        match event {
            Event::Counted { bytes, .. } => {
                counts.begin("surveying", 0, *bytes);
                counts.surveying.store(true, Relaxed);
            }
            Event::Surveyed { bytes } => drop(counts.bytes.fetch_add(*bytes, Relaxed)),
            Event::Done { bytes, .. } => {
                if counts.surveying.load(Relaxed) && counts.surveying.swap(false, Relaxed) {
                    let bytes = lock(&counts.phase).bytes;
                    counts.begin("cleaning", 0, bytes);
                }
                counts.documents.fetch_add(1, Relaxed);
                counts.bytes.fetch_add(*bytes, Relaxed);
            }
            Event::Verifying { part, documents } => counts.begin(part, *documents, 0),
            Event::Verified { documents } => drop(counts.documents.fetch_add(*documents, Relaxed)),
            _ => {}
        }
    }
}

impl Counts {
    fn begin(&self, what: &'static str, documents: u64, bytes: u64) {
        let mut phase = lock(&self.phase);
        self.documents.store(0, Relaxed);
        self.bytes.store(0, Relaxed);
        *phase = Phase { what, begun: Instant::now(), documents, bytes };
    }

    fn show(&self, shown: Shown, every: Duration, mut out: impl Write) {
        let target = if shown == Shown::Bar { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        let mut drawn: Option<Instant> = None;
        loop {
            let ended = lock(&self.ended);
            let wait = if shown == Shown::Bar { DRAWN } else { every };
            let (ended, _) = self.end.wait_timeout_while(ended, wait, |ended| !*ended).unwrap_or_else(PoisonError::into_inner);
            if *ended {
                return bar.finish_and_clear();
            }
            drop(ended);
            let phase = *lock(&self.phase);
            let now = Now {
                phase,
                documents: self.documents.load(Relaxed),
                bytes: self.bytes.load(Relaxed),
                millis: phase.begun.elapsed().as_millis() as u64,
            };
            if phase.what.is_empty() {
                continue;
            }
            match shown {
                Shown::Bar => {
                    if drawn.replace(phase.begun) != Some(phase.begun) {
                        dress(&bar, &phase);
                    }
                    // While a corpus is surveyed nobody knows yet how many its containers hold.
                    bar.set_prefix(if now.documents > 0 { count(now.documents, "document", "documents") } else { String::new() });
                    bar.set_position(if phase.bytes > 0 { now.bytes } else { now.documents });
                }
                // Nobody to read it is no reason to stop.
                Shown::Lines => drop(writeln!(out, "{}", safe(&now.line()))),
                Shown::Json => drop(writeln!(out, "{}", now.json())),
            }
        }
    }
}

fn dress(bar: &ProgressBar, phase: &Phase) {
    let style = if phase.bytes > 0 {
        "{msg:13} [{bar:30}] {bytes}/{total_bytes}  {prefix}  {bytes_per_sec}  {eta} left"
    } else {
        "{msg:13} [{bar:30}] {human_pos}/{human_len} documents  {per_sec}  {eta} left"
    };
    if let Ok(style) = ProgressStyle::with_template(style) {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.reset();
    bar.set_length(if phase.bytes > 0 { phase.bytes } else { phase.documents });
    bar.set_message(phase.what);
}

/// What there is to be told at one moment.
struct Now {
    phase: Phase,
    documents: u64,
    bytes: u64,
    millis: u64,
}

impl Now {
    /// What is done, of how much, counted in what the phase is counted in.
    fn share(&self) -> (u64, u64) {
        if self.phase.bytes > 0 { (self.bytes, self.phase.bytes) } else { (self.documents, self.phase.documents) }
    }

    /// Seconds until the end, if it goes on as it went.
    fn left(&self) -> Option<u64> {
        let (done, all) = self.share();
        (done > 0 && all >= done && all > 0).then(|| (u128::from(self.millis) * u128::from(all - done) / u128::from(done) / 1000) as u64)
    }

    fn a_second(&self, n: u64) -> u64 {
        n.saturating_mul(1000) / self.millis.max(1)
    }

    fn line(&self) -> String {
        let (done, all) = self.share();
        if all == 0 {
            return format!("{}, for {} seconds", self.phase.what, self.millis / 1000);
        }
        let mut line = format!("{}:", self.phase.what);
        if self.documents > 0 {
            line += &format!(" {},", count(self.documents, "document", "documents"));
        }
        if self.phase.bytes > 0 {
            line += &format!(" {} of {} ({}), {} a second", bytes(done), bytes(all), percent(done, all), bytes(self.a_second(done)));
        } else {
            line += &format!(" {} of {}, {} a second", percent(done, all), number(all), number(self.a_second(done)));
        }
        let clock = |s: u64| format!("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
        line + &self.left().map(|left| format!(", {} left", clock(left))).unwrap_or_default()
    }

    fn json(&self) -> String {
        canonical(&serde_json::json!({
            "bytes": self.bytes,
            "documents": self.documents,
            "event": "progress",
            "left_ms": self.left().map(|s| s * 1000),
            "of_bytes": self.phase.bytes,
            "of_documents": self.phase.documents,
            "phase": self.phase.what,
            "took_ms": self.millis,
        }))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use scrubjay::record::row::Status;
    use std::io;

    #[derive(Clone, Default)]
    struct Page(Arc<Mutex<Vec<u8>>>);

    impl Write for Page {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            lock(&self.0).extend(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// The first line that is written once half of a corpus is done.
    fn first_line(shown: Shown) -> String {
        let page = Page::default();
        let progress = Progress::to(Some(shown), Duration::from_millis(20), page.clone());
        progress.note(&Event::Counted { documents: 2, bytes: 8_000_000 });
        progress.note(&Event::Surveyed { bytes: 8_000_000 });
        progress.note(&Event::Done { id: "a", status: Status::Cleaned, bytes: 4_000_000 });
        while lock(&page.0).is_empty() {
            std::thread::sleep(Duration::from_millis(5));
        }
        progress.end();
        let written = lock(&page.0).len();
        std::thread::sleep(Duration::from_millis(60));
        assert_eq!(lock(&page.0).len(), written, "nothing comes after the end");
        String::from_utf8(lock(&page.0).clone()).unwrap().lines().next().unwrap().to_owned()
    }

    #[test]
    fn lines_say_what_is_done_and_what_is_left() {
        let line = first_line(Shown::Lines);
        assert!(line.starts_with("cleaning: 1 document, 4,000 kB of 8,000 kB (50.0 %), "), "{line}");
        assert!(line.contains(" a second, 0:00:0") && line.ends_with(" left"), "{line}");
        let event: serde_json::Value = serde_json::from_str(&first_line(Shown::Json)).unwrap();
        assert_eq!((event["event"].as_str(), event["phase"].as_str()), (Some("progress"), Some("cleaning")));
        assert_eq!((event["bytes"].as_u64(), event["of_bytes"].as_u64()), (Some(4_000_000), Some(8_000_000)));
    }

    #[test]
    fn time_left_follows_from_what_was_done() {
        let phase = Phase { what: "cleaning", begun: Instant::now(), documents: 0, bytes: 4_000 };
        let now = Now { phase, documents: 3, bytes: 1_000, millis: 2_000 };
        assert_eq!((now.left(), now.a_second(1_000)), (Some(6), 500));
        assert_eq!(Now { bytes: 0, ..now }.left(), None, "nothing is known before anything is done");
    }
}
