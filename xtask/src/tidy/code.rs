//! Rust text with comments and literals blanked, so that rules see code only.

/// `text` with every comment, string and character literal replaced by spaces; lines stay where they are.
pub(super) fn without_literals(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let skipped = comment(rest)
            .or_else(|| string(rest, &code))
            .or_else(|| character(rest));
        if let Some(length) = skipped {
            code.extend(rest[..length].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
            rest = &rest[length..];
        } else {
            code.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    code
}

/// Length of the comment that `text` begins with.
fn comment(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    if !text.starts_with("/*") {
        return None;
    }
    let mut depth = 0;
    for at in 0..text.len() {
        match text.as_bytes().get(at..at + 2) {
            Some(b"/*") => depth += 1,
            Some(b"*/") if depth == 1 => return Some(at + 2),
            Some(b"*/") => depth -= 1,
            _ => {}
        }
    }
    Some(text.len())
}

/// Length of the string that `text` begins with; `before` tells `r"` from a name that ends in r.
fn string(text: &str, before: &str) -> Option<usize> {
    let follows_name = before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
    let raw = text
        .strip_prefix("br")
        .or_else(|| text.strip_prefix('r'))
        .filter(|_| !follows_name);
    if let Some(raw) = raw {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        let body = &raw[hashes..];
        if body.starts_with('"') {
            let end = format!("\"{}", "#".repeat(hashes));
            let start = text.len() - body.len() + 1;
            return Some(text[start..].find(&end).map_or(text.len(), |at| start + at + end.len()));
        }
    }
    if !text.starts_with('"') {
        return None;
    }
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|(_, c)| {
        let ends = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    Some(end.map_or(text.len(), |(at, _)| at + 1))
}

/// Length of the character literal that `text` begins with; a lifetime is none.
fn character(text: &str) -> Option<usize> {
    let body = text.strip_prefix('\'')?;
    let mut chars = body.char_indices();
    let (_, first) = chars.next()?;
    if first == '\\' {
        // Past the escaped character itself, which may be a quote.
        chars.next();
        return chars.find(|(_, c)| *c == '\'').map(|(at, _)| at + 2);
    }
    chars.next().filter(|(_, c)| *c == '\'').map(|(at, _)| at + 2)
}

#[cfg(test)]
mod tests {
    use super::without_literals;

    #[test]
    fn comments_and_literals_are_blanked_and_code_stays() {
        for (text, code) in [
            ("a(); // web_sys\nb();", "a();           \nb();"),
            ("a /* x /* y */ z */ b", "a                   b"),
            ("f(\"web\\\"_sys\", c)", "f(           , c)"),
            ("f(r#\"a\"b\"#)", "f(        )"),
            ("for r in x {}", "for r in x {}"),
            ("let c = '\"'; d", "let c =    ; d"),
            ("let c = '\\''; d", "let c =     ; d"),
            ("fn f<'a>(x: &'a str) {}", "fn f<'a>(x: &'a str) {}"),
            ("\"多\nline\"x", "  \n     x"),
        ] {
            assert_eq!(without_literals(text), code, "{text}");
        }
    }
}
