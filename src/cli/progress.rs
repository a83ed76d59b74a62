//! A bar on a terminal; nothing elsewhere.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use scrubjay::event::{Event, Observer};
use std::sync::Mutex;

/// Shows the progress of a run.
pub struct Bar {
    bar: ProgressBar,
    surveyed: Mutex<u64>,
}

impl Bar {
    /// A bar on standard error when that is a terminal and `shown`.
    pub fn new(shown: bool) -> Bar {
        let bar = ProgressBar::with_draw_target(None, if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() });
        Bar { bar, surveyed: Mutex::new(0) }
    }

    /// Takes the bar away.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }
}

impl Observer for Bar {
    fn note(&self, event: &Event) {
        match event {
            Event::Counted { bytes, .. } => {
                let style = "{msg:9} [{bar:30}] {bytes}/{total_bytes}  {bytes_per_sec}  {eta} left";
                if let Ok(style) = ProgressStyle::with_template(style) {
                    self.bar.set_style(style.progress_chars("=> "));
                }
                self.bar.set_length(*bytes);
                self.bar.set_message("surveying");
            }
            Event::Surveyed { bytes } => {
                if let Ok(mut surveyed) = self.surveyed.lock() {
                    *surveyed += bytes;
                    self.bar.set_position(*surveyed);
                }
            }
            Event::Done { bytes, .. } => {
                if let Ok(mut surveyed) = self.surveyed.lock()
                    && *surveyed != u64::MAX
                {
                    *surveyed = u64::MAX;
                    self.bar.set_position(0);
                    self.bar.set_message("cleaning");
                }
                self.bar.inc(*bytes);
            }
            Event::Verifying { part, documents } => {
                if let Ok(style) = ProgressStyle::with_template("{msg:12} [{bar:30}] {human_pos}/{human_len} documents  {eta} left") {
                    self.bar.set_style(style.progress_chars("=> "));
                }
                self.bar.set_position(0);
                self.bar.set_length(*documents);
                self.bar.set_message(*part);
            }
            Event::Verified { documents } => self.bar.inc(*documents),
            _ => {}
        }
    }
}
