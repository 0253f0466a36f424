//! What did not work, and why.

use shared::outcome::Code;

use super::super::Notice;
use crate::state::{EnrolFault, Fault};

pub(super) fn why_held(code: Code) -> &'static str {
    match code {
        Code::UnknownChange => "The server is older; entered after its update",
        Code::Orphan => "The server lacks this door; entered when it comes",
        Code::Failed => "A fault at the server; entered once mended",
        Code::Revoked => "Phone revoked: a coordinator decides",
        Code::Expired => "Your time was over: a coordinator decides",
        _ => "The server keeps it: a coordinator decides",
    }
}

pub(super) fn why_rejected(code: Code) -> &'static str {
    match code {
        Code::Forbidden => "You may not change this door",
        Code::Refused => "Too late: a coordinator did not take it",
        Code::ForeignSite => "This door is not in your site",
        Code::TooLarge | Code::TooMuch => "Too large for the server",
        Code::BadField | Code::ReadOnly => "One of its fields is wrong",
        _ => "The server can’t read it",
    }
}

pub(super) fn enrol_fault(fault: EnrolFault) -> String {
    match fault {
        EnrolFault::Outage => "No network. Your code is not used up.".to_owned(),
        EnrolFault::CodeUnknown => "No such code. Was a digit mistyped?".to_owned(),
        EnrolFault::CodeSpent => "Another phone used this code. Ask for a new one.".to_owned(),
        EnrolFault::CodeExpired => "This code has expired. Ask for a new one.".to_owned(),
        EnrolFault::TooManyTries { after_s: Some(after_s) } => format!("Too many tries. Wait {after_s} s."),
        EnrolFault::TooManyTries { after_s: None } => "Too many tries. Wait a little.".to_owned(),
        EnrolFault::Storage(fault) => no_storage(fault).title.to_owned(),
        EnrolFault::Server => "A fault at the server. Your code is not used up; try later.".to_owned(),
    }
}

pub(super) const fn no_storage(fault: Fault) -> Notice {
    match fault {
        Fault::Missing | Fault::Refused => Notice {
            title: "Open it in your browser",
            todo: "This window can’t keep records. Tap “…” at the top and choose “Open in browser”. Don’t use a private window. Your code is not used up.",
        },
        Fault::NoCipher => Notice {
            title: "The address must be https",
            todo: "Opened like this it can’t keep records. Scan the printed QR code again. Your code is not used up.",
        },
        Fault::Full => Notice {
            title: "The phone is full",
            todo: "Delete some photos or apps, then try again.",
        },
        Fault::Evicted => Notice {
            title: "The browser cleared this app",
            todo: "What was sent is safe. Try again and enrol anew.",
        },
        Fault::Unreadable => Notice {
            title: "Stored data can’t be read",
            todo: "Open the app once more with a network: it gets the new version. Nothing was deleted.",
        },
    }
}
