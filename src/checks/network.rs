//! Checks of what belongs to no workload: destinations, servers, code that runs code. Their verdicts are made where the model is linked.

use super::{Check, flaws};
use crate::knowledge::Knowledge;
use crate::ledger::{Evidence, Label, Verdict};
use crate::model::Model;

/// A check of destinations.
pub(super) fn destinations(check: Check, model: &Model, knowledge: &Knowledge) -> Verdict {
    let all = &model.network().destinations;
    Verdict {
        examined: all.len(),
        subjects: "destinations",
        met: all
            .iter()
            .filter_map(|each| {
                let text = format!("`{}` is contacted ({})", each.host, each.class);
                Some(Evidence::Seen(Label { place: *each.places.first()?, text }))
            })
            .collect(),
        // A host that is contacted says neither where it keeps data nor who agreed to it.
        limits: vec!["regions of third parties, and who allowed them, cannot be told from the code".into()],
        ..unexamined(check, model, knowledge)
    }
}

/// A check that looks for bad forms only: that it finds none proves nothing, so it counts nothing as examined.
pub(super) fn unexamined(check: Check, model: &Model, knowledge: &Knowledge) -> Verdict {
    let flaws = model.network().flaws.iter().map(|flaw| (flaw, [].as_slice()));
    flaws::verdict(check, model, knowledge, flaws)
}
