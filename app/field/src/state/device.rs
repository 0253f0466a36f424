//! What a phone is called at the desk, from what its browser calls itself. Rough, and enough to tell phones apart.

/// `Android · M2102K1C`, `iPhone`, `Windows`.
pub(super) fn device_name(user_agent: &str) -> String {
    if let Some((_, rest)) = user_agent.split_once("Android") {
        let model = rest
            .split_once(';')
            .map(|(_, model)| model.split([')', ';']).next().unwrap_or_default());
        let model = model.map(|model| model.split(" Build").next().unwrap_or_default().trim());
        return match model {
            // What browsers say that keep the model to themselves.
            None | Some("" | "K") => "Android".to_owned(),
            Some(model) => format!("Android · {model}"),
        };
    }
    let known = ["iPhone", "iPad", "Windows", "Macintosh", "Linux"];
    known
        .into_iter()
        .find(|name| user_agent.contains(name))
        .unwrap_or("?")
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::device_name;

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
