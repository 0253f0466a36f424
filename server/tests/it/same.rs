//! A resident who is there twice, at the desk.

use dabai::Options;
use shared::{kind::Kind, op::Change, value::fields};

use crate::{desk::desk_with, fixture::record_id, residents::hidden};

#[tokio::test]
async fn a_coordinator_finds_compares_merges_and_tells_apart() {
    let desk = desk_with(Options::default()).await;
    let (one, other) = (record_id(), record_id());
    for (record, name, phone) in [(one, "张桂芝", "13812341234"), (other, "张桂枝", "138 1234 1234")] {
        let kind = Kind::Resident;
        let fields = fields([
            ("door", desk.fixture.door.into()),
            ("name", name.into()),
            ("phone", phone.into()),
        ]);
        desk.fixture.submit(Change::Create { kind, record, fields }).await;
    }
    let cookie = desk.signed_in().await;
    let page = async |path: &str| {
        let answer = desk.get(path, &cookie).await;
        assert_eq!(answer.status(), 200, "{path}");
        answer.text().await.unwrap()
    };
    assert!(page("/desk/residents").await.contains("/desk/same"));
    let list = page("/desk/same").await;
    assert!(list.contains("电话相同") && list.contains("还没有合并过"), "{list}");
    let both = page(&format!("/desk/same?one={one}&other={other}")).await;
    assert!(
        both.contains("张桂芝") && both.contains("张桂枝") && !both.contains("13812341234"),
        "{both}"
    );
    let (first, second) = (one.min(other), one.max(other));
    let seen = hidden(&both, "seen");
    let merge = format!("seen={seen}&act=merge&alias={second}&root={first}");
    let answer = desk.post("/desk/same", &cookie, &merge).await;
    assert_eq!(answer.headers()["location"], "/desk/same?done=merged");
    let list = page("/desk/same?done=merged").await;
    assert!(list.contains("已合并") && list.contains("没有发现可能重复"), "{list}");
    // The other way round closes a circle.
    let circle = format!("seen={seen}&act=merge&alias={first}&root={second}");
    let answer = desk.post("/desk/same", &cookie, &circle).await;
    assert_eq!(answer.headers()["location"], "/desk/same?done=not");
    let residents = page("/desk/residents").await;
    assert!(residents.matches("张桂").count() > 0 && !(residents.contains("张桂芝") && residents.contains("张桂枝")));
    let apart = format!("seen={}&act=apart&alias={second}", hidden(&list, "seen"));
    let answer = desk.post("/desk/same", &cookie, &apart).await;
    assert_eq!(answer.headers()["location"], "/desk/same?done=apart");
    assert!(page("/desk/same").await.contains("电话相同"));
    for wrong in ["", "act=merge", "seen=x&act=merge&alias=1&root=2"] {
        assert_eq!(desk.post("/desk/same", &cookie, wrong).await.status(), 400, "{wrong}");
    }
}
