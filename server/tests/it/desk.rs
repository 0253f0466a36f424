//! Signing in at the desk, and what is behind it.

use argon2::PasswordHasher;
use dabai::Options;
use reqwest::{Client, Response, redirect::Policy};
use shared::role::Role;

use crate::{fixture::Fixture, live::of_response, phone::Phone};

const PASSWORD: &str = "一个不短的好密码";

/// As cheap as argon2 gets: its cost is tested where it is set.
pub fn quick_hash() -> String {
    let params = argon2::Params::new(8, 1, 1, None).unwrap();
    let argon2 = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    let salt = argon2::password_hash::SaltString::encode_b64(b"0123456789abcdef").unwrap();
    argon2.hash_password(PASSWORD.as_bytes(), &salt).unwrap().to_string()
}

pub struct Desk {
    pub fixture: Fixture,
    client: Client,
}

async fn desk() -> Desk {
    desk_with(Options::default()).await
}

pub async fn desk_with(options: Options) -> Desk {
    let fixture = Fixture::with(Options {
        assets: Some(Fixture::assets()),
        ..options
    })
    .await;
    fixture
        .account("王调度", Role::Coordinator, Some(("wang", &quick_hash())))
        .await;
    Desk {
        fixture,
        client: Client::builder().redirect(Policy::none()).build().unwrap(),
    }
}

impl Desk {
    pub async fn get(&self, path: &str, cookie: &str) -> Response {
        self.client
            .get(format!("{}{path}", self.fixture.url))
            .header("cookie", cookie)
            .send()
            .await
            .unwrap()
    }

    pub async fn post(&self, path: &str, cookie: &str, form: &str) -> Response {
        let request = self
            .client
            .post(format!("{}{path}", self.fixture.url))
            .header("cookie", cookie);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        request
            .header("origin", &self.fixture.url)
            .body(form.to_owned())
            .send()
            .await
            .unwrap()
    }

    async fn sign_in(&self, login: &str, password: &str) -> Response {
        self.post("/desk/sign-in", "", &format!("login={login}&password={password}"))
            .await
    }

    pub async fn signed_in(&self) -> String {
        self.signed_in_as("wang").await
    }

    pub async fn signed_in_as(&self, login: &str) -> String {
        let response = self.sign_in(login, PASSWORD).await;
        assert_eq!(
            (response.status().as_u16(), &response.headers()["location"]),
            (303, &"/desk/".parse().unwrap())
        );
        let cookie = response.headers()["set-cookie"].to_str().unwrap().to_owned();
        for part in ["Path=/desk", "HttpOnly", "SameSite=Lax"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        cookie.split(';').next().unwrap().to_owned()
    }
}

#[tokio::test]
async fn a_coordinator_signs_in_sees_the_site_and_signs_out() {
    let desk = desk().await;
    let cookie = desk.signed_in().await;
    let page = desk.get("/desk/", &cookie).await;
    assert_eq!(page.status(), 200);
    assert_eq!(page.headers()["cache-control"], "no-store");
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    let nonce = policy
        .split("'nonce-")
        .nth(1)
        .unwrap()
        .split('\'')
        .next()
        .unwrap()
        .to_owned();
    let html = page.text().await.unwrap();
    assert!(html.contains("月亮湾") && html.contains(&nonce), "{html}");
    let out = desk.post("/desk/sign-out", &cookie, "").await;
    assert_eq!(out.status(), 303);
    assert!(out.headers()["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    let again = desk.get("/desk/", &cookie).await;
    assert_eq!(
        again.status(),
        303,
        "the session ended at the server, not only in the browser"
    );
}

#[tokio::test]
async fn nobody_else_gets_in() {
    let desk = desk().await;
    for cookie in ["", "dabai-desk=", "dabai-desk=0000"] {
        for path in ["/desk", "/desk/", "/desk/anything"] {
            let response = desk.get(path, cookie).await;
            assert_eq!(
                (response.status().as_u16(), &response.headers()["location"]),
                (303, &"/desk/sign-in".parse().unwrap())
            );
            assert_eq!(response.headers()["cache-control"], "no-store");
        }
        assert_eq!(desk.get("/desk/live", cookie).await.status(), 401);
        assert_eq!(desk.post("/desk/fn/anything", cookie, "").await.status(), 401);
    }
    let phone = Phone::enrol(&desk.fixture.url, &desk.fixture.code().await)
        .await
        .unwrap();
    let with_token = desk.get("/desk/", &format!("dabai-desk={}", phone.token)).await;
    assert_eq!(with_token.status(), 303, "a phone's token is no sign-in");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_login_look_the_same() {
    let desk = desk().await;
    let mut pages = Vec::new();
    for (login, password) in [("wang", "another password"), ("nobody", PASSWORD), ("wang", "")] {
        let response = desk.sign_in(login, password).await;
        assert_eq!(response.status(), 401);
        assert!(!response.headers().contains_key("set-cookie"));
        pages.push(response.text().await.unwrap().replace(login, ""));
    }
    assert_eq!(pages[0], pages[1]);
    assert_eq!(pages[0], pages[2]);
    let metrics = reqwest::get(format!("{}/metrics", desk.fixture.url))
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(metrics.contains("dabai_sign_in_failures_total 3"));
}

#[tokio::test]
async fn a_sign_in_is_short() {
    let desk = desk().await;
    let long = "x".repeat(8 * 1_024);
    assert_eq!(desk.sign_in("wang", &long).await.status(), 413);
    assert_eq!(desk.sign_in("wang", PASSWORD).await.status(), 303);
}

#[tokio::test]
async fn guessing_a_password_is_slowed_down_for_that_login() {
    let desk = desk().await;
    for _ in 0..10 {
        assert_eq!(desk.sign_in("wang", "another password").await.status(), 401);
    }
    let response = desk.sign_in("wang", PASSWORD).await;
    assert_eq!(
        response.status(),
        429,
        "the right one has to wait as well, or it could be told"
    );
    assert!(response.headers().contains_key("retry-after"));
    assert_eq!(desk.sign_in("li", "another password").await.status(), 401);
}

#[tokio::test]
async fn other_peoples_pages_can_post_nothing() {
    let desk = desk().await;
    let cookie = desk.signed_in().await;
    for path in [
        "/desk/sign-in",
        "/desk/sign-out",
        "/desk/language",
        "/desk/fn/anything",
        "/desk/people/cards",
        "/desk/people/unused",
        "/desk/people/stop",
    ] {
        let request = desk
            .client
            .post(format!("{}{path}", desk.fixture.url))
            .header("cookie", &cookie);
        let response = request.header("origin", "https://evil.example").send().await.unwrap();
        assert_eq!(response.status(), 403, "{path}");
    }
    assert_eq!(desk.get("/desk/", &cookie).await.status(), 200, "still signed in");
}

#[tokio::test]
async fn the_desk_hears_of_a_push() {
    let desk = desk().await;
    let cookie = desk.signed_in().await;
    let mut events = of_response(desk.get("/desk/live", &cookie).await);
    let first = events.next().await.unwrap();
    let mut phone = Phone::enrol(&desk.fixture.url, &desk.fixture.code().await)
        .await
        .unwrap();
    let op = phone.visit(desk.fixture.door);
    let seq = phone.push(&[op]).await.unwrap().results[0].seq.unwrap();
    assert!(seq > first.seq);
    events.until(seq).await;
}

#[tokio::test]
async fn a_language_is_chosen_before_anybody_signs_in() {
    let desk = desk().await;
    let response = desk
        .post("/desk/language", "", "lang=en&back=https://evil.example")
        .await;
    assert_eq!(
        (response.status().as_u16(), &response.headers()["location"]),
        (303, &"/desk/".parse().unwrap())
    );
    let cookie = response.headers()["set-cookie"]
        .to_str()
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let english = desk.get("/desk/sign-in", &cookie).await.text().await.unwrap();
    let chinese = desk.get("/desk/sign-in", "").await.text().await.unwrap();
    assert!(english.contains("lang=\"en\"") && chinese.contains("lang=\"zh-CN\""));
    assert!(
        desk.post("/desk/language", "", "lang=tlh")
            .await
            .headers()
            .get("set-cookie")
            .is_none()
    );
}
