//! Does a string look as if chance had made it?

use crate::knowledge::schema::Randomness;

/// Whether `body` looks random enough for the demanded grade.
///
/// The tests are about what chance does not do: repeat a character five times, count upwards for eight, repeat a block, or use
/// few different characters. Their chance of dropping a real token of 20 characters is below one in ten thousand.
pub(super) fn is_random(body: &[u8], grade: Randomness, mixed: bool) -> bool {
    if mixed && !has_mix(body) {
        return false;
    }
    match grade {
        Randomness::None => true,
        Randomness::Weak => !is_patterned(body) && distinct(body) >= expected_distinct(body) * 6 / 10,
        Randomness::Strong => {
            !is_patterned(body)
                && distinct(body) >= expected_distinct(body) * 8 / 10
                && has_digit_and_letter(body)
                && !is_wordy(body)
        }
    }
}

fn has_mix(body: &[u8]) -> bool {
    body.iter().any(u8::is_ascii_lowercase)
        && body.iter().any(u8::is_ascii_uppercase)
        && body.iter().any(u8::is_ascii_digit)
}

fn has_digit_and_letter(body: &[u8]) -> bool {
    body.iter().any(u8::is_ascii_digit) && body.iter().any(u8::is_ascii_alphabetic)
}

fn distinct(body: &[u8]) -> usize {
    let mut seen = [false; 256];
    body.iter().filter(|&&byte| !std::mem::replace(&mut seen[usize::from(byte)], true)).count()
}

/// How many different characters a random string of this length over this alphabet has on average.
fn expected_distinct(body: &[u8]) -> usize {
    let (mut digit, mut lower, mut upper, mut other, mut hex) = (false, false, false, false, true);
    for &byte in body {
        digit |= byte.is_ascii_digit();
        lower |= byte.is_ascii_lowercase();
        upper |= byte.is_ascii_uppercase();
        other |= !byte.is_ascii_alphanumeric();
        hex &= byte.is_ascii_hexdigit() || byte == b'-';
    }
    let size: f64 = if hex && !(lower && upper) {
        if lower || upper { 16.0 } else { 10.0 }
    } else {
        f64::from(u8::from(digit)) * 10.0
            + f64::from(u8::from(lower)) * 26.0
            + f64::from(u8::from(upper)) * 26.0
            + f64::from(u8::from(other)) * 2.0
    };
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "lengths are small and the result is positive"
    )]
    let expected = (size * (1.0 - (1.0 - 1.0 / size.max(1.0)).powf(body.len() as f64))) as usize;
    expected
}

/// Repetition or counting that chance does not produce.
pub(super) fn is_patterned(body: &[u8]) -> bool {
    let mut same = 1;
    let (mut up, mut down) = (1, 1);
    for pair in body.windows(2) {
        let [a, b] = [pair[0], pair[1]];
        same = if a == b { same + 1 } else { 1 };
        up = if follows(a, b) { up + 1 } else { 1 };
        down = if follows(b, a) { down + 1 } else { 1 };
        if same >= 5 || up >= 8 || down >= 8 {
            return true;
        }
    }
    // A block repeated at least three times end to end.
    (2..=body.len() / 3).any(|period| body.iter().zip(&body[period..]).all(|(a, b)| a == b))
}

/// Whether `b` comes after `a` in the alphabet or among the digits; `9` is followed by `0` and by `a`.
fn follows(a: u8, b: u8) -> bool {
    let (a, b) = (a.to_ascii_lowercase(), b.to_ascii_lowercase());
    b.is_ascii_alphanumeric()
        && (a.wrapping_add(1) == b
            || (a == b'9' && (b == b'0' || b == b'a'))
            || (a == b'f' && b == b'0')
            || (a == b'z' && (b == b'a' || b == b'0')))
}

/// Whether letters come in word-like groups: identifiers such as `some_long_function_name` or `camelCaseNames`.
fn is_wordy(body: &[u8]) -> bool {
    let letters = body.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    let mut in_words = 0;
    let mut length = 0;
    let mut previous = 0u8;
    for &byte in body.iter().chain(&[0]) {
        let goes_on = byte.is_ascii_lowercase() && previous.is_ascii_alphabetic();
        if goes_on {
            length += 1;
        } else {
            if length >= 5 {
                in_words += length;
            }
            length = usize::from(byte.is_ascii_alphabetic());
        }
        previous = byte;
    }
    letters > 0 && in_words * 10 >= letters * 7
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grades() {
        for (body, weak, strong, why) in [
            ("Zk3vQ9xT1mWb7RjL5cYp", true, true, "random"),
            ("9f8a3c07d1e24b6658afc93b07e1d24c", true, true, "random hexadecimal"),
            ("aaaaaaaaaaaaaaaaaaaa", false, false, "one character"),
            ("1234567890abcdef1234", false, false, "counting"),
            ("abc123abc123abc123abc1", false, false, "a repeated block"),
            ("XXXXXQ9xT1mWb7RjL5cYp", false, false, "five times the same"),
            ("get_user_session_name", true, false, "an identifier"),
            ("kQwTzXvBnMlPjHgFdSaq", true, false, "letters only"),
            ("0101010011010110", false, false, "two characters"),
        ] {
            assert_eq!(is_random(body.as_bytes(), Randomness::Weak, false), weak, "weak: {why}");
            assert_eq!(is_random(body.as_bytes(), Randomness::Strong, false), strong, "strong: {why}");
        }
        assert!(!is_random(b"abcdefg1", Randomness::None, true), "no upper case");
        assert!(is_random(b"abcdEfg1", Randomness::None, true), "all three classes");
    }
}
