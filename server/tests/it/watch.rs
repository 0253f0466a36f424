//! For whoever watches over the server, and the page at `/`.

use crate::{fixture::Fixture, phone::Phone};

#[tokio::test]
async fn counters_follow_what_happens() {
    let fixture = Fixture::start().await;
    let mut phone = Phone::enrol(&fixture.url, &fixture.code().await).await.unwrap();
    let ops = [phone.visit(fixture.door), phone.visit(fixture.door)];
    phone.push(&ops).await.unwrap();
    let rows = phone.pull_all().await.len();
    let head = fixture.store.head(&fixture.operator().await).await.unwrap();
    assert_eq!(
        reqwest::get(format!("{}/api/nothing", fixture.url))
            .await
            .unwrap()
            .status(),
        404
    );
    let text = reqwest::get(format!("{}/metrics", fixture.url))
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    for line in [
        "dabai_pushes_total 1".to_owned(),
        "dabai_ops_total{status=\"applied\"} 2".to_owned(),
        "dabai_pulls_total 1".to_owned(),
        format!("dabai_rows_total {rows}"),
        "dabai_enrolments_total 1".to_owned(),
        "dabai_push_seconds_count 1".to_owned(),
        "dabai_refused_total 1".to_owned(),
    ] {
        assert!(text.lines().any(|known| known == line), "{line}\n{text}");
    }
    assert!(
        text.contains(&format!("dabai_site_head{{site=\"{}\"}} {head}", fixture.site)),
        "{text}"
    );
    assert!(!text.contains("李梅"));
}

#[tokio::test]
async fn the_first_page_leads_to_both_faces_without_a_script() {
    let fixture = Fixture::start().await;
    for path in ["/healthz", "/readyz", "/plain.css"] {
        assert_eq!(
            reqwest::get(format!("{}{path}", fixture.url)).await.unwrap().status(),
            200,
            "{path}"
        );
    }
    let page = reqwest::get(&fixture.url).await.unwrap();
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(
        policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
        "{policy}"
    );
    let page = page.text().await.unwrap();
    assert!(page.contains("href=\"/app/\"") && page.contains("href=\"/desk/\""));
    assert!(!page.contains("<script") && !page.contains("style=") && !page.contains("<style"));
}

#[tokio::test]
async fn an_address_that_leads_nowhere_says_so() {
    let fixture = Fixture::start().await;
    for path in ["/nothing", "/app/nothing.js", "/deskx"] {
        let response = reqwest::get(format!("{}{path}", fixture.url)).await.unwrap();
        assert_eq!(response.status(), 404, "{path}");
        assert!(response.text().await.unwrap().contains("没有这个页面"), "{path}");
    }
}
