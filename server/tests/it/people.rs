//! Cards and phones as the desk's forms see them.

use dabai::Options;
use shared::{protocol::ErrorCode, role::Role};

use crate::{
    desk::{Desk, desk_with, quick_hash},
    phone::{Phone, code_of},
};

const CARDS: &str = "/desk/people/cards";

/// The number in a form's page.
pub fn once_in(html: &str) -> String {
    let after = html.split("name=\"once\" value=\"").nth(1).expect("a number");
    after.split('"').next().unwrap().to_owned()
}

/// The digits on a sheet.
pub fn codes_in(html: &str) -> Vec<String> {
    let found = html.split("class=\"code\">").skip(1);
    found
        .map(|text| text.split('<').next().unwrap().replace(' ', ""))
        .collect()
}

impl Desk {
    async fn text(&self, path: &str, cookie: &str) -> String {
        self.get(path, cookie).await.text().await.unwrap()
    }

    /// The address of the sheet with a card for each of these names.
    async fn sheet(&self, cookie: &str, names: &str) -> String {
        let once = once_in(&self.text(CARDS, cookie).await);
        let form = format!("once={once}&names={names}&count=&days=3");
        let response = self.post(CARDS, cookie, &form).await;
        assert_eq!(response.status(), 303);
        response.headers()["location"].to_str().unwrap().to_owned()
    }
}

#[tokio::test]
async fn a_sheet_has_links_to_the_public_url_and_is_seen_by_its_maker_alone() {
    let desk = desk_with(Options {
        public_url: Some("https://dabai.example".to_owned()),
        ..Options::default()
    })
    .await;
    desk.fixture
        .account("赵调度", Role::Coordinator, Some(("zhao", &quick_hash())))
        .await;
    let (mine, theirs) = (desk.signed_in().await, desk.signed_in_as("zhao").await);
    let path = desk.sheet(&mine, "A,B").await;
    let page = desk.get(&path, &mine).await;
    assert_eq!(
        (page.status().as_u16(), &page.headers()["cache-control"]),
        (200, &"no-store".parse().unwrap())
    );
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("default-src 'none'"), "no script at all: {policy}");
    let html = page.text().await.unwrap();
    let codes = codes_in(&html);
    assert_eq!(codes.len(), 2);
    for code in &codes {
        assert!(html.contains(&format!("https://dabai.example/app/#c={code}")), "{html}");
    }
    let other = desk.get(&path, &theirs).await;
    assert_eq!(other.status(), 410);
    assert_eq!(codes_in(&other.text().await.unwrap()), Vec::<String>::new());
}

#[tokio::test]
async fn a_code_lets_one_phone_in_and_a_voided_one_none() {
    let desk = desk_with(Options::default()).await;
    let cookie = desk.signed_in().await;
    let codes = codes_in(&desk.text(&desk.sheet(&cookie, "A%0AB").await, &cookie).await);
    Phone::enrol(&desk.fixture.url, &codes[0]).await.expect("an enrolment");
    let again = Phone::enrol(&desk.fixture.url, &codes[0])
        .await
        .map(|phone| phone.device);
    assert_eq!(code_of(again), (410, ErrorCode::CodeSpent));

    let unused = desk.text("/desk/people/unused", &cookie).await;
    let cards: Vec<&str> = unused.split("name=\"card\" value=\"").skip(1).collect();
    assert_eq!(cards.len(), 1, "the used one is a phone: {unused}");
    let card = cards[0].split('"').next().unwrap();
    let voided = desk
        .post("/desk/people/unused", &cookie, &format!("act=void&card={card}"))
        .await;
    assert_eq!(voided.headers()["location"], "/desk/people?done=voided");
    let refused = Phone::enrol(&desk.fixture.url, &codes[1])
        .await
        .map(|phone| phone.device);
    assert_eq!(code_of(refused), (410, ErrorCode::CodeExpired));
}

#[tokio::test]
async fn whoever_is_not_signed_in_is_led_to_the_sign_in_and_nothing_is_made() {
    let desk = desk_with(Options::default()).await;
    let cookie = desk.signed_in().await;
    let once = once_in(&desk.text(CARDS, &cookie).await);
    let form = format!("once={once}&names=A&count=&days=3");
    for cookie in ["", "dabai-desk=0000"] {
        let response = desk.post(CARDS, cookie, &form).await;
        assert_eq!(
            (response.status().as_u16(), &response.headers()["location"]),
            (303, &"/desk/sign-in".parse().unwrap())
        );
    }
    assert!(desk.text("/desk/people/unused", &cookie).await.contains("没有未用的卡"));
}

#[tokio::test]
async fn what_no_form_of_ours_sends_makes_nothing() {
    let desk = desk_with(Options::default()).await;
    let cookie = desk.signed_in().await;
    let once = once_in(&desk.text(CARDS, &cookie).await);
    for (path, form) in [
        (CARDS, "names=A&days=3".to_owned()),
        (CARDS, "once=../../app&names=A&days=3".to_owned()),
        (CARDS, format!("once={once}&names=A&days=300")),
        (CARDS, format!("once={once}&names={}&days=3", "x".repeat(1_000))),
        ("/desk/people/unused", format!("once={once}&act=remake&days=3&card=x")),
        (
            "/desk/people/unused",
            format!("once={once}&act=burn&days=3&card={}", uuid_nil()),
        ),
        (
            "/desk/people/unused",
            format!("once={once}&act=remake&days=3&card={}", uuid_nil()),
        ),
        ("/desk/people/stop", "phone=x".to_owned()),
        ("/desk/people/stop", format!("phone={}", uuid_nil())),
    ] {
        let response = desk.post(path, &cookie, &form).await;
        let status = response.status();
        assert!(status.is_client_error(), "{path} {form}: {status}");
        assert!(
            response.text().await.unwrap().contains("<html"),
            "{path} {form}: a page says why"
        );
    }
    assert!(desk.text("/desk/people/unused", &cookie).await.contains("没有未用的卡"));
}

fn uuid_nil() -> shared::id::CardId {
    shared::id::CardId::NIL
}
