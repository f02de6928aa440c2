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
        // Ten different characters are enough: bodies of several parts mix alphabets.
        Randomness::Weak => !is_patterned(body) && distinct(body) >= (expected_distinct(body) / 2).min(10),
        Randomness::Strong => {
            !is_patterned(body)
                && distinct(body) * 100 >= expected_distinct(body) * 65
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
        // `A` is six zero bits in base64: structured tokens have whole words of it.
        if same >= if a == b'A' { 10 } else { 5 } || up >= 8 || down >= 8 {
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

/// For each letter the letters that often follow it in English words, one bit each: the 220 commonest of the 676 pairs, which are 95 % of
/// all pairs in the documentation of open-source agent projects. Of random pairs a third is among them.
const FOLLOWERS: [u32; 26] = [
    0x013e_b94e,
    0x0010_4811,
    0x001a_4d91,
    0x0014_4519,
    0x01ef_b87f,
    0x0012_4911,
    0x0012_0191,
    0x001a_4111,
    0x002e_f87f,
    0x0000_0000,
    0x0004_0110,
    0x011c_4919,
    0x0000_d113,
    0x002c_e17d,
    0x007e_fc4c,
    0x001e_c919,
    0x0010_0000,
    0x013e_751d,
    0x011c_c59d,
    0x011e_c995,
    0x000e_b95f,
    0x0000_0111,
    0x0000_4191,
    0x0008_8000,
    0x0000_c000,
    0x0000_0000,
];

/// Whether the letters follow each other as they do in words: `some_long_function_name`, `camelCaseNames`. Of random strings with twenty
/// pairs of letters fewer than one in a thousand does.
fn is_wordy(body: &[u8]) -> bool {
    let (mut pairs, mut common) = (0_usize, 0_usize);
    for pair in body.windows(2) {
        let same_case = pair.iter().all(u8::is_ascii_lowercase) || pair.iter().all(u8::is_ascii_uppercase);
        if same_case {
            let [a, b] = [pair[0].to_ascii_lowercase(), pair[1].to_ascii_lowercase()];
            pairs += 1;
            common += usize::from(FOLLOWERS[usize::from(a - b'a')] >> (b - b'a') & 1 == 1);
        }
    }
    pairs >= 8 && pairs * 2 >= body.len() && common * 4 >= pairs * 3
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
            ("get_user_session_name2", true, false, "an identifier"),
            ("7some_function_of_a_module_named_so", true, false, "a longer one"),
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
