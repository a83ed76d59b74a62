//! The rules, one file each. Most take the lines that [`super::page`] found to be of their kind.

pub mod advert_label;
pub mod app_promo;
pub mod back_to_top;
pub mod comment_form;
pub mod cookie_notice;
pub mod copyright_line;
pub mod donation;
pub mod js_notice;
pub mod language_switch;
pub mod login_cart;
pub mod nav_menu;
pub mod newsletter;
pub mod original_url;
pub mod photo_credit;
pub mod print_line;
pub mod reading_time;
pub mod related_line;
pub mod script_leftover;
pub mod section_label;
pub mod share_bar;
pub mod trending;
pub mod video_player;
