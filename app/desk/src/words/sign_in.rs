//! The words of the sign-in page, which stays on the server.

use ui::Lang;

#[derive(Debug)]
pub(crate) struct SignInWords {
    pub(crate) mission: &'static str,
    pub(crate) login: &'static str,
    pub(crate) password: &'static str,
    pub(crate) forgotten: &'static str,
    pub(crate) wrong_password: &'static str,
    /// `{n}` minutes.
    pub(crate) throttled: &'static str,
}

pub(crate) const fn words(lang: Lang) -> &'static SignInWords {
    match lang {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    }
}

static ZH: SignInWords = SignInWords {
    mission: "不漏一户，不落一人",
    login: "用户名",
    password: "密码",
    forgotten: "忘了密码，请管理员重设。上门工作人员不在这里登录，用手机扫上岗码。",
    wrong_password: "用户名或密码不对，请再试一次。",
    throttled: "试得太多了，请 {n} 分钟后再试。",
};

static EN: SignInWords = SignInWords {
    mission: "No door missed. No one forgotten.",
    login: "User name",
    password: "Password",
    forgotten: "Forgot the password? An administrator can set a new one. Workers don't sign in here: they scan their code with the phone.",
    wrong_password: "User name or password is wrong. Please try again.",
    throttled: "Too many tries. Please try again in {n} min.",
};
