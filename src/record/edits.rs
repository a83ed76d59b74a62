//! The edits of one document: all that the way back from clean text to raw bytes needs.

use crate::digest::{hex, unhex};
use crate::edit::{Op, RuleId};
use crate::stages::decode::{Coding, Newlines, Span};
use serde::de::{Error as _, SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One line of `edits.jsonl`, to be written.
#[derive(Clone, Debug, Serialize)]
pub struct EditsLine<'a, S = RuleId>
where
    Op<S>: Serialize,
{
    /// How the bytes were decoded.
    pub decode: CodingLine,
    /// The document.
    pub id: &'a str,
    /// How the text was written in its container, when that does not follow from the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spelling: Option<String>,
    /// The stages that made edits.
    pub stages: Vec<StageOps<'a, S>>,
    /// Record version.
    pub v: u32,
}

/// What one stage did, to be written.
#[derive(Clone, Debug, Serialize)]
pub struct StageOps<'a, S = RuleId>
where
    Op<S>: Serialize,
{
    /// The stage.
    pub name: &'a str,
    /// What it did, in input order.
    pub ops: &'a [Op<S>],
}

/// One line of `edits.jsonl`, read back.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditsBack {
    /// How the bytes were decoded.
    pub decode: CodingLine,
    /// The document.
    pub id: String,
    /// How the text was written in its container, when that does not follow from the text.
    #[serde(default)]
    pub spelling: Option<String>,
    /// The stages that made edits.
    pub stages: Vec<StageBack>,
    /// Record version.
    pub v: u32,
}

/// What one stage did, read back.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageBack {
    /// The stage.
    pub name: String,
    /// What it did, in input order.
    pub ops: Vec<Op<String>>,
}

impl EditsBack {
    /// The same line as it would be written: for comparing bytes.
    pub fn as_line(&self) -> EditsLine<'_, String> {
        let stages = self.stages.iter().map(|s| StageOps { name: &s.name, ops: &s.ops }).collect();
        EditsLine { decode: self.decode.clone(), id: &self.id, spelling: self.spelling.clone(), stages, v: self.v }
    }
}

/// How the bytes were decoded, as it stands in `edits.jsonl`. Lists that are empty are left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodingLine {
    /// Whether a byte order mark stood before the text.
    pub bom: bool,
    /// The encoding.
    pub label: String,
    /// What every newline was.
    pub newlines: Newlines,
    /// (at, length, bytes in hex) of the stretches whose re-encoding differs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub raw: Vec<(u64, u64, String)>,
    /// (at, length, label) of the stretches in another encoding.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<(u64, u64, String)>,
}

impl From<&Coding> for CodingLine {
    fn from(c: &Coding) -> CodingLine {
        CodingLine {
            bom: c.bom,
            label: c.label.clone(),
            newlines: c.newlines,
            raw: c.raw.iter().map(|(at, len, bytes)| (*at as u64, *len as u64, hex(bytes))).collect(),
            spans: c.spans.iter().map(|s| (s.at as u64, s.len as u64, s.label.clone())).collect(),
        }
    }
}

impl CodingLine {
    /// The coding it speaks of; `None` when a hex string is none, or a number too large.
    pub fn coding(&self) -> Option<Coding> {
        let size = |n: u64| usize::try_from(n).ok();
        Some(Coding {
            label: self.label.clone(),
            bom: self.bom,
            newlines: self.newlines,
            spans: self
                .spans
                .iter()
                .map(|(at, len, label)| Some(Span { at: size(*at)?, len: size(*len)?, label: label.clone() }))
                .collect::<Option<_>>()?,
            raw: self.raw.iter().map(|(at, len, bytes)| Some((size(*at)?, size(*len)?, unhex(bytes)?))).collect::<Option<_>>()?,
        })
    }

    /// Whether it says nothing but "UTF-8, LF".
    pub fn is_plain(&self) -> bool {
        !self.bom && self.label == "utf-8" && self.newlines == Newlines::Lf && self.raw.is_empty() && self.spans.is_empty()
    }
}

impl Serialize for RuleId {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.0)
    }
}

impl<R: Serialize> Serialize for Op<R> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut seq = s.serialize_seq(None)?;
        match self {
            Op::Keep(n) => {
                seq.serialize_element("=")?;
                seq.serialize_element(n)?;
            }
            Op::Remove(old, rule) => {
                seq.serialize_element("-")?;
                seq.serialize_element(old)?;
                seq.serialize_element(rule)?;
            }
            Op::Replace(old, new, rule) => {
                seq.serialize_element("~")?;
                seq.serialize_element(old)?;
                seq.serialize_element(new)?;
                seq.serialize_element(rule)?;
            }
            Op::Insert(new, rule) => {
                seq.serialize_element("+")?;
                seq.serialize_element(new)?;
                seq.serialize_element(rule)?;
            }
            Op::Flag(n, rule) => {
                seq.serialize_element("?")?;
                seq.serialize_element(n)?;
                seq.serialize_element(rule)?;
            }
        }
        seq.end()
    }
}

impl<'de> Deserialize<'de> for Op<String> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_seq(OpVisitor)
    }
}

struct OpVisitor;

impl<'de> Visitor<'de> for OpVisitor {
    type Value = Op<String>;

    fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("an operation such as [\"=\",12]")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        fn next<'de, T: Deserialize<'de>, A: SeqAccess<'de>>(seq: &mut A) -> Result<T, A::Error> {
            seq.next_element()?.ok_or_else(|| A::Error::custom("an operation is cut short"))
        }
        let kind: String = next(&mut seq)?;
        let op = match kind.as_str() {
            "=" => Op::Keep(next(&mut seq)?),
            "-" => Op::Remove(next(&mut seq)?, next(&mut seq)?),
            "~" => Op::Replace(next(&mut seq)?, next(&mut seq)?, next(&mut seq)?),
            "+" => Op::Insert(next(&mut seq)?, next(&mut seq)?),
            "?" => Op::Flag(next(&mut seq)?, next(&mut seq)?),
            other => return Err(A::Error::custom(format!("no operation is named {other:?}"))),
        };
        match seq.next_element::<serde::de::IgnoredAny>()? {
            None => Ok(op),
            Some(_) => Err(A::Error::custom("an operation has too many parts")),
        }
    }
}
