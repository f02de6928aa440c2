//! Does a name say that its value is a secret?

use crate::source::words;

/// Words of which one is in the name of a secret.
const SECRET: [&str; 14] = [
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "secret",
    "secrets",
    "token",
    "apikey",
    "credential",
    "credentials",
    "privatekey",
    "accesskey",
    "secretkey",
    "pat",
];

/// Pairs of words that say so together.
const PAIRS: [(&str, &str); 9] = [
    ("api", "key"),
    ("access", "key"),
    ("private", "key"),
    ("signing", "key"),
    ("encryption", "key"),
    ("auth", "key"),
    ("master", "key"),
    ("service", "key"),
    ("account", "key"),
];

/// Last words that make it something about a secret: where it lies, how long it lives, what it is called.
const ABOUT: [&str; 34] = [
    "id",
    "ids",
    "name",
    "names",
    "file",
    "path",
    "dir",
    "url",
    "uri",
    "endpoint",
    "host",
    "limit",
    "limits",
    "count",
    "max",
    "min",
    "length",
    "size",
    "type",
    "kind",
    "ttl",
    "expiry",
    "expires",
    "expiration",
    "timeout",
    "lifetime",
    "version",
    "header",
    "prefix",
    "suffix",
    "ref",
    "arn",
    "budget",
    "enabled",
];

/// Words that make a token or key something to be published.
const PUBLIC: [&str; 8] = ["public", "publishable", "max", "num", "min", "total", "csrf", "next"];

/// Whether a variable or member called `name` holds a secret, by the grammar of its words.
pub fn is_secret_name(name: &str) -> bool {
    let words = words(name.chars());
    let Some(last) = words.last() else { return false };
    if ABOUT.contains(&last.as_str()) || words.iter().any(|word| PUBLIC.contains(&word.as_str())) {
        return false;
    }
    words.iter().any(|word| SECRET.contains(&word.as_str()))
        || words.windows(2).any(|pair| PAIRS.contains(&(pair[0].as_str(), pair[1].as_str())))
        || words.len() > 1
            && words.iter().any(|word| word == "key")
            && last == "key"
            && words.iter().any(|word| word == "secret")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_by_their_words() {
        for (name, secret) in [
            ("OPENAI_API_KEY", true),
            ("dbPassword", true),
            ("SESSION_SECRET", true),
            ("github-token", true),
            ("AWS_SECRET_ACCESS_KEY", true),
            ("client_id", false),
            ("TOKEN_LIMIT", false),
            ("MAX_TOKENS", false),
            ("max_token", false),
            ("API_KEY_FILE", false),
            ("STRIPE_PUBLISHABLE_KEY", false),
            ("NEXT_PUBLIC_API_KEY", false),
            ("monkey", false),
            ("KEY_BINDINGS", false),
            ("tokenizer", false),
            ("", false),
        ] {
            assert_eq!(is_secret_name(name), secret, "{name}");
        }
    }
}
