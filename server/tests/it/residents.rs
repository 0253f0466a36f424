//! Residents and doors as a coordinator sees and changes them, without a script.

use dabai::Options;
use shared::{
    id::RecordId,
    kind::Kind,
    op::Change,
    value::{Value, fields},
};

use crate::{
    desk::{Desk, desk_with},
    fixture::record_id,
};

const NUMBER: &str = "13812341234";

struct Home {
    desk: Desk,
    cookie: String,
    id: RecordId,
}

async fn home() -> Home {
    let desk = desk_with(Options::default()).await;
    let id = record_id();
    let contact = fields([("name", "王芳".into()), ("phone", "13900001111".into())]);
    let resident = fields([
        ("door", desk.fixture.door.into()),
        ("name", "张桂芝".into()),
        ("phone", NUMBER.into()),
        ("contacts", Value::List(vec![Value::Map(contact)])),
    ]);
    desk.fixture
        .submit(Change::Create {
            kind: Kind::Resident,
            record: id,
            fields: resident,
        })
        .await;
    let cookie = desk.signed_in().await;
    Home { desk, cookie, id }
}

/// The value of a hidden field.
pub fn hidden(html: &str, name: &str) -> String {
    let after = html
        .split(&format!("name=\"{name}\" value=\""))
        .nth(1)
        .unwrap_or_else(|| panic!("{name}: {html}"));
    after.split('"').next().unwrap().replace(' ', "%20")
}

impl Home {
    fn path(&self, what: &str) -> String {
        format!("/desk/residents/{}{what}", self.id)
    }

    async fn page(&self, path: &str) -> String {
        let response = self.desk.get(path, &self.cookie).await;
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(response.headers()["cache-control"], "no-store");
        response.text().await.unwrap()
    }

    /// Sends a form and follows where it leads; the address it led to, and the page there.
    async fn sent(&self, what: &str, form: &str) -> (String, String) {
        let response = self.desk.post(&self.path(what), &self.cookie, form).await;
        assert_eq!(response.status(), 303, "{}", response.text().await.unwrap());
        let to = response.headers()["location"].to_str().unwrap().to_owned();
        let page = self.page(&to).await;
        (to, page)
    }

    async fn seen(&self, what: &str) -> String {
        hidden(&self.page(&self.path(what)).await, "seen")
    }

    async fn field(&self, name: &str) -> Value {
        let viewer = self.desk.fixture.operator().await;
        let record = self.desk.fixture.store.record(&viewer, self.id).await.unwrap().unwrap();
        record.get(name).clone()
    }
}

#[tokio::test]
async fn a_resident_is_listed_and_found_without_a_script_and_no_number_leaves_in_full() {
    let home = home().await;
    for path in [
        "/desk/residents",
        "/desk/residents?q=3-1203",
        "/desk/residents?q=zgz",
        &home.path(""),
    ] {
        let html = home.page(path).await;
        assert!(html.contains("张桂芝") && html.contains("138****1234"), "{path}");
        assert!(!html.contains(NUMBER) && !html.contains("13900001111"), "{path}");
    }
    let none = home.page("/desk/residents?q=9-9-9").await;
    assert!(none.contains("没有符合的居民") && !none.contains("张桂芝"));
    let grid = home.page("/desk/grid").await;
    assert!(
        grid.contains("3号楼") && grid.contains("1203") && grid.contains("未访"),
        "{grid}"
    );
    assert!(!grid.contains("张桂芝"), "a grid names nobody");
}

#[tokio::test]
async fn a_field_is_changed_and_says_who_did_it() {
    let home = home().await;
    let html = home.page(&home.path("/edit")).await;
    assert!(!html.contains(NUMBER) && html.contains("138****1234"));
    let seen = hidden(&html, "seen");
    let form = format!("seen={seen}&was.name=张桂芝&name=张桂兰&was.note=&note=听不清&was.age=&age=86");
    let (to, page) = home.sent("/edit", &form).await;
    assert!(to.ends_with("?done=saved") && page.contains("已保存"));
    assert!(page.contains("张桂兰") && page.contains("王调度") && page.contains("之前的 1 条"));
    assert_eq!(home.field("age").await, 86.into());
    assert_eq!(home.field("phone").await, NUMBER.into(), "what was left is left");
    // The same form again, as somebody sends it who goes back: nothing is new, nothing is lost.
    let (_, page) = home.sent("/edit", &form).await;
    assert!(!page.contains("请定一个"), "{page}");
}

#[tokio::test]
async fn a_form_that_can_not_be_taken_comes_back_with_what_was_typed() {
    let home = home().await;
    let seen = home.seen("/edit").await;
    let form = format!("seen={seen}&was.name=张桂芝&name=张桂芝&was.age=&age=900&was.note=&note=听不清");
    let response = home.desk.post(&home.path("/edit"), &home.cookie, &form).await;
    assert_eq!(response.status(), 422);
    let html = response.text().await.unwrap();
    assert!(html.contains("「年龄」填得不对") && html.contains("value=\"900\"") && html.contains("听不清"));
    assert_eq!(hidden(&html, "seen"), seen, "what was seen stays what it was");
    assert_eq!(home.field("note").await, Value::Null);
}

#[tokio::test]
async fn somebody_elses_edit_meanwhile_is_a_conflict_that_is_shown_and_decided() {
    let home = home().await;
    let seen = home.seen("/edit").await;
    let set = Change::Set {
        kind: Kind::Resident,
        record: home.id,
        fields: fields([("note", "上午不在".into())]),
    };
    home.desk.fixture.submit(set).await;
    let form = format!("seen={seen}&was.note=&note=下午在家");
    let (_, page) = home.sent("/edit", &form).await;
    assert_eq!(home.field("note").await, "下午在家".into(), "the later one stands");
    assert!(page.contains("请定一个") && page.contains("上午不在"), "{page}");
    let conflict = hidden(&page, "conflict");
    let seen = hidden(&page, "seen");
    let (_, page) = home
        .sent("/conflict", &format!("conflict={conflict}&seen={seen}&act=take"))
        .await;
    assert_eq!(home.field("note").await, "上午不在".into());
    assert!(!page.contains("请定一个") && page.contains("已经定下"), "{page}");
    let again = format!("conflict={conflict}&seen={seen}&act=keep");
    let (_, page) = home.sent("/conflict", &again).await;
    assert!(page.contains("已经定下"));
}

#[tokio::test]
async fn priority_care_is_set_with_a_reason_and_ended_with_one() {
    let home = home().await;
    let seen = home.seen("/priority").await;
    let without = format!("seen={seen}&act=set&reason=+&cadence=12&owner=");
    let refused = home.desk.post(&home.path("/priority"), &home.cookie, &without).await;
    assert_eq!(refused.status(), 422);
    assert!(refused.text().await.unwrap().contains("请写原因"));
    let form = format!("seen={seen}&act=set&reason=独居&cadence=12&owner=李梅");
    let (_, page) = home.sent("/priority", &form).await;
    assert!(page.contains("已列入重点管护") && page.contains("超时未访") && page.contains("至少每 12 小时见一次"));
    let list = home.page("/desk/residents?group=overdue").await;
    assert!(list.contains("张桂芝"));

    let seen = home.seen("/priority").await;
    let (_, page) = home
        .sent("/priority", &format!("seen={seen}&act=end&ended=女儿接走了"))
        .await;
    assert!(page.contains("已移出重点管护") && page.contains("女儿接走了"));
    assert_eq!(home.field("priority").await, Value::Null);
}

#[tokio::test]
async fn a_number_is_shown_in_full_to_whoever_asks_by_a_form() {
    let home = home().await;
    let shown = home.desk.post(&home.path("/numbers"), &home.cookie, "").await;
    assert_eq!(
        (shown.status().as_u16(), &shown.headers()["cache-control"]),
        (200, &"no-store".parse().unwrap())
    );
    let html = shown.text().await.unwrap();
    assert!(html.contains(NUMBER) && html.contains("13900001111") && html.contains("已经记下"));
    let got = home.desk.get(&home.path("/numbers"), &home.cookie).await;
    assert_eq!(
        (got.status().as_u16(), got.headers()["location"].to_str().unwrap()),
        (303, home.path("").as_str())
    );
}

#[tokio::test]
async fn nobody_and_nothing_are_told_as_such() {
    let home = home().await;
    let nobody = record_id();
    for path in [format!("/desk/residents/{nobody}"), "/desk/residents/x".to_owned()] {
        for what in ["", "/edit", "/priority"] {
            let response = home.desk.get(&format!("{path}{what}"), &home.cookie).await;
            assert_eq!(response.status(), 404, "{path}{what}");
            assert!(response.text().await.unwrap().contains("没有这位居民"), "{path}{what}");
        }
    }
    for (what, form) in [
        ("/edit", "name=x"),
        ("/edit", "seen=x&name=x"),
        ("/priority", "act=set&reason=x"),
        ("/conflict", "conflict=x&act=keep"),
        (
            "/conflict",
            "conflict=1&act=keep&seen=00000000-0000-0000-0000-000000000000%201",
        ),
    ] {
        let response = home.desk.post(&home.path(what), &home.cookie, form).await;
        assert!(
            response.status().is_client_error(),
            "{what} {form}: {}",
            response.status()
        );
        assert!(
            response.text().await.unwrap().contains("<html"),
            "{what} {form}: a page says why"
        );
    }
    for what in ["/edit", "/priority", "/numbers", "/conflict"] {
        let response = home.desk.post(&home.path(what), "", "").await;
        assert_eq!(response.status(), 303, "not signed in");
    }
    let unknown = home.page("/desk/grid?building=x").await;
    assert!(unknown.contains("没有这栋楼"));
}
