//! Decides which data files and scripts are kept for the model.

use super::schema::{DocumentKind, DocumentRule};
use crate::source::{FileKind, SourceFile};
use aho_corasick::AhoCorasick;
use globset::{Glob, GlobSet, GlobSetBuilder};

/// The rules of `rules/documents/`, ready to be asked.
pub struct DocumentTable {
    rules: Vec<DocumentRule>,
    /// All globs; the rule of each.
    globs: GlobSet,
    glob_rules: Vec<usize>,
    /// All words; the rule of each.
    words: AhoCorasick,
    word_rules: Vec<usize>,
}

impl DocumentTable {
    pub(super) fn new(rules: &[DocumentRule]) -> Self {
        let mut globs = GlobSetBuilder::new();
        let (mut glob_rules, mut words, mut word_rules) = (Vec::new(), Vec::new(), Vec::new());
        for (index, rule) in rules.iter().enumerate() {
            for glob in rule.files.iter().filter_map(|glob| Glob::new(glob).ok()) {
                globs.add(glob);
                glob_rules.push(index);
            }
            for word in &rule.words {
                words.push(word.as_str());
                word_rules.push(index);
            }
        }
        Self {
            rules: rules.to_vec(),
            globs: globs.build().unwrap_or_else(|_| GlobSet::empty()),
            glob_rules,
            words: AhoCorasick::new(&words).expect("the words of the packs are few"),
            word_rules,
        }
    }

    /// As what the rules ask for the file; `None` when none does.
    pub fn wants(&self, file: &SourceFile) -> Option<Wanted> {
        let kind = kind(file.kind);
        let by_glob: Vec<usize> =
            self.globs.matches(&file.path).into_iter().map(|glob| self.glob_rules[glob]).collect();
        let fits = |index: &usize| {
            let rule = &self.rules[*index];
            (rule.kinds.is_empty() && kind != DocumentKind::Code || rule.kinds.contains(&kind))
                && (rule.files.is_empty() || by_glob.contains(index))
        };
        let open: Vec<usize> = (0..self.rules.len()).filter(fits).collect();
        let strongest = open.iter().map(|index| self.wanted(*index)).max()?;
        let without_words = open.iter().copied().filter(|index| self.rules[*index].words.is_empty());
        let mut found = without_words.map(|index| self.wanted(index)).max();
        if found == Some(strongest) {
            return found;
        }
        // The text is read once, and no further than to the word that decides.
        for word in self.words.find_overlapping_iter(file.bytes()) {
            let index = self.word_rules[word.pattern().as_usize()];
            if open.contains(&index) {
                found = found.max(Some(self.wanted(index)));
                if found == Some(strongest) {
                    break;
                }
            }
        }
        found
    }

    fn wanted(&self, index: usize) -> Wanted {
        if self.rules[index].template { Wanted::Template } else { Wanted::Plain }
    }
}

/// As what a file is kept.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wanted {
    /// As what it is by its name.
    Plain,
    /// As a template that somebody fills.
    Template,
}

fn kind(kind: FileKind) -> DocumentKind {
    match kind {
        FileKind::Yaml => DocumentKind::Yaml,
        FileKind::Json => DocumentKind::Json,
        FileKind::Toml => DocumentKind::Toml,
        FileKind::Dotenv => DocumentKind::Dotenv,
        FileKind::Dockerfile => DocumentKind::Dockerfile,
        FileKind::Hcl => DocumentKind::Hcl,
        FileKind::Markdown => DocumentKind::Markdown,
        FileKind::Shell => DocumentKind::Shell,
        FileKind::Other => DocumentKind::Other,
        FileKind::Python | FileKind::TypeScript | FileKind::Notebook | FileKind::Go => DocumentKind::Code,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Tracked};

    #[test]
    fn a_file_is_kept_by_name_format_and_words() {
        let rule = |files: &[&str], kinds: &[DocumentKind], words: &[&str]| DocumentRule {
            files: files.iter().map(|&one| one.into()).collect(),
            kinds: kinds.to_vec(),
            words: words.iter().map(|&one| one.into()).collect(),
            template: false,
        };
        let table = DocumentTable::new(&[
            rule(&["**/.claude/settings*.json"], &[], &[]),
            rule(&[], &[DocumentKind::Yaml], &["kind: Pod", "kind: Deployment"]),
            rule(&["**/*.txt"], &[DocumentKind::Other], &["GRANT "]),
            rule(&[], &[DocumentKind::Code], &["slack_sdk"]),
        ]);
        for (path, text, wanted, why) in [
            (".claude/settings.json", "{}", true, "by name at the root"),
            ("a/.claude/settings.local.json", "{}", true, "by name below"),
            ("a/settings.json", "{}", false, "another folder"),
            ("a.yaml", "kind: Deployment\n", true, "by a word"),
            ("a.yaml", "kind: Service\n", false, "no word"),
            ("a.json", "kind: Deployment\n", false, "another format"),
            ("a.txt", "GRANT ALL", true, "name and word"),
            ("a.md", "GRANT ALL", false, "word without the name"),
            ("a.py", "import slack_sdk", true, "code with a word"),
            (".claude/settings.py", "kind: Pod", false, "code is kept only by rules for code"),
        ] {
            let file = SourceFile::new(FileId(0), path.into(), Tracked::Yes, text.into());
            assert_eq!(table.wants(&file).is_some(), wanted, "{why}");
        }
    }
}
