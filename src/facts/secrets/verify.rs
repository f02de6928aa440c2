//! Offline proofs that a token is well formed.

use crate::knowledge::schema::Verify;

/// What a proof says.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The checksum or structure is right: chance does not do that.
    Holds,
    /// It is wrong: truncated, invented, or of a form we do not know.
    Fails,
}

/// Runs `proof` over the whole `token` and its `body`.
pub(super) fn verify(proof: &Verify, token: &[u8], body: &[u8]) -> Verdict {
    let holds = match proof {
        Verify::Base62Crc32 => base62_crc32(body),
        Verify::HexCrc32 => hex_crc32(token, true),
        Verify::BodyHexCrc32 => hex_crc32(body, false),
        Verify::Base64Contains(text) => {
            decode(body).is_some_and(|bytes| memchr::memmem::find(&bytes, text.as_bytes()).is_some())
        }
        Verify::Base64Json => decode(body)
            .is_some_and(|bytes| serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(&bytes).is_ok()),
        Verify::Bech32 => bech32(token),
        Verify::Base64Decimal => body
            .split(|&byte| byte == b'.')
            .next()
            .and_then(decode)
            .is_some_and(|bytes| bytes.len() >= 15 && bytes.iter().all(u8::is_ascii_digit)),
    };
    if holds { Verdict::Holds } else { Verdict::Fails }
}

/// base64 in either alphabet, with or without padding.
pub(super) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let end = text.iter().rposition(|&byte| byte != b'=').map_or(0, |at| at + 1);
    let text: Vec<u8> = text[..end]
        .iter()
        .map(|&byte| match byte {
            b'-' => b'+',
            b'_' => b'/',
            byte => byte,
        })
        .collect();
    let mut encoding = data_encoding::Specification::new();
    encoding.symbols.push_str("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
    encoding.check_trailing_bits = false;
    encoding.encoding().ok()?.decode(&text).ok()
}

fn base62_crc32(body: &[u8]) -> bool {
    const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    if body.len() != 36 {
        return false;
    }
    let mut rest = crc32fast::hash(&body[..30]);
    let mut digits = [b'0'; 6];
    for digit in digits.iter_mut().rev() {
        *digit = ALPHABET[(rest % 62) as usize];
        rest /= 62;
    }
    digits == body[30..]
}

fn hex_crc32(text: &[u8], upper: bool) -> bool {
    let Some(split) = text.len().checked_sub(8) else { return false };
    let sum = crc32fast::hash(&text[..split]);
    let expected = if upper { format!("{sum:08X}") } else { format!("{sum:08x}") };
    expected.as_bytes() == &text[split..]
}

/// The checksum of BIP-173, over text in one case.
fn bech32(token: &[u8]) -> bool {
    const CHARSET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    let token = token.to_ascii_lowercase();
    let Some(split) = token.iter().rposition(|&byte| byte == b'1') else { return false };
    let (name, data) = (&token[..split], &token[split + 1..]);
    let Some(values) = data.iter().map(|byte| CHARSET.iter().position(|c| c == byte)).collect::<Option<Vec<_>>>()
    else {
        return false;
    };
    let expanded =
        name.iter().map(|byte| u32::from(byte >> 5)).chain([0]).chain(name.iter().map(|byte| u32::from(byte & 31)));
    let mut sum: u32 = 1;
    for value in expanded.chain(values.into_iter().map(|value| value as u32)) {
        let top = sum >> 25;
        sum = (sum & 0x01ff_ffff) << 5 ^ value;
        for (bit, generator) in
            [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3].into_iter().enumerate()
        {
            if top >> bit & 1 == 1 {
                sum ^= generator;
            }
        }
    }
    sum == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proofs_hold_and_fail() {
        // CRC32 of thirty times `0` is 0x9BF2_6C3C-like: computed here, so that no token stands in the source.
        let thirty = [b'a'; 30];
        let mut sum = crc32fast::hash(&thirty);
        let alphabet: Vec<char> = ('0'..='9').chain('A'..='Z').chain('a'..='z').collect();
        let mut tail = Vec::new();
        for _ in 0..6 {
            tail.push(alphabet[(sum % 62) as usize] as u8);
            sum /= 62;
        }
        tail.reverse();
        let body = [thirty.as_slice(), &tail].concat();
        assert_eq!(verify(&Verify::Base62Crc32, b"", &body), Verdict::Holds);
        assert_eq!(verify(&Verify::Base62Crc32, b"", &[b'a'; 36]), Verdict::Fails);
        assert_eq!(verify(&Verify::Base64Contains("agent".into()), b"", b"bXktYWdlbnQ"), Verdict::Holds);
        assert_eq!(verify(&Verify::Base64Json, b"", b"eyJhIjoxfQ=="), Verdict::Holds);
        assert_eq!(verify(&Verify::Base64Json, b"", b"bXktYWdlbnQ"), Verdict::Fails);
        // The test vector of BIP-173.
        assert_eq!(verify(&Verify::Bech32, b"A12UEL5L", b""), Verdict::Holds);
        assert_eq!(verify(&Verify::Bech32, b"A12UEL5M", b""), Verdict::Fails);
        let upper = format!("abc{:08X}", crc32fast::hash(b"abc"));
        assert_eq!(verify(&Verify::HexCrc32, upper.as_bytes(), b""), Verdict::Holds);
        assert_eq!(
            verify(&Verify::BodyHexCrc32, b"", upper.as_bytes()),
            Verdict::Fails,
            "upper case where lower is due"
        );
    }
}
