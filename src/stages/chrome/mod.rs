//! Page furniture: what belongs to the page and not to the text on it.
//!
//! [`page`] reads a text as a page, line by line, with the phrases of [`kinds`]; each rule takes the lines of its kind.

use crate::rule::Rule;

mod alone;
mod answers;
mod beside;
mod caption;
mod claimed;
mod closing;
mod company;
mod credit;
mod ends;
mod gate;
mod kinds;
#[doc(hidden)]
pub mod line_model;
mod lists;
mod menu;
mod menus;
mod notice;
mod open;
mod original_url;
mod own;
mod page;
mod player;
mod reading;
mod related;
mod rights;
mod rows;
mod rules;
mod script;
mod spared;
mod stamp;
mod tags;
mod unsure;

/// Whether phrases of menus cover a line.
pub(crate) use kinds::is_entry;
/// Whether phrases of any furniture cover a line.
pub(crate) use kinds::is_phrase;
pub(crate) use notice::is_notice;
/// Whether a line is an item or a row of something.
pub(crate) use rights::is_row;

/// All of them, in the order in which they propose.
pub const RULES: &[&Rule] = &[
    &rules::related_line::RULE,
    &rules::comment_form::RULE,
    &rules::share_bar::RULE,
    &rules::back_to_top::RULE,
    &rules::language_switch::RULE,
    &rules::nav_menu::RULE,
    &rules::trending::RULE,
    &rules::cookie_notice::RULE,
    &rules::newsletter::RULE,
    &rules::donation::RULE,
    &rules::photo_credit::RULE,
    &rules::section_label::RULE,
    &rules::js_notice::RULE,
    &rules::script_leftover::RULE,
    &rules::advert_label::RULE,
    &rules::app_promo::RULE,
    &rules::video_player::RULE,
    &rules::login_cart::RULE,
    &rules::print_line::RULE,
    &rules::reading_time::RULE,
    &rules::copyright_line::RULE,
    &rules::original_url::RULE,
    &line_model::RULE,
];
