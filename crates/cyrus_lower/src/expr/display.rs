//! Tuple, list, set and dict displays.

use crate::builder::FnBuilder;
use crate::value::{Own, Value};
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{Builtin, Ty, TyId, common};
use hir::{Expr, MergePart};
use mir::{BuildKind, Callee, Const, ConstItem, ErrorCheck, Operand, Place, PyConst, StmtKind};

impl FnBuilder<'_, '_> {
    pub(crate) fn tuple_display(&mut self, items: &[Expr]) -> Value {
        if items.is_empty() {
            return Value { ty: mir::CTy::Ty(common::TUPLE), ..Value::constant(Const::EmptyTuple) };
        }
        let values = self.operands(items);
        // A tuple of constants is a constant.
        if let Some(parts) = values.iter().map(const_item).collect::<Option<Vec<_>>>() {
            let id = self.cx.program.consts.intern(PyConst::Tuple(parts));
            return Value { ty: mir::CTy::Ty(common::TUPLE), ..Value::constant(Const::Py(id)) };
        }
        self.build(BuildKind::Tuple, values)
    }

    pub(crate) fn list_display(&mut self, items: &[Expr]) -> Value {
        if items.is_empty() {
            return self.call_rt_typed("PyList_New", vec![Value::int(0, common::SSIZE_T)], common::LIST);
        }
        let values = self.operands(items);
        self.build(BuildKind::List, values)
    }

    /// A tuple or list of values in hand.
    pub(crate) fn build(&mut self, kind: BuildKind, values: Vec<Value>) -> Value {
        let ops = values.into_iter().map(|v| self.take(v)).collect();
        let ty = match kind {
            BuildKind::Tuple => common::TUPLE,
            BuildKind::List => common::LIST,
        };
        let dest = self.temp(ty);
        self.emit_fallible(StmtKind::Call {
            dest: Some(Place::local(dest)),
            callee: Callee::Build(kind),
            args: ops,
            error: ErrorCheck::Null,
        });
        let value = self.owned(dest);
        Value { ty: mir::CTy::Ty(ty), ..value }
    }

    pub(crate) fn set_display(&mut self, items: &[Expr]) -> Value {
        // All elements are evaluated before the first is hashed.
        let items = self.operands(items);
        let set = self.call_rt_typed("PySet_New", vec![Value::null()], common::SET);
        for item in &items {
            let _ = self.call_rt("PySet_Add", vec![look(&set), look(item)]);
        }
        self.drop_values(items);
        set
    }

    pub(crate) fn dict_display(&mut self, items: &[(Expr, Expr)]) -> Value {
        let dict = self.call_rt_typed("PyDict_New", Vec::new(), common::DICT);
        for (key, value) in items {
            self.dict_item(&dict, key, value);
        }
        dict
    }

    fn dict_item(&mut self, dict: &Value, key: &Expr, value: &Expr) {
        let (key, value) = self.operand_pair(key, value);
        let _ = self.call_rt("PyDict_SetItem", vec![look(dict), key, value]);
    }

    /// A display with `*x` or `**x` parts.
    pub(crate) fn merge(&mut self, parts: &[MergePart], ty: TyId) -> Value {
        match self.kind(ty) {
            Ty::Builtin(Builtin::Dict) => self.merge_dict(parts),
            Ty::Builtin(Builtin::Set) => self.merge_set(parts),
            Ty::Builtin(Builtin::Tuple) => {
                if let [MergePart::Unpack(only)] = parts {
                    let source = self.expr(only);
                    return self.call_rt_typed("PySequence_Tuple", vec![source], common::TUPLE);
                }
                let list = self.merge_list(parts);
                self.call_rt_typed("PyList_AsTuple", vec![list], common::TUPLE)
            }
            _ => self.merge_list(parts),
        }
    }

    fn merge_list(&mut self, parts: &[MergePart]) -> Value {
        // The first part makes the list.
        let (list, rest) = match parts {
            [MergePart::Items(items), rest @ ..] => (self.list_display(items), rest),
            [MergePart::Unpack(source), rest @ ..] => {
                let source = self.expr(source);
                (self.call_rt_typed("PySequence_List", vec![source], common::LIST), rest)
            }
            _ => (self.list_display(&[]), parts),
        };
        for part in rest {
            match part {
                MergePart::Items(items) => {
                    for item in items {
                        let item = self.expr(item);
                        let _ = self.call_rt("__cyrus_list_append", vec![look(&list), item]);
                    }
                }
                MergePart::Unpack(source) => {
                    let source = self.expr(source);
                    let _ = self.call_rt("__cyrus_list_extend", vec![look(&list), source]);
                }
                MergePart::Pairs(_) | MergePart::UnpackDict(_) => {
                    let _ = self.unsupported(self.span, "this display");
                }
            }
        }
        list
    }

    fn merge_set(&mut self, parts: &[MergePart]) -> Value {
        let set = self.call_rt_typed("PySet_New", vec![Value::null()], common::SET);
        for part in parts {
            match part {
                MergePart::Items(items) => {
                    for item in items {
                        let item = self.expr(item);
                        let _ = self.call_rt("PySet_Add", vec![look(&set), item]);
                    }
                }
                MergePart::Unpack(source) => {
                    let source = self.expr(source);
                    let _ = self.call_rt("__cyrus_set_update", vec![look(&set), source]);
                }
                MergePart::Pairs(_) | MergePart::UnpackDict(_) => {
                    let _ = self.unsupported(self.span, "this display");
                }
            }
        }
        set
    }

    /// The keywords of a call with `**mapping` parts: a name may be given once only.
    pub(crate) fn merge_keywords(&mut self, parts: &[MergePart]) -> Value {
        let dict = self.call_rt_typed("PyDict_New", Vec::new(), common::DICT);
        for (i, part) in parts.iter().enumerate() {
            match part {
                // Names written out are checked by the parser among each other.
                MergePart::Pairs(items) if i == 0 => {
                    for (key, value) in items {
                        self.dict_item(&dict, key, value);
                    }
                }
                MergePart::Pairs(items) => {
                    let more = self.dict_display(items);
                    let _ = self.call_rt("__cyrus_merge_kwargs", vec![look(&dict), more]);
                }
                MergePart::UnpackDict(source) => {
                    let source = self.expr(source);
                    let _ = self.call_rt("__cyrus_merge_kwargs", vec![look(&dict), source]);
                }
                MergePart::Items(_) | MergePart::Unpack(_) => {
                    let _ = self.unsupported(self.span, "these keyword arguments");
                }
            }
        }
        dict
    }

    fn merge_dict(&mut self, parts: &[MergePart]) -> Value {
        // A leading mapping is copied as `dict()` does it.
        let (dict, rest) = match parts {
            [MergePart::UnpackDict(first), rest @ ..] => {
                let source = self.expr(first);
                let class = self.builtin("dict");
                (self.call_object(class, vec![source]), rest)
            }
            _ => (self.call_rt_typed("PyDict_New", Vec::new(), common::DICT), parts),
        };
        for part in rest {
            match part {
                MergePart::Pairs(items) => {
                    for (key, value) in items {
                        self.dict_item(&dict, key, value);
                    }
                }
                MergePart::UnpackDict(source) => {
                    let source = self.expr(source);
                    let _ = self.call_rt("__cyrus_dict_update", vec![look(&dict), source]);
                }
                MergePart::Items(_) | MergePart::Unpack(_) => {
                    let _ = self.unsupported(self.span, "this display");
                }
            }
        }
        dict
    }
}

/// Another look at a value whose owner stays.
pub(crate) fn look(value: &Value) -> Value {
    let own = if value.own == Own::Plain { Own::Plain } else { Own::Borrowed };
    Value { own, ..value.clone() }
}

/// A value as a part of a constant container.
fn const_item(value: &Value) -> Option<ConstItem> {
    match &value.op {
        Operand::Const(Const::None) => Some(ConstItem::None),
        Operand::Const(Const::True) => Some(ConstItem::True),
        Operand::Const(Const::False) => Some(ConstItem::False),
        Operand::Const(Const::Ellipsis) => Some(ConstItem::Ellipsis),
        Operand::Const(Const::Py(id)) => Some(ConstItem::Const(*id)),
        _ => None,
    }
}
