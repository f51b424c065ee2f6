//! Python constants of a module, each made once at import.

use cyrus_arena::{Id as _, IndexVec, define_id};
use cyrus_types::Name;
use std::collections::HashMap;

define_id!(
    /// A constant of the pool.
    pub struct ConstId
);

/// A Python constant.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum PyConst {
    /// `str`, interned when `intern` (identifiers and names). WTF-8.
    Str {
        text: Vec<u8>,
        intern: bool,
    },
    Bytes(Vec<u8>),
    Int(i128),
    /// Decimal or prefixed text of an int beyond `i128`… or any literal better parsed by Python.
    BigInt(Name),
    /// Literal text.
    Float(Name),
    Complex(Name),
    Tuple(Vec<ConstItem>),
    FrozenSet(Vec<ConstItem>),
    Slice(Box<[ConstItem; 3]>),
}

/// An element of a constant container.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ConstItem {
    None,
    True,
    False,
    Ellipsis,
    Const(ConstId),
}

/// The constants in order of first use; equal constants share an id.
#[derive(Clone, Debug, Default)]
pub struct ConstPool {
    items: IndexVec<ConstId, PyConst>,
    ids: HashMap<PyConst, ConstId>,
}

impl ConstPool {
    /// The id of a constant.
    pub fn intern(&mut self, value: PyConst) -> ConstId {
        if let Some(&id) = self.ids.get(&value) {
            return id;
        }
        let id = self.items.push(value.clone());
        self.ids.insert(value, id);
        id
    }

    /// The id of an interned name.
    pub fn name(&mut self, text: &str) -> ConstId {
        self.intern(PyConst::Str { text: text.as_bytes().to_vec(), intern: true })
    }

    pub fn get(&self, id: ConstId) -> &PyConst {
        &self.items[id]
    }

    pub fn iter(&self) -> impl Iterator<Item = (ConstId, &PyConst)> {
        self.items.iter().enumerate().map(|(i, c)| (ConstId::from_index(i), c))
    }

    pub fn len(&self) -> usize {
        self.items.len()
    }

    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}
