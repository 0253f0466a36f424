//! 中文。

use super::{Notice, Words, care};
use crate::state::Fault;

mod fault;

use fault::{enrol_fault, no_storage, why_held, why_rejected};

pub(super) static WORDS: Words = Words {
    app: "大白敲门",
    motto: "不漏一户，不落一人",
    back: "返回",
    more: "更多",
    page_before: "上一页",
    page_after: "下一页",
    page: |page, pages| format!("第 {page} 页，共 {pages} 页"),
    understood: "知道了",
    try_again: "再试一次",
    list_comma: "、",
    colon: "：",
    is_dense: true,

    building,
    unit,
    place: |name, in_it| match in_it {
        Some(in_it) => format!("{} {}", building(name), unit(in_it)),
        None => building(name),
    },
    floor,
    floors: |from, to| {
        if from > 0 && to > 0 {
            format!("{from}–{to}层")
        } else {
            format!("{}至{}", floor(from), floor(to))
        }
    },
    whole_building: "整栋",
    yesterday: "昨天",
    date: |month, day| format!("{month}月{day}日"),

    unsent: |n| format!("待上传 {n}"),
    attention: |n| format!("待处理 {n}"),
    heard: |time| format!("最近联络 {time}"),
    never_heard: "还没联络上",
    must_enrol_again: "需重新上岗",
    is_revoked: "手机已停用",
    is_too_old: "版本太旧",

    next_door: "下一户",
    doors_left: |n| format!("还有 {n} 户"),
    all_walked: "都走完了",
    only_waiting: "其余\u{200b}等处理",
    no_doors: Notice {
        title: "这里还没有房号",
        todo: "调度员导入名单后，会自己出现。",
    },
    medical: "就医",
    no_answer: "无应答",
    unseen: "未访",
    vacant: "空户",
    visited: "已访",
    people: |n| format!("{n} 人"),

    saving: |room| format!("正在记 {room}"),
    saved: |room| format!("已记 {room}"),
    undone: |room| format!("已撤销 {room}"),
    undo: "撤销",
    partly_seen: "部分见到",

    all_fine: "一切正常",
    residents: "住户",
    without: |names| format!("不含 {names}"),
    nobody_chosen: "住户里一个人也没选",
    nobody_seen: "一个人也没见到。没人应门，就记无应答。",
    nobody_listed: "没有登记住户",
    years: |age| format!("{age} 岁"),
    living_alone: "独居",
    priority: "重点",
    overdue: "超时",
    met: "见到",
    seen_when: |how, when| format!("{when} {how}"),
    spoke: "应答",
    not_seen: "没见到",
    in_person: "见到本人",
    by_voice: "隔门或电话",
    never_confirmed: "还没见过",
    more_priority: |n| format!("还有 {n} 位重点"),
    today: "今天",
    seen_people: |n| format!("见到 {n} 人"),
    medical_need: "要就医",
    hears_badly: "听力差，多敲一会儿",
    bedridden: "卧床，起不来开门",
    walks_badly: "行动不便，多等一会儿",
    care: care::ZH,
    out: "外出",
    in_hospital: "就医",
    transferred: "转运",
    moved_out: "迁出",
    did_you_see: "见到本人了吗？",
    counted_in: "算见到",
    tap_to_leave_out: "没见到谁，点谁",
    about: |name| format!("{name}的情况"),

    walked: "已走",
    flagged: "待跟进",
    reported: "家人代述",
    corrected: "已改正",
    withdrawn: "不算了",
    yes: "有",
    no: "没有",
    earlier: |when| format!("上次 {when}"),
    no_checklist: Notice {
        title: "这里没有检查单",
        todo: "调度员加上以后，会自己出现。",
    },

    call: "打电话",
    history: "来访记录",
    every: |hours| format!("{hours} 小时一次"),
    owned_by: |name| format!("{name} 负责"),
    themselves: "本人",
    key_holder: "钥匙",
    nobody_to_call: Notice {
        title: "没有登记电话",
        todo: "问问邻居，或者找调度员。",
    },
    no_history: Notice {
        title: "两周内没有来访记录",
        todo: "更早的在调度台看。",
    },
    not_here: Notice {
        title: "这条不在手机里了",
        todo: "可能被改过，或者换了负责范围。",
    },

    correct: "改正",
    todays_records: "今天记录",
    tap_to_correct: "记错了，点这里改",
    only_maker: "谁记的谁能改",
    no_records: Notice {
        title: "今天还没有记录",
        todo: "记错了的，回来在这里改。",
    },
    withdraw: "这条不算",
    withdraw_and_redo: Notice {
        title: "记的是无应答",
        todo: "后来开门了，就点“这条不算”，再重新记。",
    },

    priority_list: "重点名单",
    overdue_people: |n| format!("超时 {n} 人"),
    overdue_near: |n, who| {
        if n > 1 {
            format!("超时 {n} 人：{who} 等")
        } else {
            format!("超时：{who}")
        }
    },
    people_left: |n| format!("今天未见 {n} 人"),
    no_priority: Notice {
        title: "没有重点人员",
        todo: "调度员加上以后，会自己出现。",
    },
    nearby: |who, when| format!("{who} {when} 也在这层"),
    whole_floor: "整层走完",
    floor_done: |n| format!("这 {n} 户都走了"),
    floor_saved: |n| format!("{n} 户走过"),
    confirms_nobody: "只记走过，不算见到人",
    tap_to_spare: "哪户没走，点哪户",
    left_out: "没走",
    none_left_here: "这层没有可以一起记的",
    find: "找门找人",
    rooms_or_initials: "房号，或姓名拼音首字母",
    found: |n| format!("找到 {n} 个"),
    found_nothing: "没找到，删掉一位再试",
    see_all: "全部",

    outbox: "待上传",
    count: |n| format!("{n} 条"),
    me: "我",
    change_place: "换楼栋\u{200b}单元",
    choose_building: "选楼栋",
    choose_unit: "选单元",
    wipe: "擦屏",
    wipe_time: "锁 10 秒",
    wiping: "屏幕锁住了，擦吧",
    wipe_until: "擦完自己回来",

    before_doffing: "脱防护服前",
    only_here: "条还只在这部手机里",
    walk_to_signal: "走到有信号处，会自动上传。先别交手机。",
    is_sending: "正在上传，等一下。先别交手机。",
    open_to_send: "锁着传不完了，输密码打开手机接着传。",
    all_sent: Notice {
        title: "都传上去了",
        todo: "可以脱防护服、交手机了。",
    },
    send_now: "现在上传",
    see_them: |n| format!("看这 {n} 条"),
    held: |n| format!("服务器收下 {n} 条，还没记上"),
    visit: "上门",
    taken_back: "撤销",
    checklist: "检查单",
    other_record: "其他记录",
    is_waiting: "有信号就上传",
    why_held,
    why_rejected,
    revoked: "这部手机已停用。没传的会先存在服务器，等调度员处理。",
    sign_in_again: "要重新扫码上岗。记录都在，不会丢。",
    too_old: "这个版本太旧。连上网再打开一次就会更新，记录照样能传。",
    discard: "丢掉",
    discard_question: "丢掉就找不回来了，服务器上也没有。真的不要这条？",
    keep: "留着",

    worker: "工作人员",
    scope: "范围",
    whole_site: "全小区",
    until: "上岗到",
    version: "版本",
    next_worker: "换人上岗",
    this_language: "现在是中文",
    other_language: "English",
    other_language_short: "EN",

    settings: "设置",
    theme: "显示",
    black: "黑底",
    white: "白底",
    sound: "声音",
    on: "开",
    off: "关",
    text_size: "字号",
    normal: "标准",
    large: "大字",
    hand: "用哪只手",
    left_hand: "左手",
    right_hand: "右手",

    check: "自检",
    is_ready: "都好",
    look: "看一下",
    may_suit_up: "可以穿防护服了",
    not_yet: "先看看带 ! 的",
    to_the_doors: "去敲门",
    is_kept: "记录存得牢",
    is_not_kept: "装到桌面，记录存得更牢",
    clock_is_right: "时钟准",
    clock_is_off: |minutes| {
        if minutes > 0 {
            format!("时钟慢 {minutes} 分钟，打开自动校时")
        } else {
            format!("时钟快 {} 分钟，打开自动校时", -minutes)
        }
    },
    has_room: "空间够用",
    no_room: "空间不多了，删些照片或应用",
    is_installed: "已装到桌面，记录存得牢",

    enter_pin: "输入密码",
    choose_pin: "设 6 位密码",
    pin_is_for: "每次上班输一次，下班就锁上",
    pin_again: "再输一次",
    pins_differ: "两次不一样，重新设",
    checking_pin: "正在核对…",
    wrong_pin: "密码不对，再试一次",
    pin_waits: |s| format!("密码不对，{s} 秒后再试"),
    once_a_shift: "这一班只问这一次",
    is_locked: "已锁上",
    end_shift: "下班锁上",
    off_duty: "下班",
    rescue: "导出救援文件",
    forgotten_pin: "忘了密码",
    forgotten_todo: Notice {
        title: "找调度员要新的上岗码",
        todo: "密码找不回来。没传的记录都在，会接着传。",
    },
    silent_too_long: Notice {
        title: "太久没联络服务器",
        todo: "连上网就能打开。没传的记录都在。",
    },

    enter_code: "输入上岗码",
    where_code: "二维码下面的 8 位数字",
    code_so_far: |digits| {
        if digits.is_empty() {
            "还没输入".to_owned()
        } else {
            format!("已输入 {digits}")
        }
    },
    delete: "删掉一位",
    enrolling: "正在上岗…",
    enrol_fault,
    no_network: Notice {
        title: "没连上网",
        todo: "走到有信号处，或连上 Wi-Fi，再试一次。上岗码还没用掉。",
    },
    offline_keypad: "没连上网。走到有信号处，再输上岗码。",
    no_storage,
    in_app: Notice {
        title: "请换手机自带的浏览器",
        todo: "这个窗口存不住记录。点右上角 ···，选“在浏览器打开”。上岗码还没用掉。",
    },
    in_app_ios: Notice {
        title: "请换 Safari 打开",
        todo: "这个窗口存不住记录。点右上角 ···，选“在 Safari 中打开”。上岗码还没用掉。",
    },
    install_first: Notice {
        title: "先装到主屏幕，再上岗",
        todo: "点屏幕下方的分享按钮，选“添加到主屏幕”，再从桌面打开。",
    },
    your_code: |code| format!("打开后输入上岗码 {code}"),
    enrol_here: "装不了，就在这里上岗",
    next_worker_notice: |unsent| {
        if unsent > 0 {
            format!("上一位还有 {unsent} 条没传，会接着传")
        } else {
            "新的上岗码，换新的人".to_owned()
        }
    },
    cannot_open: Notice {
        title: "这次没打开",
        todo: "记录还在手机里。关掉，重新打开。还不行，就重启手机。",
    },
    evicted: "数据被浏览器清掉了，已上传的都在。找调度员要新的上岗码。",
    opening: "正在打开…",
    fetching: Notice {
        title: "正在取名单",
        todo: "取完就能用，没信号的地方也能记。",
    },
    stalled: Notice {
        title: "断了，名单还没取完",
        todo: "走到有信号处，会接着取，不用重来。",
    },
    rows: "条已到",

    not_saved: "刚才那条没存上",
    not_saved_todo: |fault| match fault {
        Fault::Full => "手机存储满了。删些照片或应用，再记一次。",
        _ => "请再记一次。还不行，就关掉重新打开。",
    },
    outbox_full: Notice {
        title: "没上传的太多，记不下了",
        todo: "先走到有信号处上传，再接着记。",
    },
};

fn building(name: &str) -> String {
    if is_number(name) {
        format!("{name}号楼")
    } else {
        name.to_owned()
    }
}

fn unit(name: &str) -> String {
    if is_number(name) {
        format!("{name}单元")
    } else {
        name.to_owned()
    }
}

/// `3`, `12A`: a number wants its noun, a name has it already.
fn is_number(name: &str) -> bool {
    name.ends_with(|c: char| c.is_ascii_alphanumeric())
}

fn floor(floor: i64) -> String {
    if floor < 0 {
        format!("地下{}层", -floor)
    } else {
        format!("{floor}层")
    }
}
