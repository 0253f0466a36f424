//! What every page says about itself, and what nobody gets out of the server: headers, sign-ins of before, guesses, secrets in logs.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    process::{Command, Stdio},
};

use dabai::Options;
use reqwest::{Client, Response, redirect::Policy};
use shared::protocol::Cursor;

use crate::{
    desk::desk_with,
    phone::Phone,
    process::{run, site},
};

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn every_page_says_what_it_may_do() {
    let desk = desk_with(Options::default()).await;
    let cookie = desk.signed_in().await;
    for path in [
        "/",
        "/nowhere",
        "/app/",
        "/desk/sign-in",
        "/desk/",
        "/desk/people",
        "/desk/people/cards",
        "/desk/roster",
        "/desk/rescue",
        "/desk/same",
        "/desk/rules",
        "/desk/troubles",
        "/desk/left",
        "/desk/password",
    ] {
        // The sign-in sends whoever is signed in on to the desk.
        let cookie = if path == "/desk/sign-in" { "" } else { cookie.as_str() };
        let page = desk.get(path, cookie).await;
        let policy = header(&page, "content-security-policy").to_owned();
        assert!(policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert!(
            policy.contains("base-uri 'none'") && policy.contains("default-src"),
            "{path}: {policy}"
        );
        assert!(
            !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"),
            "{path}: {policy}"
        );
        assert_eq!(header(&page, "x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header(&page, "cross-origin-opener-policy"), "same-origin", "{path}");
        assert!(header(&page, "permissions-policy").contains("geolocation=()"), "{path}");
        assert!(!header(&page, "referrer-policy").is_empty(), "{path}");
        assert_eq!(
            header(&page, "strict-transport-security"),
            "",
            "{path}: not without HTTPS"
        );
        let (is_phone, is_desk) = (path.starts_with("/app"), policy.contains("'nonce-"));
        let html = page.text().await.unwrap();
        let inline = html.split("<script").skip(1).filter(|script| {
            let tag = script.split('>').next().unwrap_or_default();
            !tag.contains("src=") && !tag.contains("nonce=")
        });
        assert_eq!(inline.count(), 0, "{path}: {html}");
        assert!(!(is_phone && is_desk));
        if is_phone {
            assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval';"), "{policy}");
        }
    }
    let api = desk.get("/api/v1/sync/pull", "").await;
    assert_eq!(header(&api, "cross-origin-opener-policy"), "same-origin");
}

#[tokio::test]
async fn a_session_of_before_is_not_the_session_after() {
    let desk = desk_with(Options::default()).await;
    // Somebody else has put a session into this browser, and waits for a sign-in under it.
    let planted = "dabai-desk=0000000000000000000000000000000000000000000000000000000000000000";
    let form = "login=wang&password=一个不短的好密码";
    let signed_in = desk.post("/desk/sign-in", planted, form).await;
    assert_eq!(signed_in.status(), 303);
    let given = header(&signed_in, "set-cookie").split(';').next().unwrap().to_owned();
    assert!(given.starts_with("dabai-desk=") && given != planted);
    assert_eq!(
        desk.get("/desk/", planted).await.status(),
        303,
        "the planted one lets nobody in"
    );
    assert_eq!(desk.get("/desk/", &given).await.status(), 200);
    let again = desk.post("/desk/sign-in", &given, form).await;
    let other = header(&again, "set-cookie").split(';').next().unwrap().to_owned();
    assert_ne!(other, given, "every sign-in has a token of its own");
}

#[tokio::test]
async fn one_address_may_guess_at_so_many_names() {
    let desk = desk_with(Options::default()).await;
    for guess in 0..20 {
        let form = format!("login=somebody{guess}&password=another+password");
        assert_eq!(desk.post("/desk/sign-in", "", &form).await.status(), 401, "{guess}");
    }
    let form = "login=somebody+else&password=another+password";
    assert_eq!(desk.post("/desk/sign-in", "", form).await.status(), 429);
    let own = "login=wang&password=一个不短的好密码";
    assert_eq!(
        desk.post("/desk/sign-in", "", own).await.status(),
        429,
        "whoever guesses waits for this one, too"
    );
}

#[tokio::test]
async fn other_peoples_pages_post_no_file_and_no_account() {
    let desk = desk_with(Options::default()).await;
    let cookie = desk.signed_in().await;
    let client = Client::builder().redirect(Policy::none()).build().unwrap();
    for path in [
        "/desk/roster",
        "/desk/roster/undo",
        "/desk/rescue",
        "/desk/same",
        "/desk/rules",
        "/desk/logins",
        "/desk/password",
        "/desk/troubles/sent",
    ] {
        for origin in ["https://evil.example", "null"] {
            let request = client
                .post(format!("{}{path}", desk.fixture.url))
                .header("cookie", &cookie);
            let status = request.header("origin", origin).send().await.unwrap().status();
            assert_eq!(status, 403, "{path} from {origin}");
        }
    }
}

const PASSWORD: &str = "quite-a-secret-word";

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_ever_logged() {
    let root = tempfile::tempdir().unwrap();
    let data = root.path().join("data");
    let codes = site(&data, 2);
    let args = [
        "account",
        "add",
        "--login",
        "zhou",
        "--name",
        "周",
        "--password-stdin",
        "--data",
    ];
    let mut adding = Command::new(env!("CARGO_BIN_EXE_dabai"))
        .args(args)
        .arg(&data)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    adding.stdin.take().unwrap().write_all(PASSWORD.as_bytes()).unwrap();
    assert!(adding.wait().unwrap().success());
    let mut server = Command::new(env!("CARGO_BIN_EXE_dabai"))
        .args(["serve", "--addr", "127.0.0.1:0", "--log", "trace", "--data"])
        .arg(&data)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stderr = server.stderr.take().unwrap();
    let log = std::thread::spawn(move || {
        let mut log = String::new();
        stderr.read_to_string(&mut log).map(|_| log)
    });
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let url = line.trim().strip_prefix("listening on ").unwrap().to_owned();

    let mut phone = Phone::enrol(&url, &codes[0]).await.unwrap();
    let op = phone.visit(crate::fixture::record_id());
    phone.push(&[op]).await.unwrap();
    phone.pull(Cursor::START, None).await.unwrap();
    let client = Client::builder().redirect(Policy::none()).build().unwrap();
    let sign_in = |password: &str| {
        let request = client.post(format!("{url}/desk/sign-in")).header("origin", &url);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        request.body(format!("login=zhou&password={password}")).send()
    };
    sign_in("wrong-and-secret-too").await.unwrap();
    let signed_in = sign_in(PASSWORD).await.unwrap();
    let session = header(&signed_in, "set-cookie")
        .split(['=', ';'])
        .nth(1)
        .unwrap()
        .to_owned();
    let page = client
        .get(format!("{url}/desk/people?name=secret-name"))
        .header("cookie", format!("dabai-desk={session}"));
    assert_eq!(
        page.send().await.unwrap().status(),
        503,
        "there are no pages here, but somebody is let in"
    );
    let keys = run(&data, &["envelope-key", "list"]);
    assert!(keys.starts_with("* "));
    let id = server.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    assert!(server.wait().unwrap().success());
    let log = log.join().unwrap().unwrap();
    assert!(log.contains("answered"), "there is a log to look at: {log}");
    let key_file = std::fs::read_dir(data.join("envelope-keys"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let key_text = std::fs::read_to_string(key_file).unwrap();
    let secret = key_text.lines().last().unwrap().strip_prefix("secret ").unwrap();
    for (what, secret) in [
        ("a code", codes[0].as_str()),
        ("a phone's token", &phone.token),
        ("a password", PASSWORD),
        ("a wrong password", "wrong-and-secret-too"),
        ("a session", &session),
        ("a query", "secret-name"),
        ("an envelope key", secret),
    ] {
        assert!(!log.contains(secret), "{what} is in the log");
    }
}
