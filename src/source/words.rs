//! The words of a name.

/// The words of `snake_case`, `kebab-case`, `camelCase`, `SCREAMING_CASE` and plain text, in lower case.
pub fn words(name: impl IntoIterator<Item = char>) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut is_low = false;
    for c in name {
        let ends = !c.is_alphanumeric() || (c.is_uppercase() && is_low);
        if ends && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        is_low = c.is_lowercase() || c.is_numeric();
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}
