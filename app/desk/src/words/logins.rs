//! The words of the pages about signing in at the desk, which stay on the server.

use ui::Lang;

#[derive(Debug)]
pub(crate) struct LoginWords {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) list: &'static str,
    pub(crate) name: &'static str,
    pub(crate) login: &'static str,
    pub(crate) login_hint: &'static str,
    pub(crate) role: &'static str,
    pub(crate) signed_in: &'static str,
    pub(crate) never: &'static str,
    pub(crate) more: &'static str,
    pub(crate) me: &'static str,
    pub(crate) ended: &'static str,
    pub(crate) change: &'static str,
    /// `{name}`
    pub(crate) change_whom: &'static str,
    pub(crate) back: &'static str,

    pub(crate) add: &'static str,
    pub(crate) first_password: &'static str,
    pub(crate) password_hint: &'static str,
    pub(crate) do_add: &'static str,
    pub(crate) role_hint: &'static str,
    pub(crate) do_role: &'static str,
    pub(crate) reset: &'static str,
    pub(crate) do_reset: &'static str,
    pub(crate) end: &'static str,
    pub(crate) end_hint: &'static str,
    pub(crate) do_end: &'static str,

    pub(crate) own_password: &'static str,
    pub(crate) own_lead: &'static str,
    pub(crate) own_hint: &'static str,
    pub(crate) present_password: &'static str,
    pub(crate) new_password: &'static str,
    pub(crate) do_password: &'static str,

    pub(crate) added: &'static str,
    pub(crate) password_set: &'static str,
    pub(crate) role_set: &'static str,
    pub(crate) ended_done: &'static str,

    pub(crate) bad_name: &'static str,
    pub(crate) bad_login: &'static str,
    pub(crate) taken: &'static str,
    pub(crate) bad_password: &'static str,
    pub(crate) wrong_password: &'static str,
    pub(crate) too_many_tries: &'static str,
    pub(crate) oneself: &'static str,
    pub(crate) nobody: &'static str,
    pub(crate) forbidden: &'static str,
}

pub(crate) const fn words(lang: Lang) -> &'static LoginWords {
    match lang {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    }
}

static ZH: LoginWords = LoginWords {
    title: "账号",
    lead: "能登录调度台的人。上门的人不用账号，用上岗卡。",
    list: "谁能登录",
    name: "姓名",
    login: "用户名",
    login_hint: "登录时输入的名字，不带空格。",
    role: "角色",
    signed_in: "上次登录",
    never: "还没登录过",
    more: "操作",
    me: "（本人）",
    ended: "已停用",
    change: "修改",
    change_whom: "修改：{name}",
    back: "返回",

    add: "添加账号",
    first_password: "密码",
    password_hint: "至少 8 位。当面告诉本人，登录后自己改掉。",
    do_add: "添加",
    role_hint: "调度员管日常；管理员还能管账号、看操作记录。改了以后要重新登录。",
    do_role: "改角色",
    reset: "换密码",
    do_reset: "换密码",
    end: "停用账号",
    end_hint: "马上退出，不能再登录。做过的记录都留着。",
    do_end: "停用",

    own_password: "改我的密码",
    own_lead: "改完要重新登录。",
    own_hint: "至少 8 位。",
    present_password: "现在的密码",
    new_password: "新密码",
    do_password: "改密码",

    added: "已添加。",
    password_set: "密码已换，对方要重新登录。",
    role_set: "角色已改，对方要重新登录。",
    ended_done: "已停用。",

    bad_name: "请写姓名，最多 40 个字。",
    bad_login: "用户名要写，不能有空格。",
    taken: "这个用户名有人用了，换一个。",
    bad_password: "密码要 8 到 200 位。",
    wrong_password: "现在的密码不对。",
    too_many_tries: "试得太多了，过一会儿再来。",
    oneself: "不能停用自己，也不能改自己的角色。请另一位管理员来做。",
    nobody: "没有这个账号，可能刚被停用。",
    forbidden: "只有管理员能管账号。",
};

static EN: LoginWords = LoginWords {
    title: "Accounts",
    lead: "Who signs in at the desk. Whoever knocks needs no account but a card.",
    list: "Who can sign in",
    name: "Name",
    login: "Sign-in name",
    login_hint: "What they type to sign in, without spaces.",
    role: "Role",
    signed_in: "Last signed in",
    never: "never yet",
    more: "More",
    me: " (you)",
    ended: "ended",
    change: "Change",
    change_whom: "Change {name}",
    back: "Back",

    add: "Add somebody",
    first_password: "Password",
    password_hint: "At least 8 characters. Tell them in person; they change it once signed in.",
    do_add: "Add",
    role_hint: "Coordinators do the daily work; administrators also manage accounts and read the audit. A change signs them out.",
    do_role: "Change role",
    reset: "New password",
    do_reset: "Set password",
    end: "End this account",
    end_hint: "They are signed out at once and can’t sign in again. What they did is kept.",
    do_end: "End it",

    own_password: "Change my password",
    own_lead: "You will have to sign in again.",
    own_hint: "At least 8 characters.",
    present_password: "Present password",
    new_password: "New password",
    do_password: "Change password",

    added: "Added.",
    password_set: "The password is set; they have to sign in again.",
    role_set: "The role is changed; they have to sign in again.",
    ended_done: "The account is ended.",

    bad_name: "A name is needed, of up to 40 characters.",
    bad_login: "A sign-in name is needed, without spaces.",
    taken: "That sign-in name is taken; choose another.",
    bad_password: "A password has 8 to 200 characters.",
    wrong_password: "The present password is not right.",
    too_many_tries: "Too many tries; wait a little.",
    oneself: "You can’t end your own account or change your own role. Another administrator can.",
    nobody: "There is no such account; it may just have been ended.",
    forbidden: "Only administrators manage accounts.",
};

#[cfg(test)]
mod tests {
    use super::{EN, ZH};
    use crate::words::tests::gaps;

    #[test]
    fn both_languages_have_the_same_gaps() {
        assert_eq!(gaps(&ZH), gaps(&EN));
    }
}
