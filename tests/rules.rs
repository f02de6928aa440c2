//! Every example in `rules/` is a test of its own.

use libtest_mimic::{Arguments, Trial};
use perimeter::knowledge::Knowledge;
use perimeter::rule_tests::{RuleTest, all};
use std::sync::Arc;

fn main() {
    let arguments = Arguments::from_args();
    let knowledge = Arc::new(Knowledge::builtin());
    let trials = all(&knowledge)
        .into_iter()
        .map(|test: RuleTest| {
            let knowledge = Arc::clone(&knowledge);
            Trial::test(test.name.clone(), move || test.run(&knowledge).map_err(Into::into))
        })
        .collect();
    libtest_mimic::run(&arguments, trials).exit();
}
