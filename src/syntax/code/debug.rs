//! What handles print in a failed assertion: enough to find the node, never the whole module.

use std::fmt;

use super::{
    Block, Call, Class, Compare, Comprehension, Entries, ExportedNames, Expr, Exprs, Function, If, Import, Imported,
    Match, Names, Param, Stmt, Str, Template, Try, With,
};

impl fmt::Debug for Expr<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Expr({:?}, {:?})", self.id, self.span())
    }
}

impl fmt::Debug for Stmt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Stmt({:?}, {:?})", self.id, self.span())
    }
}

impl fmt::Debug for Function<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Function({:?}, {:?})", self.id, self.name())
    }
}

impl fmt::Debug for Class<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Class({:?}, {:?})", self.id, self.name())
    }
}

macro_rules! lists {
    ($($name:ident: $items:ident;)*) => {$(
        impl fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_list().entries(self.$items()).finish()
            }
        }
    )*};
}

lists! {
    Exprs: iter;
    Block: iter;
    Entries: iter;
    Template: parts;
    Compare: links;
    Comprehension: clauses;
    If: branches;
    Try: handlers;
    With: items;
    Match: cases;
    Names: iter;
    ExportedNames: iter;
}

impl fmt::Debug for Call<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Call({:?}, {:?})", self.path(), self.span())
    }
}

impl fmt::Debug for Str<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Str({:?})", self.span())
    }
}

impl fmt::Debug for Param<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Param({:?}, {:?})", self.name(), self.span())
    }
}

impl fmt::Debug for Import<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Import({:?}, {:?})", self.source(), self.span())
    }
}

impl fmt::Debug for Imported<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Imported({:?}, {:?})", self.what(), self.local())
    }
}
