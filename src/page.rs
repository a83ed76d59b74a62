//! The step before all others, for a record that is a page: its text is taken out of it.

use crate::config::Config;
use crate::containers::Record;
use crate::document::DocumentId;

/// Decodes a page, by what the archivist and the page say of its encoding, and takes its text out. A page that cannot be
/// decoded stays as it is: the pipeline then says of it what it says of any such bytes.
#[cfg(feature = "html")]
pub fn taken_out(mut record: Record, id: &DocumentId, config: &Config) -> Record {
    use crate::{containers::html, pipeline, stages::decode};
    if record.extracted.is_none() {
        return record;
    }
    let hints = decode::Hints { declared: record.charset.as_deref(), ..pipeline::hints(id, config) };
    match decode::decode(&record.bytes, &hints).map(|page| html::text_of(&page.text)) {
        Ok(text) => {
            record.bytes = text.into_bytes();
            record.charset = Some("utf-8".to_owned());
        }
        Err(_) => record.extracted = None,
    }
    record
}

/// Without the feature no reader gives a page.
#[cfg(not(feature = "html"))]
pub fn taken_out(record: Record, _: &DocumentId, _: &Config) -> Record {
    record
}
