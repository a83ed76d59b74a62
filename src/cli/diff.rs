//! `scrubjay diff`

use super::End;
use super::args::Diff;
use super::render::safe;
use scrubjay::Error;
use scrubjay::fate::Follow;
use scrubjay::restore::{Records, clean_text, walk_back};
use scrubjay::unified::unified;
use std::collections::BTreeSet;
use std::io::{BufWriter, IsTerminal, Write};

pub fn run(args: &Diff) -> Result<u8, End> {
    let stdout = std::io::stdout();
    let terminal = stdout.is_terminal();
    let mut out = BufWriter::new(stdout.lock());
    let mut left: BTreeSet<&str> = args.ids.iter().map(String::as_str).collect();
    for recorded in Records::open(&args.record.manifests)? {
        let recorded = recorded?;
        if !args.ids.is_empty() && !left.remove(recorded.row.id.as_str()) {
            continue;
        }
        let Some((_, edits)) = &recorded.edits else { continue };
        let Some(clean) = clean_text(&args.record.clean, &recorded)? else { continue };
        let mut decoded = String::from_utf8_lossy(&clean).into_owned();
        let back = walk_back(&recorded, Some(&clean), |_, text| text.clone_into(&mut decoded));
        back.map_err(|lost| Error::Record { place: recorded.row.id.clone(), what: lost.to_string() })?;
        let mut follow = Follow::new(decoded.len());
        edits.stages.iter().for_each(|s| follow.stage(&s.ops));
        let diff = unified(&recorded.id.path(), &decoded, &String::from_utf8_lossy(&clean), follow.pieces());
        if terminal {
            out.write_all(safe(&String::from_utf8_lossy(&diff)).as_bytes())?;
        } else {
            out.write_all(&diff)?;
        }
    }
    out.flush()?;
    match left.first() {
        Some(id) => Err(Error::Usage(format!("the record has no document `{id}`; ids are paths below raw/, percent-encoded")).into()),
        None => Ok(0),
    }
}
