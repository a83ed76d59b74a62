//! Reads a container and writes it again around other texts: `rewrite IN OUT [upper|same|drop]`. Shows how readers and
//! writers fit together, and is what their speed is measured with.
#![allow(clippy::print_stdout)]

use scrubjay::containers::{Part, Settings, of_file};
use std::error::Error;
use std::fs::File;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [from, to, how] = &args[..] else { return Err("rewrite IN OUT upper|same|drop".into()) };
    let settings = Settings::default();
    let format = of_file(from.as_bytes(), &settings).ok_or("no container by its name")?;
    let mut reader = (format.open)(Path::new(from), &settings)?;
    let mut writer = (format.create)(Box::new(File::create(to)?), Path::new(from), &settings)?;
    let (mut documents, mut others, mut bytes, mut damage) = (0, 0, 0, Vec::new());
    while let Some(part) = reader.next()? {
        match part {
            Part::Document(record) => {
                documents += 1;
                bytes += record.bytes.len();
                let text = String::from_utf8_lossy(&record.bytes);
                match how.as_str() {
                    "same" => writer.keep(record.origin, &text)?,
                    "upper" => writer.put(record.origin, Some(&text.to_uppercase()))?,
                    "ascii" => writer.put(record.origin, Some(&text.to_ascii_uppercase()))?,
                    _ => writer.put(record.origin, None)?,
                }
            }
            Part::Other(origin) => {
                others += 1;
                writer.put(origin, None)?;
            }
            Part::Damage(found) => damage.push(found),
        }
    }
    writer.finish()?;
    println!("{documents} documents, {bytes} bytes of text, {others} other parts");
    damage.iter().for_each(|d| println!("damage at {}: {}", d.at, d.reason));
    Ok(())
}
