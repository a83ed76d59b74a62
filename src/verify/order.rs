//! The order of rows: by path, and within a container as its documents stand, each once, the container's own row last.

use super::{Finding, Kind};
use crate::containers::keys::Keys;
use crate::document::DocumentId;
use crate::record::records::Recorded;
use crate::record::row::Restores;

/// What has gone by.
#[derive(Default)]
pub struct Order {
    /// The last row that was no record of the container that is open.
    previous: Option<DocumentId>,
    open: Option<Open>,
}

/// A container whose row has not come yet.
struct Open {
    id: String,
    keys: Keys,
    last: u64,
    documents: u64,
    damaged: u64,
    comes_back: bool,
}

impl Order {
    /// Takes in the next row.
    ///
    /// # Errors
    /// The finding, when it cannot stand here.
    pub fn next(&mut self, recorded: &Recorded) -> Result<(), Box<Finding>> {
        let row = &recorded.row;
        let wrong = |code, got: String| Err(Box::new(Finding::new(code, Kind::Record, &row.id).got(got)));
        let Some((path, key)) = row.id.split_once('#') else {
            let open = self.open.take();
            let after = self.previous.replace(recorded.id.clone()).filter(|p| *p >= recorded.id);
            if let Some(before) = after {
                return wrong("rows-order", format!("stands after `{before}`"));
            }
            return match open {
                Some(open) if open.id != row.id => wrong("rows-order", format!("stands where the row of `{}` must", open.id)),
                open => counts(recorded, open.as_ref()),
            };
        };
        if self.open.as_ref().is_none_or(|open| open.id != path) {
            let before = self.open.take();
            let container = DocumentId::parse(path).ok();
            self.open = Some(Open { id: path.to_owned(), keys: Keys::default(), last: 0, documents: 0, damaged: 0, comes_back: true });
            if let Some(before) = before {
                return wrong("rows-order", format!("stands where the row of `{}` must", before.id));
            }
            if let Some(before) = self.previous.as_ref().filter(|p| container.as_ref().is_none_or(|c| *p >= c)) {
                return wrong("rows-order", format!("stands after `{before}`"));
            }
        }
        let Some(open) = &mut self.open else { return Ok(()) };
        open.documents += u64::from(row.raw.is_some());
        open.damaged += u64::from(row.raw.is_none());
        open.comes_back &= row.comes_back();
        if open.keys.admits(&crate::document::decode(key).unwrap_or_default(), &mut open.last) {
            return Ok(());
        }
        wrong("rows-order", "a key that another record of the container has".to_owned())
    }

    /// What is missing at the end.
    pub fn end(self) -> Option<Finding> {
        self.open.map(|open| Finding::new("rows-order", Kind::Record, open.id.as_str()).got("the row of this container is missing"))
    }
}

/// What a container's row says of its records must be so.
fn counts(recorded: &Recorded, open: Option<&Open>) -> Result<(), Box<Finding>> {
    let row = &recorded.row;
    let Some(line) = &row.container else {
        let torn = open.is_some_and(|open| open.documents > 0);
        let finding = || Finding::new("row-container", Kind::Record, &row.id).got("documents of a container that is none");
        return if torn { Err(Box::new(finding())) } else { Ok(()) };
    };
    let (documents, damaged) = open.map_or((0, 0), |open| (open.documents, open.damaged));
    let say = |documents: u64, damaged: u64| format!("{documents} documents, {damaged} damaged");
    let finding = Finding::new("row-container", Kind::Record, &row.id);
    if (documents, damaged) != (line.documents, line.damaged) {
        return Err(Box::new(finding.differs(say(line.documents, line.damaged), say(documents, damaged))));
    }
    // What comes back byte for byte has no document that does not.
    if line.restores != Restores::Documents && row.raw != row.clean && open.is_some_and(|open| !open.comes_back) {
        return Err(Box::new(finding.got("comes back, it says, and not all of its documents do")));
    }
    Ok(())
}
