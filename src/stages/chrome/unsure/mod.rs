//! What is furniture only in company. Real pages have menus, buttons and notices together; a line that texts have as well, on a page where nothing else
//! is furniture, is the text's own.

use super::page::Page;
use crate::text::Text;

mod boxes;
mod labels;
mod owners;

/// Spares the lines that nothing else on the page bears out.
pub fn judge(page: &mut Page, text: &Text) {
    owners::judge(page, text);
    boxes::judge(page, text);
    labels::judge(page, text);
}
