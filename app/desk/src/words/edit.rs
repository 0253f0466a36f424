//! The words of the forms about a resident, which stay on the server.

use ui::Lang;

#[derive(Debug)]
pub(crate) struct EditWords {
    /// `{name}`
    pub(crate) edit: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) save: &'static str,
    pub(crate) cancel: &'static str,
    pub(crate) unknown: &'static str,
    /// `{masked}`
    pub(crate) phone_kept: &'static str,
    pub(crate) phone_none: &'static str,
    pub(crate) drop_phone: &'static str,
    pub(crate) contacts: &'static str,
    pub(crate) contacts_hint: &'static str,
    pub(crate) contact_name: &'static str,
    pub(crate) relation: &'static str,
    pub(crate) contact_phone: &'static str,
    pub(crate) medical_hint: &'static str,
    pub(crate) desk_only: &'static str,

    pub(crate) nothing_saved: &'static str,
    /// `{field}`
    pub(crate) bad_field: &'static str,
    pub(crate) contacts_moved: &'static str,
    pub(crate) no_reason: &'static str,
    pub(crate) busy: &'static str,
    /// `{code}`
    pub(crate) refused: &'static str,

    /// `{name}`
    pub(crate) priority: &'static str,
    pub(crate) priority_lead: &'static str,
    pub(crate) reason: &'static str,
    pub(crate) reason_hint: &'static str,
    pub(crate) cadence: &'static str,
    /// `{n}`
    pub(crate) hours: &'static str,
    pub(crate) owner: &'static str,
    pub(crate) owner_hint: &'static str,
    pub(crate) list: &'static str,
    pub(crate) change: &'static str,
    pub(crate) end: &'static str,
    pub(crate) end_lead: &'static str,
    pub(crate) end_reason: &'static str,
    pub(crate) do_end: &'static str,

    /// `{name}`
    pub(crate) numbers: &'static str,
    pub(crate) numbers_noted: &'static str,
    pub(crate) themselves: &'static str,
    pub(crate) no_numbers: &'static str,
    /// `{name}`
    pub(crate) back: &'static str,
}

pub(crate) const fn words(lang: Lang) -> &'static EditWords {
    match lang {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    }
}

static ZH: EditWords = EditWords {
    edit: "改 {name} 的资料",
    lead: "只存改过的。手机上别人同时改了同一处，两个值都会留下。",
    save: "保存",
    cancel: "不改了",
    unknown: "不知道",
    phone_kept: "现在是 {masked}。不改就空着。",
    phone_none: "还没有登记。",
    drop_phone: "删掉现在的号码",
    contacts: "联系人",
    contacts_hint: "电话空着就不改；姓名和电话都清空，这一行就删掉。",
    contact_name: "姓名",
    relation: "关系",
    contact_phone: "电话",
    medical_hint: "写清要什么，例如「透析，每周二」。清空就是已经解决。",
    desk_only: "只在调度台看得到，不发到手机上。",

    nothing_saved: "什么也没存，请先改正：",
    bad_field: "「{field}」填得不对。",
    contacts_moved: "联系人刚被别人改过，请看一眼再改。",
    no_reason: "请写原因。",
    busy: "服务器正忙，请再点一次。",
    refused: "服务器没有收下（{code}）。",

    priority: "{name}：重点管护",
    priority_lead: "列入以后，每次上门都要单独见到本人；超过间隔没见到，会在这里和手机上报警。",
    reason: "原因",
    reason_hint: "例如「独居，听力差」。敲门的人看得到。",
    cadence: "至少多久见一次",
    hours: "{n} 小时",
    owner: "谁负责",
    owner_hint: "姓名，可以空着。",
    list: "列入重点管护",
    change: "保存",
    end: "移出重点管护",
    end_lead: "移出以后不再报警。手机上有人刚又列入的，仍然算列入。",
    end_reason: "为什么移出",
    do_end: "移出",

    numbers: "{name} 的号码",
    numbers_noted: "已经记下：谁在什么时候看了这些号码。",
    themselves: "本人",
    no_numbers: "没有登记号码。",
    back: "回到 {name}",
};

static EN: EditWords = EditWords {
    edit: "Edit {name}",
    lead: "Only what you change is saved. Where a phone has changed the same at once, both values are kept.",
    save: "Save",
    cancel: "Leave as it is",
    unknown: "unknown",
    phone_kept: "It is {masked}. Leave empty to keep it.",
    phone_none: "None is known.",
    drop_phone: "Remove the present number",
    contacts: "Contacts",
    contacts_hint: "An empty phone is left as it is; a row without name and phone is removed.",
    contact_name: "Name",
    relation: "Relation",
    contact_phone: "Phone",
    medical_hint: "Say what is needed, “dialysis, Tuesdays”. Empty means that it is settled.",
    desk_only: "Seen at the desk only; never sent to phones.",

    nothing_saved: "Nothing was saved. Please mend this first:",
    bad_field: "“{field}” is not right.",
    contacts_moved: "Somebody has just changed the contacts. Please look again.",
    no_reason: "Please say why.",
    busy: "The server is busy. Please press once more.",
    refused: "The server did not take it ({code}).",

    priority: "{name}: priority care",
    priority_lead: "From then on every visit must see them in person; when nobody has for too long, the desk and the phones say so.",
    reason: "Reason",
    reason_hint: "“Lives alone, hears badly”. Whoever knocks can read it.",
    cadence: "To be seen at least every",
    hours: "{n} hours",
    owner: "Who answers for it",
    owner_hint: "A name, or nothing.",
    list: "Put in priority care",
    change: "Save",
    end: "Take out of priority care",
    end_lead: "Nothing alarms any more. Where a phone has just put them in again, they stay in.",
    end_reason: "Why",
    do_end: "Take out",

    numbers: "{name}: phone numbers",
    numbers_noted: "It was noted who looked at these numbers, and when.",
    themselves: "Own",
    no_numbers: "No number is known.",
    back: "Back to {name}",
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
