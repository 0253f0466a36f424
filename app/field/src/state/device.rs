//! What a phone is, from what its browser calls itself: its name at the desk, rough and enough to tell phones apart; and
//! whether this window is one to work in.

/// Where the app was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Window {
    Fine,
    /// Inside WeChat or the like, where data does not last and starts need a network.
    InApp {
        is_ios: bool,
    },
    /// A tab of an iPhone: it forgets after a week, and the installed app begins with nothing.
    IosTab,
}

/// What in-app browsers call themselves: WeChat, QQ, DingTalk, Alipay, Weibo, Douyin, Baidu, Facebook, Line.
const IN_APP: [&str; 10] = [
    "MicroMessenger",
    "QQ/",
    "DingTalk",
    "AlipayClient",
    "Weibo",
    "aweme",
    "baiduboxapp",
    "FBAN",
    "FBAV",
    "Line/",
];

impl Window {
    /// `has_worker`: starts without a network are possible. Whatever it is called, a window without that is not fine.
    pub(super) fn of(user_agent: &str, is_installed: bool, has_worker: bool) -> Self {
        let is_any_of = |names: &[&str]| names.iter().any(|name| around(user_agent, name).is_some());
        let is_ios = is_any_of(&["iPhone", "iPad"]);
        let is_named = is_any_of(&IN_APP);
        if is_named || !has_worker {
            Self::InApp { is_ios }
        } else if is_ios && !is_installed {
            Self::IosTab
        } else {
            Self::Fine
        }
    }
}

/// `Android · M2102K1C`, `iPhone`, `Windows`.
pub(super) fn device_name(user_agent: &str) -> String {
    if let Some((_, rest)) = around(user_agent, "Android") {
        let model = rest
            .split_once(';')
            .map(|(_, model)| model.split([')', ';']).next().unwrap_or_default());
        let model = model.map(|model| around(model, " Build").map_or(model, |(model, _)| model).trim());
        return match model {
            // What browsers say that keep the model to themselves.
            None | Some("" | "K") => "Android".to_owned(),
            Some(model) => format!("Android · {model}"),
        };
    }
    let known = ["iPhone", "iPad", "Windows", "Macintosh", "Linux"];
    known
        .into_iter()
        .find(|name| around(user_agent, name).is_some())
        .unwrap_or("?")
        .to_owned()
}

/// What stands before and behind the first `name` in a text. What the standard library looks for strings with is made
/// for long texts, and is 3 KB of the phone's code.
fn around<'a>(text: &'a str, name: &str) -> Option<(&'a str, &'a str)> {
    text.char_indices().find_map(|(at, _)| {
        let (before, rest) = text.split_at(at);
        Some((before, rest.strip_prefix(name)?))
    })
}

#[cfg(test)]
mod tests {
    use super::{Window, device_name};

    #[test]
    fn only_a_window_that_keeps_data_is_one_to_work_in() {
        let android = "Mozilla/5.0 (Linux; Android 13; M2102K1C) AppleWebKit/537.36 Chrome/116 Mobile Safari/537.36";
        let wechat = format!("{android} MicroMessenger/8.0.42");
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1";
        assert_eq!(Window::of(android, false, true), Window::Fine);
        assert_eq!(Window::of(&wechat, false, true), Window::InApp { is_ios: false });
        assert_eq!(Window::of(android, false, false), Window::InApp { is_ios: false });
        assert_eq!(Window::of(iphone, false, true), Window::IosTab);
        assert_eq!(Window::of(iphone, true, true), Window::Fine);
        assert_eq!(
            Window::of(&format!("{iphone} MicroMessenger/8"), false, true),
            Window::InApp { is_ios: true }
        );
    }

    #[test]
    fn a_phone_is_named_after_its_model_where_the_browser_says_it() {
        let android = |inner: &str| format!("Mozilla/5.0 (Linux; Android {inner}) AppleWebKit/537.36");
        assert_eq!(device_name(&android("13; M2102K1C Build/TKQ1")), "Android · M2102K1C");
        assert_eq!(device_name(&android("10; K")), "Android");
        assert_eq!(
            device_name("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)"),
            "iPhone"
        );
        assert_eq!(device_name("Mozilla/5.0 (X11; Linux x86_64)"), "Linux");
        assert_eq!(device_name(""), "?");
    }
}
