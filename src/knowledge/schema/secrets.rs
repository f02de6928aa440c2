//! Credentials and the files that hold them.

use super::{Confidence, Severity};
use serde::{Deserialize, Serialize};

/// `rules/secrets/<provider>.yaml`: the credentials of one provider.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecretPack {
    /// Who issues the credential.
    pub provider: String,
    /// Where it is revoked: a URL or a few words.
    #[serde(default)]
    pub revoke: Option<String>,
    /// The kinds of credential.
    pub types: Vec<SecretType>,
}

/// One kind of credential. Exactly one of `prefix` and `anchor` is given; at least one of `pattern` and `structure`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SecretType {
    /// Kebab-case id, unique among all packs.
    pub id: String,
    /// What it is, to stand after an article: "GitHub classic personal access token".
    pub title: String,
    /// Harm when it leaks.
    pub severity: Severity,
    /// Certainty that a match is what it looks like, before checksums and context. `high` unless given.
    #[serde(default)]
    pub confidence: Option<Confidence>,
    /// Literals with which the token begins, at a token boundary.
    #[serde(default)]
    pub prefix: Vec<String>,
    /// Literals that occur in or right before the token.
    #[serde(default)]
    pub anchor: Vec<String>,
    /// With `anchor`: how many bytes before the anchor a match of `pattern` may begin.
    #[serde(default)]
    pub reach: u16,
    /// The token as a regular expression over bytes. With `prefix` it is anchored at the prefix; with `anchor` it is searched in
    /// the window around the anchor. Group `secret`, if any, is the credential (else the whole match); group `body`, if any, is
    /// the part that must look random (else what follows the prefix).
    #[serde(default)]
    pub pattern: Option<String>,
    /// An analysis in code, for shapes that no expression describes.
    #[serde(default)]
    pub structure: Option<Structure>,
    /// An offline proof that the token is well formed. A failed proof lowers confidence and does not silence.
    #[serde(default)]
    pub verify: Option<Verify>,
    /// How random the body must look.
    #[serde(default)]
    pub random: Randomness,
    /// The body must hold lower case, upper case and a digit (for prefixes of three letters that words begin with).
    #[serde(default)]
    pub mixed: bool,
    /// Environment variable that usually holds it, for the fix.
    #[serde(default)]
    pub variable: Option<String>,
    /// Where the format is documented.
    pub source: String,
    /// Lines of text that are run as tests.
    pub examples: SecretExamples,
}

/// Lines that must and must not be reported as this type. Marks and seams as in [`super::Example`].
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecretExamples {
    /// Each holds exactly one `«…»`, the span of the credential.
    pub bad: Vec<String>,
    /// Each gives no finding of this type.
    #[serde(default)]
    pub good: Vec<String>,
}

/// How random a body must look before it is taken for a credential.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Randomness {
    /// Not tested: the structure says enough.
    None,
    /// No placeholder, no counting, no repetition.
    #[default]
    Weak,
    /// And as many different characters as chance would give: for short prefixes.
    Strong,
}

/// Shapes that take more than an expression.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Structure {
    /// `scheme://user:password@host`; the credential is the password. The anchor is `://`.
    Uri {
        /// Schemes, without `://`; a driver suffix `+driver` is allowed.
        schemes: Vec<String>,
    },
    /// Three base64url parts, the first two JSON objects, `alg` in the first.
    Jwt {
        /// A string member that the payload must have with this value (a prefix of it).
        #[serde(default)]
        claim: Option<(String, String)>,
    },
    /// A PEM block with a private key whose body is base64.
    Pem,
    /// A PEM block that was base64-encoded once more.
    PemBase64,
    /// A `PuTTY` private key file.
    Putty,
    /// JSON of a Google service account: the credential is its `private_key`.
    ServiceAccount,
    /// JSON of Google application-default credentials: the credential is its `refresh_token`.
    AuthorizedUser,
    /// JSON Web Key with its private member.
    Jwk,
    /// base64 of `user:password` after the anchor.
    BasicAuth,
    /// An opaque literal after `Bearer`.
    Bearer,
    /// A Kubernetes `Secret` with literal values.
    KubernetesSecret,
    /// BIP-39 words with a valid checksum.
    Mnemonic,
    /// `?token=literal` in a URL.
    QueryParameter,
    /// `curl -u user:password`.
    CurlUser,
    /// `key=value;key=value` with a password.
    KeyValueList,
}

/// Offline proofs of form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Verify {
    /// The last six characters are base62(CRC32(the thirty before)), as GitHub and npm do.
    Base62Crc32,
    /// The last eight upper-case hex digits are CRC32 of all before, as Atlassian does.
    HexCrc32,
    /// The last eight lower-case hex digits are CRC32 of the forty-character body, as Cloudflare does.
    BodyHexCrc32,
    /// Group `body` is base64 and its bytes contain this text.
    Base64Contains(String),
    /// Group `body` is base64 of a JSON object.
    Base64Json,
    /// bech32 checksum, as age does.
    Bech32,
    /// The first part, base64, is a decimal number, as Discord does.
    Base64Decimal,
}

/// `rules/placeholders.yaml`: what is written where a credential will stand later, and samples that documentation prints.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Placeholders {
    /// Words of six letters and more: a placeholder wherever they occur in a token.
    pub substrings: Vec<String>,
    /// Short words: a placeholder when they stand alone between separators.
    pub words: Vec<String>,
    /// First 16 hex digits of SHA-256 of credentials that public documentation prints.
    pub samples: Vec<Sample>,
}

/// A credential that everybody knows.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// First 16 hex digits of the SHA-256 of its text.
    pub sha256: String,
    /// Where it is printed.
    pub source: String,
}

/// `rules/files/*.yaml`: files that should not be in a repository at all.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SensitiveFiles {
    /// Kinds of file.
    pub files: Vec<SensitiveFile>,
}

/// A kind of file that holds credentials by its nature.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SensitiveFile {
    /// What it is.
    pub title: String,
    /// Globs on the path.
    pub globs: Vec<String>,
    /// Harm when it is committed.
    pub severity: Severity,
    /// Where the meaning is documented.
    pub source: String,
}
