//! What the name of a tool promises to the model.

use crate::knowledge::Knowledge;
use crate::knowledge::schema::NameEffect;
use crate::source;

/// The row that the name of a tool fits. The first word that begins or ends a promise decides.
pub(super) fn promised<'k>(knowledge: &'k Knowledge, name: &str) -> Option<&'k NameEffect> {
    let words = words(name);
    let rows = || knowledge.actions().iter().flat_map(|pack| &pack.names);
    let begins = words.iter().enumerate().take(3).find_map(|(at, word)| {
        rows()
            .filter(|row| !row.last)
            .filter(|row| row.words.contains(word))
            .filter(|row| fits(row, &words, at))
            .max_by_key(|row| {
                // A row that asks for a second word says more than one that does not.
                (!row.with.is_empty(), row.effect)
            })
    });
    begins.or_else(|| {
        let last = words.last().filter(|_| words.len() > 1)?;
        rows().find(|row| row.last && row.words.contains(last))
    })
}

fn fits(row: &NameEffect, words: &[String], at: usize) -> bool {
    if row.first && at > 0 {
        return false;
    }
    if row.with.is_empty() {
        // `add` adds numbers, `add_card` adds a card.
        return row.alone || at + 1 < words.len();
    }
    words.iter().enumerate().any(|(other, word)| other != at && row.with.contains(word))
}

/// The words of `send_email`, `sendEmail`, `send-email` and `Send email`, of which a name has no more than some.
pub(super) fn words(name: &str) -> Vec<String> {
    source::words(name.chars().take(200))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::schema::Effect;

    #[test]
    fn names_promise_effects() {
        let knowledge = Knowledge::builtin();
        for (name, expected, why) in [
            ("get_weather", Some(Effect::Read), "the first word"),
            ("getWeather", Some(Effect::Read), "camel case"),
            ("search", Some(Effect::Read), "a word that is enough alone"),
            ("faq_lookup_tool", Some(Effect::Read), "behind the subject"),
            ("build_status", Some(Effect::Read), "a noun that counts as the last word"),
            ("status_report", None, "and nowhere else"),
            ("analyze_log_file", Some(Effect::Read), "the verb and not the noun behind it"),
            ("transfer_to_sales", None, "hands over"),
            ("transfer_funds", Some(Effect::Pay), "money moves"),
            ("log_expense", Some(Effect::Write), "a verb at the beginning"),
            ("add_numbers", Some(Effect::None), "numbers are not stored"),
            ("cancel_order", Some(Effect::Delete), "a cancelled order does not come back"),
            ("cancel", None, "of what?"),
            ("faq_lookup", Some(Effect::Read), "the last word"),
            ("send_email", Some(Effect::Send), "a message leaves"),
            ("gmail-send-message", Some(Effect::Send), "behind the name of the service"),
            ("delete", Some(Effect::Delete), "alone"),
            ("add", None, "adds numbers"),
            ("add_card", Some(Effect::Write), "adds a thing"),
            ("book_flight", Some(Effect::Pay), "a booking is paid"),
            ("book_review", None, "a book"),
            ("create_order", Some(Effect::Pay), "the row with a second word comes first"),
            ("create_document", Some(Effect::Write), "the row without"),
            ("execute_python_code", Some(Effect::Execute), "code"),
            ("execute_plan", None, "no code"),
            ("run_research_agent", None, "no promise"),
            ("calculate_area", Some(Effect::None), "computes"),
            ("get_payment_status", Some(Effect::Read), "the first word decides, not the strongest"),
            ("", None, "no name"),
        ] {
            assert_eq!(promised(&knowledge, name).map(|row| row.effect), expected, "{name}: {why}");
        }
    }
}
