//! The words of the audit, which stay on the server.

use ui::Lang;

#[derive(Debug)]
pub(crate) struct AuditWords {
    pub(crate) title: &'static str,
    pub(crate) not_for_you: &'static str,
    pub(crate) kinds: &'static str,
    pub(crate) all: &'static str,
    pub(crate) signed_in: &'static str,
    pub(crate) exported: &'static str,
    pub(crate) revealed: &'static str,
    pub(crate) changed: &'static str,
    pub(crate) who: &'static str,
    pub(crate) what: &'static str,
    pub(crate) about: &'static str,
    pub(crate) purpose: &'static str,
    pub(crate) machine: &'static str,
    pub(crate) nothing: &'static str,
    pub(crate) show_all: &'static str,

    pub(crate) code_made: &'static str,
    pub(crate) card_voided: &'static str,
    pub(crate) enrolled: &'static str,
    pub(crate) renewed: &'static str,
    pub(crate) revoked: &'static str,
    pub(crate) rights_changed: &'static str,
    pub(crate) account_added: &'static str,
    pub(crate) account_ended: &'static str,
    pub(crate) role_set: &'static str,
    pub(crate) site_added: &'static str,
    pub(crate) password_set: &'static str,
    pub(crate) roster_imported: &'static str,
    pub(crate) import_undone: &'static str,
    pub(crate) conflict_settled: &'static str,
    pub(crate) record_settled: &'static str,
    pub(crate) record_tried: &'static str,
    pub(crate) record_taken: &'static str,
    pub(crate) record_refused: &'static str,
    pub(crate) rescued: &'static str,
    pub(crate) rules: &'static str,
    pub(crate) resident_erased: &'static str,
    pub(crate) retention_set: &'static str,
}

impl AuditWords {
    /// What was noted, in words; as it was noted where a newer version has noted it.
    pub(crate) fn deed(&self, what: &str) -> String {
        let said = match what {
            "signed in" => self.signed_in,
            "exported" => self.exported,
            "phone shown" => self.revealed,
            "code made" => self.code_made,
            "card voided" => self.card_voided,
            "enrolled" => self.enrolled,
            "renewed" => self.renewed,
            "revoked" => self.revoked,
            "rights changed" => self.rights_changed,
            "account added" => self.account_added,
            "account ended" => self.account_ended,
            "role set" => self.role_set,
            "site added" => self.site_added,
            "password set" => self.password_set,
            "roster imported" => self.roster_imported,
            "import undone" => self.import_undone,
            "conflict settled" => self.conflict_settled,
            "record settled" => self.record_settled,
            "retention set" => self.retention_set,
            "resident erased" => self.resident_erased,
            "record tried again" => self.record_tried,
            "record taken" => self.record_taken,
            "record refused" => self.record_refused,
            "rescue file imported" => self.rescued,
            "rules changed" => self.rules,
            other => other,
        };
        said.to_owned()
    }
}

pub(crate) const fn words(lang: Lang) -> &'static AuditWords {
    match lang {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    }
}

static ZH: AuditWords = AuditWords {
    title: "操作记录",
    not_for_you: "只有管理员能看。",
    kinds: "按种类看",
    all: "全部",
    signed_in: "登录",
    exported: "导出",
    revealed: "查看完整号码",
    changed: "账号、卡和手机",
    who: "谁",
    what: "做了什么",
    about: "对谁",
    purpose: "文件（条数）和用途",
    machine: "服务器命令行",
    nothing: "没有这样的记录。",
    show_all: "看全部",

    code_made: "做上岗卡",
    card_voided: "作废上岗卡",
    enrolled: "扫码上岗",
    renewed: "手机重新登记",
    revoked: "停用手机",
    rights_changed: "改手机的范围、身份、期限",
    account_added: "加账号",
    account_ended: "停用账号",
    role_set: "改角色",
    site_added: "建小区",
    password_set: "改密码",
    roster_imported: "导入名册",
    import_undone: "撤回导入",
    conflict_settled: "处理冲突",
    record_settled: "处理没收下、没记上的记录",
    record_tried: "再试没记上的记录",
    record_taken: "收下期限以后的记录",
    record_refused: "不收期限以后的记录",
    rescued: "导入救援文件",
    rules: "改手机的规定",
    resident_erased: "彻底清除一位居民",
    retention_set: "改保存天数",
};

static EN: AuditWords = AuditWords {
    title: "Audit",
    not_for_you: "Only administrators may read this.",
    kinds: "By kind",
    all: "All",
    signed_in: "signed in",
    exported: "exported",
    revealed: "saw a full number",
    changed: "accounts, cards, phones",
    who: "Who",
    what: "Did what",
    about: "About whom",
    purpose: "File (lines) and purpose",
    machine: "command line",
    nothing: "Nothing of the kind.",
    show_all: "Show all",

    code_made: "made a card",
    card_voided: "voided a card",
    enrolled: "enrolled a phone",
    renewed: "phone took a new identity",
    revoked: "signed a phone off",
    rights_changed: "changed a phone’s area, role or time",
    account_added: "added an account",
    account_ended: "ended an account",
    role_set: "changed a role",
    site_added: "added the site",
    password_set: "set a password",
    roster_imported: "roster imported",
    import_undone: "import taken back",
    conflict_settled: "settled a conflict",
    record_settled: "dealt with a refused or waiting record",
    record_tried: "tried a waiting record again",
    record_taken: "took a record that came too late",
    record_refused: "did not take a record that came too late",
    rescued: "imported a rescue file",
    rules: "changed what phones are asked",
    resident_erased: "erased a resident for good",
    retention_set: "changed how long data is kept",
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
