//! Everything a call can be refused with, and the one match from that to a status and a code.
//!
//! A handler returns an [`Error`]; [`crate::api::answer`] writes the body, since only there the caller's language is
//! known. Details of faults go to the log, never into an answer.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use shared::{accept::Refusal, protocol::ErrorCode, role::Rights};
use store::{EnrolRefusal, PullRefusal, PushError, StoreError};

use crate::{import::ImportError, language::Language, password::PasswordError, random::NoRandom};

/// Wait before trying again when the store can't be written, seconds, plus up to as much again.
const BUSY_RETRY_S: u64 = 2;

#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("the request can't be read")]
    Malformed,
    #[error("the request is not JSON by its content type")]
    WrongType,
    #[error("the request is too large")]
    TooLarge,
    #[error("the request did not arrive in time")]
    TooSlow,
    #[error("there is nothing here")]
    NotFound,
    #[error("no such method here")]
    WrongMethod,
    #[error("no credential, or one that is not good any more")]
    SignInAgain,
    #[error("the device was revoked")]
    DeviceRevoked,
    #[error("not allowed")]
    Forbidden,
    #[error("too many tries")]
    TooManyTries { after_s: u64 },
    #[error(transparent)]
    Enrol(EnrolRefusal),
    #[error(transparent)]
    Push(Refusal),
    #[error(transparent)]
    Pull(PullRefusal),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Random(#[from] NoRandom),
    #[error(transparent)]
    Password(#[from] PasswordError),
    #[error(transparent)]
    Import(#[from] ImportError),
}

/// What an answer says beside its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) code: ErrorCode,
    pub(crate) last_n: Option<u64>,
    pub(crate) retry_after_s: Option<u64>,
    pub(crate) rights: Option<Rights>,
}

impl Said {
    pub(crate) const fn code(code: ErrorCode) -> Self {
        Self {
            code,
            last_n: None,
            retry_after_s: None,
            rights: None,
        }
    }

    /// With the last number that is known of the device.
    const fn up_to(code: ErrorCode, last_n: u64) -> Self {
        Self {
            code,
            last_n: Some(last_n),
            retry_after_s: None,
            rights: None,
        }
    }

    pub(crate) const fn retry(code: ErrorCode, after_s: u64) -> Self {
        Self {
            code,
            last_n: None,
            retry_after_s: Some(after_s),
            rights: None,
        }
    }
}

impl Error {
    pub(crate) fn said(&self) -> (StatusCode, Said) {
        let plain = |status, code| (status, Said::code(code));
        match self {
            Self::Malformed | Self::Push(Refusal::BadNumber) => plain(StatusCode::BAD_REQUEST, ErrorCode::Malformed),
            Self::WrongType => plain(StatusCode::UNSUPPORTED_MEDIA_TYPE, ErrorCode::WrongType),
            Self::TooLarge => plain(StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::TooLarge),
            Self::TooSlow => (StatusCode::REQUEST_TIMEOUT, Said::retry(ErrorCode::Busy, BUSY_RETRY_S)),
            Self::NotFound => plain(StatusCode::NOT_FOUND, ErrorCode::NotFound),
            Self::WrongMethod => plain(StatusCode::METHOD_NOT_ALLOWED, ErrorCode::NotFound),
            Self::SignInAgain => plain(StatusCode::UNAUTHORIZED, ErrorCode::SignInAgain),
            Self::DeviceRevoked => plain(StatusCode::FORBIDDEN, ErrorCode::DeviceRevoked),
            Self::Pull(PullRefusal::Revoked { last_n }) => {
                (StatusCode::FORBIDDEN, Said::up_to(ErrorCode::DeviceRevoked, *last_n))
            }
            Self::Pull(PullRefusal::Expired { last_n }) => {
                (StatusCode::UNAUTHORIZED, Said::up_to(ErrorCode::SignInAgain, *last_n))
            }
            Self::Forbidden => plain(StatusCode::FORBIDDEN, ErrorCode::Forbidden),
            Self::TooManyTries { after_s } => (
                StatusCode::TOO_MANY_REQUESTS,
                Said::retry(ErrorCode::TooManyTries, *after_s),
            ),
            Self::Enrol(EnrolRefusal::Unknown) => plain(StatusCode::NOT_FOUND, ErrorCode::CodeUnknown),
            Self::Enrol(EnrolRefusal::Spent) => plain(StatusCode::GONE, ErrorCode::CodeSpent),
            Self::Enrol(EnrolRefusal::Expired | EnrolRefusal::Voided) => {
                plain(StatusCode::GONE, ErrorCode::CodeExpired)
            }
            Self::Push(Refusal::Gap { last_n }) => (StatusCode::CONFLICT, Said::up_to(ErrorCode::Gap, *last_n)),
            Self::Push(Refusal::DeviceFork { .. }) => plain(StatusCode::CONFLICT, ErrorCode::DeviceFork),
            Self::Pull(PullRefusal::EpochChanged) => plain(StatusCode::CONFLICT, ErrorCode::EpochChanged),
            Self::Pull(PullRefusal::CursorTooOld) => plain(StatusCode::CONFLICT, ErrorCode::CursorTooOld),
            Self::Pull(PullRefusal::ScopeChanged(rights)) => {
                let rights = Some(rights.clone());
                let said = Said::code(ErrorCode::ScopeChanged);
                (StatusCode::CONFLICT, Said { rights, ..said })
            }
            Self::Store(error) | Self::Pull(PullRefusal::Store(error)) | Self::Enrol(EnrolRefusal::Store(error)) => {
                of_store(error)
            }
            Self::Random(_) | Self::Password(_) | Self::Import(_) => {
                plain(StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::Internal)
            }
        }
    }
}

fn of_store(error: &StoreError) -> (StatusCode, Said) {
    match error {
        StoreError::Unavailable(_) | StoreError::Busy | StoreError::Closed => (
            StatusCode::SERVICE_UNAVAILABLE,
            Said::retry(ErrorCode::Busy, BUSY_RETRY_S + jitter_s()),
        ),
        StoreError::Conflict(_) => (StatusCode::BAD_REQUEST, Said::code(ErrorCode::Malformed)),
        StoreError::Fault(_) => (StatusCode::INTERNAL_SERVER_ERROR, Said::code(ErrorCode::Internal)),
    }
}

/// Phones that were turned away together shall not come back together.
fn jitter_s() -> u64 {
    crate::random::bytes::<1>().map_or(0, |[byte]| u64::from(byte) % (BUSY_RETRY_S + 1))
}

impl From<EnrolRefusal> for Error {
    fn from(refusal: EnrolRefusal) -> Self {
        Self::Enrol(refusal)
    }
}

impl From<PullRefusal> for Error {
    fn from(refusal: PullRefusal) -> Self {
        Self::Pull(refusal)
    }
}

impl From<PushError> for Error {
    fn from(error: PushError) -> Self {
        match error {
            PushError::Refused(refusal) => Self::Push(refusal),
            PushError::Store(error) => Self::Store(error),
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (status, said) = self.said();
        if status.is_server_error() {
            tracing::error!(error = %self, "a call failed");
        }
        let mut response = status.into_response();
        response.extensions_mut().insert(said);
        response
    }
}

/// One sentence for a person: what happened and what to do.
pub(crate) fn message(code: ErrorCode, language: Language) -> &'static str {
    let (zh, en) = match code {
        ErrorCode::Malformed => ("请求内容读不懂。", "The request can't be read."),
        ErrorCode::SignInAgain => (
            "登录已失效，请用新的上岗码重新扫码上岗。",
            "This sign-in has ended. Please enrol again with a new code.",
        ),
        ErrorCode::DeviceRevoked => (
            "这部手机已被停用，未上传的记录仍可上传。请联系调度员。",
            "This phone was signed off. Unsent records can still be sent. Please ask a coordinator.",
        ),
        ErrorCode::Forbidden => ("没有权限。", "You don't have access to this."),
        ErrorCode::NotFound => ("没有这个地址。", "There is nothing at this address."),
        ErrorCode::CodeUnknown => (
            "没有这个上岗码，请核对 8 位数字。",
            "No such code. Please check the eight digits.",
        ),
        ErrorCode::CodeSpent => (
            "这个上岗码已用过，请向调度员要一个新的。",
            "This code has been used. Please ask a coordinator for a new one.",
        ),
        ErrorCode::CodeExpired => (
            "这个上岗码已过期，请向调度员要一个新的。",
            "This code has expired. Please ask a coordinator for a new one.",
        ),
        ErrorCode::TooManyTries => ("试得太多了，请稍等再试。", "Too many tries. Please wait a little."),
        ErrorCode::Gap => (
            "中间缺了记录，请重新上传。",
            "Records are missing in between. Please send them again.",
        ),
        ErrorCode::DeviceFork => (
            "这部手机的数据被复制过，正在换新身份。",
            "This phone's data was copied. It takes a new identity.",
        ),
        ErrorCode::EpochChanged | ErrorCode::CursorTooOld => (
            "服务器数据已更新，请重新下载。",
            "The server's data has changed. Please load it again.",
        ),
        ErrorCode::ScopeChanged => (
            "负责范围已变，请重新下载。",
            "Your area has changed. Please load it again.",
        ),
        ErrorCode::TooLarge => ("内容太大。", "This is too large."),
        ErrorCode::WrongType => ("请求的类型不对。", "The request has the wrong content type."),
        ErrorCode::TooOld => ("版本太旧，请更新。", "This version is too old. Please update."),
        ErrorCode::Busy => (
            "服务器正忙，请稍后再试。",
            "The server is busy. Please try again shortly.",
        ),
        ErrorCode::Internal | ErrorCode::Unknown => (
            "服务器出错了，请稍后再试。",
            "Something went wrong on the server. Please try again later.",
        ),
    };
    language.pick(zh, en)
}
