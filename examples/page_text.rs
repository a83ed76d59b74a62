//! Prints the text that is taken out of pages: `page_text FILE...`, a line each with the file's name, the seconds it took
//! and the text with its line ends escaped. Quality and speed of the extraction are measured with it.
#![allow(clippy::print_stdout)]

#[cfg(feature = "html")]
fn main() -> std::io::Result<()> {
    for path in std::env::args().skip(1) {
        let page = String::from_utf8_lossy(&std::fs::read(&path)?).into_owned();
        let begin = std::time::Instant::now();
        let text = scrubjay::containers::html::text_of(&page);
        let seconds = begin.elapsed().as_secs_f64();
        println!("scrubjay\t{path}\ttrue\t{seconds:.4}\t{}", text.replace('\\', "\\\\").replace('\n', "\\n").replace('\t', " "));
    }
    Ok(())
}

#[cfg(not(feature = "html"))]
fn main() {}
