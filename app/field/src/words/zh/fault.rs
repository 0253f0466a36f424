//! 什么没成，为什么。

use shared::outcome::Code;

use super::super::Notice;
use crate::state::{EnrolFault, Fault};

pub(super) fn why_held(code: Code) -> &'static str {
    match code {
        Code::UnknownChange => "服务器版本旧，升级后自己记上",
        Code::Orphan => "服务器还没有这一户，到了自己记上",
        Code::Failed => "服务器出了故障，修好后自己记上",
        Code::Revoked => "手机已停用，等调度员处理",
        Code::Expired => "上岗已到期，等调度员处理",
        _ => "服务器收下了，等调度员处理",
    }
}

pub(super) fn why_rejected(code: Code) -> &'static str {
    match code {
        Code::Forbidden => "你没有改这一户的权限",
        Code::Refused => "来得太晚，调度员没有收下",
        Code::ForeignSite => "这一户不在你的小区",
        Code::TooLarge | Code::TooMuch => "内容太多，服务器不收",
        Code::BadField | Code::ReadOnly => "有一项填得不对",
        _ => "服务器看不懂这条",
    }
}

pub(super) fn enrol_fault(fault: EnrolFault) -> String {
    match fault {
        EnrolFault::Outage => "没连上网，码还没用掉。".to_owned(),
        EnrolFault::CodeUnknown => "没有这个码，看看是不是按错了。".to_owned(),
        EnrolFault::CodeSpent => "这个码别的手机用过了，找调度员要新码。".to_owned(),
        EnrolFault::CodeExpired => "这个码过期了，找调度员要新码。".to_owned(),
        EnrolFault::TooManyTries { after_s: Some(after_s) } => format!("试得太多，{after_s} 秒后再试。"),
        EnrolFault::TooManyTries { after_s: None } => "试得太多，等一会儿再试。".to_owned(),
        EnrolFault::Storage(fault) => no_storage(fault).title.to_owned(),
        EnrolFault::Server => "服务器出了故障，码还没用掉，过一会儿再试。".to_owned(),
    }
}

pub(super) const fn no_storage(fault: Fault) -> Notice {
    match fault {
        Fault::Missing | Fault::Refused => Notice {
            title: "用系统浏览器打开",
            todo: "这个窗口存不住记录。点右上角“…”，选“在浏览器打开”。不要用无痕窗口。上岗码还没用掉。",
        },
        Fault::NoCipher => Notice {
            title: "网址要用 https 开头",
            todo: "这样打开存不住记录。请重新扫打印的二维码。上岗码还没用掉。",
        },
        Fault::Full => Notice {
            title: "手机存储满了",
            todo: "删些照片或应用，再试一次。",
        },
        Fault::Evicted => Notice {
            title: "数据被浏览器清掉了",
            todo: "已上传的都在。再试一次，重新上岗。",
        },
        Fault::Unreadable => Notice {
            title: "读不出存的数据",
            todo: "连上网，再打开一次，会换成新版本。数据没有删。",
        },
    }
}
