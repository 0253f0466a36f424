//! Cuts what a roster says to what the fields hold, by the table of the kind: a cell that is too long costs its end, not
//! the person. Knows nothing of rosters.

use shared::{
    kind::Kind,
    schema::{self, Form},
    value::{Fields, Value},
};

/// Makes every value one that its field admits; returns the fields that lost something.
pub(super) fn fit(kind: &Kind, fields: &mut Fields) -> Vec<&'static str> {
    let mut cut = Vec::new();
    for field in schema::spec(kind).map_or(&[][..], |spec| spec.fields) {
        let Some(value) = fields.get_mut(field.name) else {
            continue;
        };
        if field.admits(value) {
            continue;
        }
        match (field.form, &mut *value) {
            (Form::Text(most), Value::Text(text)) if text.chars().count() > most => {
                *text = text.chars().take(most).collect();
            }
            (Form::List(most), Value::List(list)) => list.truncate(most),
            // A number out of bounds has no end to cut: it is left out.
            (_, value) if !field.required => *value = Value::Null,
            _ => continue,
        }
        cut.push(field.name);
    }
    cut
}

/// Empty where there is no text.
pub(super) fn text<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.get(name).and_then(Value::as_text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::value::fields;

    #[test]
    fn what_is_beyond_the_table_is_cut_and_named() {
        let contacts = Value::List(vec![Value::text("子女"); 9]);
        let mut told = fields([
            ("name", "王".repeat(61).into()),
            ("age", 131.into()),
            ("control", "控".repeat(70).into()),
            ("condition", "好".repeat(2_000).into()),
            ("contacts", contacts),
        ]);
        assert_eq!(fit(&Kind::Resident, &mut told), ["name", "age", "control", "contacts"]);
        assert_eq!(text(&told, "name"), "王".repeat(60));
        assert_eq!(told["age"], Value::Null);
        assert_eq!(told["contacts"].as_list().map(<[Value]>::len), Some(8));
        assert_eq!(fit(&Kind::Resident, &mut told), [""; 0]);
    }
}
