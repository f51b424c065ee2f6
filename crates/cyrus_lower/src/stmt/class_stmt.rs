//! `class` statements of Python.

use crate::builder::{FnBuilder, Slot};
use crate::expr::look;
use crate::value::Value;
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::common;
use hir::{PyClass, StrConst};
use mir::{Const, PyConst};

impl FnBuilder<'_, '_> {
    pub(crate) fn class_stmt(&mut self, class: &PyClass) {
        let has_bases = !matches!(&class.bases.kind, hir::ExprKind::Tuple(items) if items.is_empty());
        let original = self.expr(&class.bases);
        let original = self.own(original);
        let bases = if has_bases {
            self.call_rt_typed("__cyrus_class_bases", vec![look(&original)], common::TUPLE)
        } else {
            look(&original)
        };
        let keywords = match &class.keywords {
            Some(keywords) => self.owned_expr(keywords),
            None => Value::null(),
        };
        let meta = self.call_rt("__cyrus_class_metaclass", vec![look(&bases), look(&keywords)]);
        let name = self.name_value(&class.name);
        let qualname = self.name_value(&class.qualname);
        let doc = match &class.doc {
            Some(StrConst::Text(text)) => {
                let text = PyConst::Str { text: text.clone(), intern: false };
                Value::constant(Const::Py(self.cx.program.consts.intern(text)))
            }
            Some(StrConst::Bytes(_)) | None => Value::null(),
        };
        let namespace = self.call_rt(
            "__cyrus_class_prepare",
            vec![look(&meta), name.clone(), look(&bases), look(&keywords), qualname, doc, look(&original)],
        );
        let cell = match class.class_cell {
            Some(local) => {
                let cell = self.call_rt("PyCell_New", vec![Value::null()]);
                let place = self.local_place(local);
                self.store(place, &mir::CTy::Ty(common::OBJECT), look(&cell));
                cell
            }
            None => Value::null(),
        };
        self.slots[class.namespace] = Some(Slot::Bound(look(&namespace)));
        self.block_stmts(&class.body);
        let python2 = Value::int((class.py2 && class.keywords.is_none()).into(), common::INT);
        let made = self.call_rt(
            "__cyrus_class_create",
            vec![look(&meta), name, look(&bases), look(&namespace), look(&keywords), look(&cell), python2],
        );
        let place = self.local_place(class.result);
        self.store(place, &mir::CTy::Ty(common::OBJECT), made);
        for part in [cell, namespace, meta, keywords, bases, original] {
            self.drop_value(part);
        }
    }
}
