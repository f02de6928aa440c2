//! When two handles are the same: they point at one place of one tree.

use super::{Class, Expr, Function, Stmt};
use std::hash::{Hash, Hasher};

macro_rules! by_place {
    ($($handle:ident),+) => {$(
        impl PartialEq for $handle<'_> {
            fn eq(&self, other: &Self) -> bool {
                self.id == other.id && std::ptr::eq(self.module, other.module)
            }
        }

        impl Eq for $handle<'_> {}

        impl Hash for $handle<'_> {
            fn hash<H: Hasher>(&self, state: &mut H) {
                (std::ptr::from_ref(self.module), self.id).hash(state);
            }
        }
    )+};
}

by_place!(Class, Expr, Function, Stmt);
