//! What a file is, judged by its path relative to the scan root and nothing else.

/// The format of a file, by name.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileKind {
    /// YAML, of any number of documents.
    Yaml,
    /// JSON or JSON with comments.
    Json,
    /// A Jupyter notebook: JSON that holds code.
    Notebook,
    /// TOML.
    Toml,
    /// `NAME=value` lines.
    Dotenv,
    /// Dockerfile or Containerfile.
    Dockerfile,
    /// Terraform, `OpenTofu` and other HCL.
    Hcl,
    /// Markdown, with or without front matter.
    Markdown,
    /// Python.
    Python,
    /// TypeScript, TSX, JavaScript, JSX.
    TypeScript,
    /// Go.
    Go,
    /// Shell script.
    Shell,
    /// Anything else.
    Other,
}

/// What part of a repository a file belongs to. A finding outside of `Main` is shown, with less weight.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PathClass {
    /// Code and configuration that is deployed.
    Main,
    /// Tests, fixtures, mocks.
    Test,
    /// Examples, samples, demos, tutorials.
    Example,
    /// Documentation.
    Doc,
    /// Third-party code kept in the tree.
    Vendored,
    /// Dependency lock files.
    Lock,
}

impl FileKind {
    /// Classifies a `/`-separated path by its last component.
    pub fn of(path: &str) -> Self {
        let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
        if is_dotenv(&name) {
            return Self::Dotenv;
        }
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        match extension {
            "yaml" | "yml" => Self::Yaml,
            "json" | "jsonc" | "json5" | "webmanifest" | "code-workspace" => Self::Json,
            "ipynb" => Self::Notebook,
            "toml" => Self::Toml,
            "tf" | "tfvars" | "hcl" | "tofu" => Self::Hcl,
            "md" | "mdc" | "mdx" | "markdown" => Self::Markdown,
            "py" | "pyi" | "pyw" => Self::Python,
            "ts" | "tsx" | "mts" | "cts" | "js" | "jsx" | "mjs" | "cjs" => Self::TypeScript,
            "go" => Self::Go,
            "sh" | "bash" | "zsh" | "ksh" | "fish" => Self::Shell,
            _ if is_dockerfile(&name) => Self::Dockerfile,
            _ => Self::Other,
        }
    }
}

fn is_dockerfile(name: &str) -> bool {
    ["dockerfile", "containerfile"].iter().any(|word| {
        name == *word
            || name.strip_prefix(word).is_some_and(|rest| rest.starts_with('.'))
            || name.strip_suffix(word).is_some_and(|rest| rest.ends_with('.'))
    })
}

fn is_dotenv(name: &str) -> bool {
    name == ".env"
        || name.starts_with(".env.")
        || name.strip_suffix(".env").is_some_and(|stem| !stem.is_empty())
        || name == ".envrc"
        || name == ".dev.vars"
}

impl PathClass {
    /// Classifies a `/`-separated path that is relative to the scan root: a checkout below a folder called `tests`
    /// is not a test.
    pub fn of(path: &str) -> Self {
        let lower = path.to_ascii_lowercase();
        let (folders, name) = lower.rsplit_once('/').unwrap_or(("", &lower));
        if is_lock(name) {
            return Self::Lock;
        }
        let mut class = Self::Main;
        for folder in folders.split('/') {
            match folder {
                "node_modules" | "vendor" | "third_party" | "thirdparty" | "site-packages" | "bower_components" => {
                    return Self::Vendored;
                }
                "test" | "tests" | "__tests__" | "testing" | "testdata" | "test_data" | "spec" | "specs"
                | "fixtures" | "__fixtures__" | "mocks" | "__mocks__" | "cassettes" | "e2e" => class = Self::Test,
                "example" | "examples" | "sample" | "samples" | "demo" | "demos" | "tutorial" | "tutorials"
                | "cookbook" | "cookbooks" | "notebooks"
                    if class == Self::Main =>
                {
                    class = Self::Example;
                }
                "doc" | "docs" | "documentation" | "website" | "site" if class == Self::Main => class = Self::Doc,
                _ => {}
            }
        }
        if class == Self::Main || class == Self::Example {
            let stem = name.split('.').next().unwrap_or(name);
            if stem.starts_with("test_")
                || stem.ends_with("_test")
                || stem.ends_with("_tests")
                || name.contains(".test.")
                || name.contains(".spec.")
                || name == "conftest.py"
            {
                return Self::Test;
            }
            let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
            if class == Self::Main && matches!(extension, "md" | "mdx" | "rst") {
                return Self::Doc;
            }
        }
        class
    }
}

fn is_lock(name: &str) -> bool {
    matches!(
        name,
        "package-lock.json"
            | "npm-shrinkwrap.json"
            | "yarn.lock"
            | "pnpm-lock.yaml"
            | "bun.lock"
            | "bun.lockb"
            | "deno.lock"
            | "poetry.lock"
            | "uv.lock"
            | "pdm.lock"
            | "pipfile.lock"
            | "pixi.lock"
            | "cargo.lock"
            | "go.sum"
            | "gemfile.lock"
            | "composer.lock"
            | "flake.lock"
            | ".terraform.lock.hcl"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_by_name() {
        for (path, kind) in [
            (".env", FileKind::Dotenv),
            ("a/.env.production", FileKind::Dotenv),
            ("prod.env", FileKind::Dotenv),
            ("Dockerfile", FileKind::Dockerfile),
            ("Dockerfile.dev", FileKind::Dockerfile),
            ("web.Dockerfile", FileKind::Dockerfile),
            ("dockerfile.py", FileKind::Python),
            ("compose.yml", FileKind::Yaml),
            (".mcp.json", FileKind::Json),
            ("x/nb.ipynb", FileKind::Notebook),
            ("main.tf", FileKind::Hcl),
            ("src/App.tsx", FileKind::TypeScript),
            ("Makefile", FileKind::Other),
            ("environment", FileKind::Other),
        ] {
            assert_eq!(FileKind::of(path), kind, "{path}");
        }
    }

    #[test]
    fn classes_by_folder_and_name() {
        for (path, class) in [
            ("src/agent.py", PathClass::Main),
            ("tests/agent.py", PathClass::Test),
            ("src/test_agent.py", PathClass::Test),
            ("src/agent.test.ts", PathClass::Test),
            ("src/contest.py", PathClass::Main),
            ("examples/bot/main.py", PathClass::Example),
            ("examples/tests/main.py", PathClass::Test),
            ("docs/index.html", PathClass::Doc),
            ("README.md", PathClass::Doc),
            ("web/node_modules/x/index.js", PathClass::Vendored),
            ("uv.lock", PathClass::Lock),
        ] {
            assert_eq!(PathClass::of(path), class, "{path}");
        }
    }
}
