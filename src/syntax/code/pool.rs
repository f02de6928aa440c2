//! Lists and texts without an allocation of their own.

use std::marker::PhantomData;

/// A range of the text heap.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) start: u32,
    pub(super) end: u32,
}

/// A run of values in a [`Pool`].
pub(super) struct List<T> {
    start: u32,
    len: u32,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for List<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for List<T> {}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { start: 0, len: 0, of: PhantomData }
    }
}

/// How many values lie on the stack of open lists before it grows.
const OPEN: usize = 64;

/// Lists of `T`, one after the other. Nested lists are built at the same time: an open list lies on a stack until it is
/// closed, so no list needs an allocation of its own.
pub(super) struct Pool<T> {
    items: Vec<T>,
    open: Vec<T>,
}

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Self { items: Vec::new(), open: Vec::new() }
    }
}

impl<T> Pool<T> {
    /// With room for about `items` values.
    pub(super) fn with_room(items: usize) -> Self {
        Self { items: Vec::with_capacity(items), open: Vec::with_capacity(OPEN) }
    }

    pub(super) fn get(&self, list: List<T>) -> &[T] {
        let start = list.start as usize;
        self.items.get(start..start + list.len as usize).unwrap_or_default()
    }

    pub(super) fn get_mut(&mut self, list: List<T>) -> &mut [T] {
        let start = list.start as usize;
        self.items.get_mut(start..start + list.len as usize).unwrap_or_default()
    }

    /// Opens a list; what is pushed from here on belongs to it until it is closed.
    pub(super) fn open(&self) -> usize {
        self.open.len()
    }

    pub(super) fn push(&mut self, item: T) {
        self.open.push(item);
    }

    pub(super) fn close(&mut self, mark: usize) -> List<T> {
        let start = self.items.len() as u32;
        self.items.extend(self.open.drain(mark..));
        List { start, len: self.items.len() as u32 - start, of: PhantomData }
    }

    pub(super) fn one(&mut self, item: T) -> List<T> {
        let start = self.items.len() as u32;
        self.items.push(item);
        List { start, len: 1, of: PhantomData }
    }

    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        size_of_val(&*self.items)
    }

    pub(super) fn shrink(&mut self) {
        self.open = Vec::new();
        self.items.shrink_to_fit();
    }
}
