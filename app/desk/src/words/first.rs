//! The words of the first page of an empty server, which stay on the server.

use ui::Lang;

#[derive(Debug)]
pub(crate) struct FirstWords {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) site: &'static str,
    pub(crate) site_hint: &'static str,
    pub(crate) name: &'static str,
    pub(crate) name_hint: &'static str,
    pub(crate) login: &'static str,
    pub(crate) login_hint: &'static str,
    pub(crate) password: &'static str,
    pub(crate) password_hint: &'static str,
    pub(crate) submit: &'static str,

    pub(crate) no_key: &'static str,
    pub(crate) no_key_todo: &'static str,
    pub(crate) bad_key: &'static str,
    pub(crate) bad_site: &'static str,
    pub(crate) bad_name: &'static str,
    pub(crate) bad_login: &'static str,
    pub(crate) bad_password: &'static str,
}

pub(crate) const fn words(lang: Lang) -> &'static FirstWords {
    match lang {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    }
}

static ZH: FirstWords = FirstWords {
    title: "首次设置",
    lead: "填好这四项就能开始。下一步导入名册，再打印上岗卡。",
    site: "小区名称",
    site_hint: "手机和报表上都显示，例如：月亮湾",
    name: "你的名字",
    name_hint: "你做的每一步都记在这个名字下",
    login: "用户名",
    login_hint: "登录用，不含空格",
    password: "密码",
    password_hint: "至少 8 个字符，请自己保管好",
    submit: "开始使用",

    no_key: "这台服务器还没有设置",
    no_key_todo: "请打开服务器启动时在命令行里显示的“首次设置”链接。只有能看到命令行的人才能设置。",
    bad_key: "链接不对或已经过期。服务器每次启动都会显示新的链接，请用最新的那条。",
    bad_site: "小区名称要填 1 到 40 个字。",
    bad_name: "名字要填 1 到 40 个字。",
    bad_login: "用户名要填，不能有空格。",
    bad_password: "密码要 8 到 200 个字符。",
};

static EN: FirstWords = FirstWords {
    title: "First steps",
    lead: "Four lines and you can begin. Next you import the roster, then print the cards.",
    site: "Name of the site",
    site_hint: "Shown on phones and reports, for example: Moon Bay",
    name: "Your name",
    name_hint: "Everything you do is recorded under it",
    login: "User name",
    login_hint: "To sign in with; no spaces",
    password: "Password",
    password_hint: "At least 8 characters; keep it safe",
    submit: "Begin",

    no_key: "This server is not set up yet",
    no_key_todo: "Open the “first steps” link that the server prints when it starts. Only whoever can read its console may set it up.",
    bad_key: "The link is wrong or out of date. The server prints a new one at every start: use the latest.",
    bad_site: "The site’s name needs 1 to 40 characters.",
    bad_name: "Your name needs 1 to 40 characters.",
    bad_login: "A user name is needed, without spaces.",
    bad_password: "The password needs 8 to 200 characters.",
};
