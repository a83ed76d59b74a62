//! Which column holds the text, which the id, which the address.

use crate::containers::{ID_FIELDS, Settings, TEXT_FIELDS, URL_FIELDS};
use parquet::basic::{ConvertedType, LogicalType, Type};
use parquet::schema::types::{ColumnDescriptor, SchemaDescriptor};

/// The columns that a reader looks at, by their numbers.
#[derive(Clone, Copy, Debug)]
pub struct Columns {
    /// The text.
    pub text: usize,
    /// The id.
    pub id: Option<usize>,
    /// The address.
    pub url: Option<usize>,
}

impl Columns {
    /// Finds them.
    ///
    /// # Errors
    /// Says which is not there, and what is.
    pub fn find(schema: &SchemaDescriptor, settings: &Settings) -> Result<Columns, String> {
        let named = |name: &Option<String>, fits: fn(&ColumnDescriptor) -> bool, known: &[&str], what: &str| match name {
            Some(name) => match position(schema, name, fits) {
                None => Err(format!("no column `{name}` that can be the {what} (containers.{what}); columns are {}", list(schema))),
                found => Ok(found),
            },
            None => Ok(known.iter().find_map(|name| position(schema, name, fits))),
        };
        let text = named(&settings.text, is_text, &TEXT_FIELDS, "text")?;
        let text =
            text.ok_or_else(|| format!("no column of texts by a name that is known; columns are {}: set containers.text", list(schema)))?;
        // An id or address that only some files of a corpus have is no reason to leave those without.
        let id = named(&settings.id, is_id, &ID_FIELDS, "id").unwrap_or_default();
        let url = named(&settings.url, is_text, &URL_FIELDS, "url").unwrap_or_default();
        Ok(Columns { text, id, url })
    }
}

/// Columns inside of others are passed over: whether one of them is null says something of those around it too.
fn position(schema: &SchemaDescriptor, name: &str, fits: fn(&ColumnDescriptor) -> bool) -> Option<usize> {
    schema.columns().iter().position(|c| *c.path().parts() == [name] && c.max_rep_level() == 0 && fits(c))
}

fn is_text(column: &ColumnDescriptor) -> bool {
    let plain = matches!(column.logical_type_ref(), None | Some(LogicalType::String));
    column.physical_type() == Type::BYTE_ARRAY && plain && matches!(column.converted_type(), ConvertedType::NONE | ConvertedType::UTF8)
}

fn is_id(column: &ColumnDescriptor) -> bool {
    let whole = matches!(column.physical_type(), Type::INT32 | Type::INT64)
        && column.logical_type_ref().is_none_or(|l| matches!(l, LogicalType::Integer(_)));
    is_text(column) || whole
}

fn list(schema: &SchemaDescriptor) -> String {
    let names: Vec<String> = schema.columns().iter().take(20).map(|c| format!("`{}`", c.path().string())).collect();
    names.join(", ")
}
