//! What furniture looks like, in any language: lists of links, menus run together, marks of copyright.

use crate::shape::Shape;

/// Whether a recurring line is furniture by its looks, in any language.
pub fn is_furniture(inner: &str, shape: &Shape) -> bool {
    inner.contains('©') || is_link_list(inner) || is_glued_menu(inner) || (shape.longest >= 40 && shape.spaceless * 4 < shape.letters && !inner.contains("://"))
}

/// Short items set apart by bars, dots, arrows, or each in brackets.
fn is_link_list(inner: &str) -> bool {
    let brackets = inner.matches('[').count();
    if brackets >= 3 && inner.starts_with('[') && inner.ends_with(']') {
        return true;
    }
    let is_mark = |c: char| matches!(c, '|' | '·' | '•' | '｜' | '»' | '›' | '▪' | '∙' | '¦');
    let items: Vec<&str> = inner.split(is_mark).map(str::trim).filter(|i| !i.is_empty()).collect();
    let marks = inner.matches(is_mark).count();
    let short = |i: &&str| i.split(' ').count() <= 5 && i.chars().count() <= 48;
    // Two items with one bar between them are a pair of links when both are very short.
    let tiny = |i: &&str| i.split(' ').count() <= 3 && i.chars().count() <= 24 && !i.ends_with(['.', '!', '?', ',', '。']);
    match marks {
        0 => false,
        1 => items.len() == 2 && inner.contains(['|', '｜']) && items.iter().all(tiny),
        _ => items.len() >= 2 && items.iter().filter(|i| short(i)).count() * 4 >= items.len() * 3,
    }
}

/// Menu words that were run together: `HomeNewsSportContact`.
fn is_glued_menu(inner: &str) -> bool {
    let mut previous = ' ';
    let mut seams = 0;
    for c in inner.chars() {
        seams += u32::from(previous.is_lowercase() && c.is_uppercase());
        previous = c;
    }
    seams >= 3
}
