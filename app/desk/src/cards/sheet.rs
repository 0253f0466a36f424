//! The cards on paper, A4, to be cut apart; and what is said when their codes can't be shown any more.

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;
use shared::time::{DayRule, UnixMs};
use ui::{Glyph, Icon};

use super::qr::qr;
use crate::{
    document::Office,
    words::{cards, fill},
};

/// Whole cards on a page: two beside each other, four rows.
const CARDS_A_PAGE: usize = 8;
/// Digits are read and typed in groups of so many.
const GROUP_DIGITS: usize = 4;

#[derive(Clone, Debug)]
pub struct Sheet {
    /// The page's own address, below `/desk/`.
    pub path: String,
    pub site: String,
    /// What links begin with, without a slash at the end.
    pub base: String,
    pub cards: Vec<SheetCard>,
    pub valid_until: UnixMs,
    pub expires: UnixMs,
    /// Until then the page can be opened again.
    pub shown_until: UnixMs,
    pub rule: DayRule,
}

#[derive(Clone)]
pub struct SheetCard {
    pub name: String,
    /// Eight digits.
    pub code: String,
}

/// A code is a secret: never printed but on its card.
impl std::fmt::Debug for SheetCard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SheetCard({})", self.name)
    }
}

/// The whole answer.
pub fn sheet_page(office: &Office, sheet: &Sheet) -> Response {
    let own = cards::words(office.lang);
    let title = match sheet.cards.len() {
        1 => own.one_card.to_owned(),
        count => fill(own.sheet, &[("n", &count)]),
    };
    office.answer(StatusCode::OK, &title, &sheet.path, || {
        view(office, sheet, title.clone())
    })
}

fn view(office: &Office, sheet: &Sheet, title: String) -> impl IntoView + use<> {
    let own = cards::words(office.lang);
    let until = sheet.rule.local(sheet.shown_until).to_string();
    let not_secure = (!sheet.base.starts_with("https://")).then(|| {
        view! {
            <p class="said">
                <Icon glyph=Glyph::Alert />
                {fill(own.not_secure, &[("url", &sheet.base)])}
            </p>
        }
    });
    let pages = sheet.cards.chunks(CARDS_A_PAGE).map(|page| {
        let cards = page.iter().map(|card| paper(sheet, card)).collect_view();
        view! { <ol class="sheet">{cards}</ol> }
    });
    view! {
        <header class="head screen">
            <h1>{title}</h1>
            <p>{own.cut}</p>
        </header>
        <div class="said screen" role="status">
            <Icon glyph=Glyph::Clock />
            <div>
                <p>{own.print}</p>
                <p>{fill(own.once_only, &[("time", &until)])}</p>
            </div>
        </div>
        <div class="screen">{not_secure}</div>
        {pages.collect_view()}
        <p class="deeds screen">
            <a class="button plain" href="/desk/people">{own.to_people}</a>
        </p>
    }
}

/// One card. In both languages, whatever the coordinator reads: nobody knows who will hold it.
fn paper(sheet: &Sheet, card: &SheetCard) -> impl IntoView + use<> {
    let link = format!("{}/app/#c={}", sheet.base, card.code);
    // A link too long for a code can't be scanned; the digits still work.
    let picture = qr(&link, &link).ok();
    let host = sheet
        .base
        .split_once("://")
        .map_or(sheet.base.as_str(), |(_, host)| host);
    view! {
        <li class="paper">
            <p class="site">
                {sheet.site.clone()}
                <span>"大白敲门 Dabai"</span>
            </p>
            {picture}
            <div class="who">
                <p class="name">{card.name.clone()}</p>
                <p class="code">{grouped(&card.code)}</p>
                <dl>
                    <dt>"扫码截止 " <span lang="en">"Use by"</span></dt>
                    <dd>{short(sheet.rule, sheet.valid_until)}</dd>
                    <dt>"上岗到 " <span lang="en">"Until"</span></dt>
                    <dd>{short(sheet.rule, sheet.expires)}</dd>
                </dl>
            </div>
            <div class="how">
                <p lang="zh-CN">
                    "用手机自带浏览器或相机扫；在微信里打开的，点右上角 ··· 选“在浏览器打开”。"
                </p>
                <p lang="en">
                    "Scan with the phone’s camera or browser. Opened in WeChat: tap ··· at the top right, then “Open in browser”."
                </p>
                <p>
                    "扫不了 " <span lang="en">"No camera?"</span> " → "
                    {format!("{host}/app/")}
                </p>
            </div>
        </li>
    }
}

/// `1234 5678`
fn grouped(code: &str) -> String {
    let (first, second) = code.split_at_checked(GROUP_DIGITS).unwrap_or((code, ""));
    format!("{first} {second}")
}

/// `11-27 14:05`, which reads the same in both languages.
fn short(rule: DayRule, at: UnixMs) -> String {
    let local = rule.local(at);
    let (_, month, day) = local.date.civil();
    format!("{month:02}-{day:02} {local}")
}

/// For a sheet that was shown, or never was: the page doesn't say which.
pub fn gone_page(office: &Office, path: &str) -> Response {
    let own = cards::words(office.lang);
    office.answer(StatusCode::GONE, own.gone, path, || {
        view! {
            <div class="notice">
                <Icon glyph=Glyph::Lock />
                <h1>{own.gone}</h1>
                <p>{own.gone_why}</p>
                <p>{own.gone_redo}</p>
                <p class="deeds">
                    <a class="button" href="/desk/people/unused?all">{own.remake}</a>
                    <a class="button plain" href="/desk/people">{own.to_people}</a>
                </p>
            </div>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_and_times_are_the_sites() {
        assert_eq!(grouped("12345678"), "1234 5678");
        assert_eq!(grouped("123"), "123 ");
        // 2022-11-14T00:00Z
        assert_eq!(short(DayRule::default(), UnixMs(1_668_384_000_000)), "11-14 08:00");
    }

    #[test]
    fn a_code_is_not_in_what_is_logged() {
        let card = SheetCard {
            name: "李梅".to_owned(),
            code: "12345678".to_owned(),
        };
        assert_eq!(format!("{card:?}"), "SheetCard(李梅)");
    }
}
