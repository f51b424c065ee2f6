//! What the library's containers are to Python: lists, dictionaries and sets.
//!
//! What depends on the types of the items is written here; the rest are methods of the classes of `collections.abc`, which do
//! with it (support code `cyp_container`). `_cyrus_items_` is what is inside, for those who copy and pickle; setting it takes
//! everything or nothing.
//!
//! Invariants: None is NULL for items that are objects. A list is iterated over by its indices, as Python's lists are; the others
//! give what they have when the iteration begins, as one cannot say when Python's iterators end, and no item can be
//! added before.

use super::{CallableKind, Face, Member, Variant};
use crate::check::Checker;
use cyrus_types::{CypContainer, CypTy};

/// What all of them have. `CLASS` is the container, `ITEM` and `KEY` are the types inside; `PUT(x)` is an item as it can be put there.
/// Of items that are set, `UNPACKED` is what each consists of, `ADDED` puts it into a new container, and `JOINED` takes those of that one.
const ALL: &str = r#"
def __cyrus_set_items(CLASS self, value):
    cdef CLASS made = CLASS()
    for UNPACKED in value:
        made ADDED
    self.clear()
    self.JOINED(made)
def __len__(CLASS self):
    return self.__len__()
def clear(CLASS self):
    self.clear()
def copy(CLASS self):
    return self.copy()
"#;

/// What dictionaries and sets have.
const KEYED: &str = r#"
def __contains__(CLASS self, key):
    cdef KEY wanted
    try:
        wanted = key
    except (TypeError, OverflowError):
        return False
    return wanted in self
def __iter__(CLASS self):
    return iter([key for key in self])
"#;

const LIST: &str = r#"
def __init__(CLASS self, items=()):
    (<object> self)._cyrus_items_ = items
def __cyrus_get_items(CLASS self):
    return [item for item in self]
def __getitem__(CLASS self, index):
    cdef Py_ssize_t at, size = self.__len__()
    if isinstance(index, slice):
        made = CLASS()
        for at in range(*index.indices(size)):
            made.append(self[at])
        return made
    if not hasattr(index, "__index__"):
        raise TypeError(f"list indices must be integers or slices, not {type(index).__name__}")
    at = index
    if at < 0:
        at += size
    if at < 0 or at >= size:
        raise IndexError("list index out of range")
    return self[at]
def __setitem__(CLASS self, index, value):
    cdef Py_ssize_t at, size = self.__len__()
    if isinstance(index, slice):
        items = (<object> self)._cyrus_items_
        items[index] = value
        (<object> self)._cyrus_items_ = items
        return
    if not hasattr(index, "__index__"):
        raise TypeError(f"list indices must be integers or slices, not {type(index).__name__}")
    at = index
    if at < 0:
        at += size
    if at < 0 or at >= size:
        raise IndexError("list assignment index out of range")
    self[at] = PUT(value)
def __delitem__(CLASS self, index):
    items = (<object> self)._cyrus_items_
    del items[index]
    (<object> self)._cyrus_items_ = items
def insert(CLASS self, index, value):
    cdef Py_ssize_t at = index, size = self.__len__()
    if at < 0:
        at = at + size if at + size > 0 else 0
    self.insert(at if at < size else size, PUT(value))
def append(CLASS self, value):
    self.append(PUT(value))
def pop(CLASS self, index=-1):
    value = (<object> self)[index]
    cdef Py_ssize_t at = index
    self.pop(at if at >= 0 else at + <Py_ssize_t> self.__len__())
    return value
def index(CLASS self, value, start=0, stop=None):
    items = (<object> self)._cyrus_items_
    return items.index(value, start, len(items) if stop is None else stop)
def sort(CLASS self, *, key=None, reverse=False):
    (<object> self)._cyrus_items_ = sorted(<object> self, key=key, reverse=reverse)
def __add__(CLASS self, other):
    made = <object> self.copy()
    made.extend(other)
    return made
def __radd__(CLASS self, other):
    return other + (<object> self)._cyrus_items_
def __eq__(CLASS self, other):
    if not isinstance(other, list) and not isinstance(other, CLASS):
        return NotImplemented
    return (<object> self)._cyrus_items_ == list(other)
def __repr__(CLASS self):
    return f"{type(<object> self).__name__}({(<object> self)._cyrus_items_!r})"
"#;

const DICT: &str = r#"
def __init__(CLASS self, items=(), **more):
    self.clear()
    (<object> self).update(items, **more)
def __cyrus_get_items(CLASS self):
    return [(key, value) for key, value in self.items()]
def __getitem__(CLASS self, KEY key):
    if key not in self:
        raise KeyError(key)
    return self[key]
def __setitem__(CLASS self, KEY key, value):
    self[key] = PUT(value)
def __delitem__(CLASS self, KEY key):
    if key not in self:
        raise KeyError(key)
    del self[key]
def __reversed__(CLASS self):
    return reversed([key for key in self])
def __or__(CLASS self, other):
    if not hasattr(other, "keys"):
        return NotImplemented
    made = <object> self.copy()
    made.update(other)
    return made
def __ror__(CLASS self, other):
    if not hasattr(other, "keys"):
        return NotImplemented
    made = other.copy()
    made.update(<object> self)
    return made
def __ior__(CLASS self, other):
    (<object> self).update(other)
    return self
def popitem(CLASS self):
    item = self.popitem()
    return item.first, item.second
def __repr__(CLASS self):
    return f"{type(<object> self).__name__}({dict((<object> self)._cyrus_items_)!r})"
"#;

const SET: &str = r#"
def __init__(CLASS self, items=()):
    (<object> self)._cyrus_items_ = items
def __cyrus_get_items(CLASS self):
    return [item for item in self]
def add(CLASS self, ITEM item):
    self.add(item)
def discard(CLASS self, item):
    if item in <object> self:
        self.discard(item)
def update(CLASS self, *others):
    for other in others:
        for item in other:
            self.add(item)
def union(CLASS self, *others):
    made = <object> self.copy()
    made.update(*others)
    return made
def intersection(CLASS self, other):
    return <object> self & set(other)
def difference(CLASS self, other):
    return <object> self - set(other)
def symmetric_difference(CLASS self, other):
    return <object> self ^ set(other)
def issubset(CLASS self, other):
    return <object> self <= set(other)
def issuperset(CLASS self, other):
    return <object> self >= set(other)
def __repr__(CLASS self):
    return f"{type(<object> self).__name__}({set((<object> self)._cyrus_items_)!r})"
"#;

/// The property that is what is inside.
const ITEMS: &str = "_cyrus_items_";
const GET: &str = "__cyrus_get_items";
const SET_ITEMS: &str = "__cyrus_set_items";

impl Checker<'_, '_> {
    pub(super) fn face_container(&mut self, face: &mut Face, container: CypContainer, cyp: &CypTy) {
        let (class, signature) = match container {
            CypContainer::List => ("MutableSequence", "(items=())"),
            CypContainer::Dict => ("MutableMapping", "(items=(), **more)"),
            CypContainer::Set => ("MutableSet", "(items=())"),
        };
        let (Some(&first), Some(&last)) = (cyp.args.first(), cyp.args.last()) else { return };
        let (key, item) = (face.ty(first), face.ty(last));
        let text = text_of(container).replace("CLASS", &face.own).replace("KEY", &key).replace("ITEM", &item);
        let text = match self.cyp_of(last) {
            Some(_) => put_references(&text, &item),
            None => put_values(&text),
        };
        for line in text.lines() {
            let Some(name) = line.strip_prefix("def ").and_then(|rest| rest.split('(').next()) else {
                continue;
            };
            if matches!(name, GET | SET_ITEMS) {
                continue;
            }
            let variants = vec![Variant::of_function(name.to_owned())];
            face.members.push(Member::Callable { name: name.into(), variants, kind: CallableKind::Method });
        }
        face.text.push_str(&text);
        let (get, set) = (GET.into(), Some(SET_ITEMS.into()));
        face.members.push(Member::Property { name: ITEMS.into(), get, set });
        face.members.push(Member::Parts(vec![(ITEMS.into(), None)]));
        face.members.push(Member::Signature(signature.into()));
        face.members.push(Member::Unhashable);
        face.members.push(Member::Abstract(class));
    }
}

/// The methods of a kind of containers.
fn text_of(container: CypContainer) -> String {
    let (own, keyed, unpacked, added, joined) = match container {
        CypContainer::List => (LIST, "", "item", ".append(PUT(item))", "extend"),
        CypContainer::Dict => (DICT, KEYED, "key, item", "[key] = PUT(item)", "update"),
        CypContainer::Set => (SET, KEYED, "item", ".add(item)", "update"),
    };
    let all = ALL.replace("UNPACKED", unpacked).replace(" ADDED", added).replace("JOINED", joined);
    format!("{own}{all}{keyed}")
}

/// Items that are objects: None is NULL.
fn put_references(text: &str, item: &str) -> String {
    let text = text.replace("PUT(item)", &format!("(<{item}> NULL if item is None else <{item}> item)"));
    text.replace("PUT(value)", &format!("(<{item}> NULL if value is None else <{item}> value)"))
}

fn put_values(text: &str) -> String {
    text.replace("PUT(item)", "item").replace("PUT(value)", "value")
}
