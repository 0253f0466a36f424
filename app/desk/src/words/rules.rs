//! The words of what a site asks and keeps, which stay on the server.

use ui::Lang;

#[derive(Debug)]
pub(crate) struct RulesWords {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) phones: &'static str,
    pub(crate) pin: &'static str,
    pub(crate) pin_hint: &'static str,
    pub(crate) lease: &'static str,
    pub(crate) lease_hint: &'static str,
    pub(crate) kept: &'static str,
    pub(crate) visits: &'static str,
    pub(crate) audit: &'static str,
    pub(crate) conflicts: &'static str,
    pub(crate) kept_hint: &'static str,
    pub(crate) save: &'static str,
    pub(crate) cancel: &'static str,
    pub(crate) done: &'static str,
    pub(crate) bad_lease: &'static str,
    pub(crate) bad_days: &'static str,
    pub(crate) changed: &'static str,
    pub(crate) not_for_you: &'static str,
}

pub(crate) const fn words(lang: Lang) -> &'static RulesWords {
    match lang {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    }
}

static ZH: RulesWords = RulesWords {
    title: "小区规定",
    lead: "手机怎么锁、资料留多久。谁改过，操作记录里有。",
    phones: "手机",
    pin: "上岗要输 6 位密码",
    pin_hint: "一班只问一次。下班以后，捡到手机的人看不到居民资料。改了从下一班算起。",
    lease: "不联网最多看几小时",
    lease_hint: "超过这么久没联上服务器，从下一班起不再显示居民资料，联上网就恢复。没传的记录不会丢。1 到 720 小时，一般 72。",
    kept: "资料留多少天",
    visits: "上门记录和检查单的答案",
    audit: "操作记录",
    conflicts: "两人同时改、已经定下来的",
    kept_hint: "过了天数，每天自动清一次，清掉不能恢复：改短以前请先想好。最少 30 天。",
    save: "保存",
    cancel: "不改了",
    done: "已保存。手机下次联网时照新的办。",
    bad_lease: "没有改：小时请填 1 到 720。",
    bad_days: "没有改：天数请填 30 到 36500。",
    changed: "没有改：刚刚有别人改过。下面是现在的样子，看过还要改就再改一次。",
    not_for_you: "只有管理员能看、能改小区规定",
};

static EN: RulesWords = RulesWords {
    title: "Site rules",
    lead: "How phones are locked, and how long things are kept. The audit says who changed them.",
    phones: "Phones",
    pin: "Ask for a six-digit PIN",
    pin_hint: "Once a shift. After it, whoever finds the phone sees nothing of the residents. A change counts from the next shift on.",
    lease: "Hours without the server",
    lease_hint: "After so long without the server a phone shows no residents from its next shift on, until it has a network. Unsent records are not lost. 1 to 720; 72 is usual.",
    kept: "Days for which things are kept",
    visits: "Visits and checklist answers",
    audit: "The audit",
    conflicts: "Conflicts that were settled",
    kept_hint: "What is older goes by itself, once a day, and can’t be brought back: think before you shorten it. At least 30.",
    save: "Save",
    cancel: "Cancel",
    done: "Saved. Phones follow when they next reach the server.",
    bad_lease: "Nothing was changed: hours are 1 to 720.",
    bad_days: "Nothing was changed: days are 30 to 36500.",
    changed: "Nothing was changed: somebody else has just changed them. Below is how they stand now; change them again if you still want to.",
    not_for_you: "Site rules are for administrators",
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
