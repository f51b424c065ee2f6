//! Channels as Python objects, and back.
//!
//! A `chan[T]` that becomes a Python object is one of the class that the support fragment `rt_channel_object` makes. For each type of element a class
//! without instances is written as Cython text: `make` gives the object, `take` the channel in one; `get` and `put` are called with the GIL and convert an element
//! that lies somewhere, where Python can have such values.

use super::Checker;
use super::cyp_call::CypArgs;
use cyrus_hir::{CypCall, Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_types::{Capability, CypTy, Ty, TyId, common};

impl Checker<'_, '_> {
    /// Whether a class is `chan[T]`.
    pub(super) fn is_channel(&self, cyp: &CypTy) -> bool {
        self.cx.types.cyp_classes[cyp.class].qualified == "libcyrus.task.chan"
    }

    /// A channel as an object.
    pub(super) fn channel_to_object(&mut self, channel: Expr, cyp: &CypTy) -> Expr {
        let blank = Expr { ty: common::OBJECT, ..self.error_expr(channel.span) };
        self.channel_call(channel, cyp, "make").unwrap_or(blank)
    }

    /// The channel in an object.
    pub(super) fn channel_from_object(&mut self, object: Expr, to: TyId, cyp: &CypTy) -> Expr {
        let blank = Expr { ty: to, ..self.error_expr(object.span) };
        self.channel_call(object, cyp, "take").unwrap_or(blank)
    }

    fn channel_call(&mut self, value: Expr, channel: &CypTy, method: &str) -> Option<Expr> {
        let span = value.span;
        if self.speculating > 0 {
            return None;
        }
        let class = self.channel_object_class(channel)?;
        let cyp = self.cyp_of(class)?;
        let [method] = self.cyp_methods(&cyp, method)[..] else { return None };
        self.use_cyp(class);
        let ty = self.cx.types.funcs[method.sig].ret;
        let args = self.cyp_bind(method.sig, CypArgs::typed(vec![value]), &cyp, span)?;
        let call =
            CypCall { method: method.method, sig: method.sig, object: None, args, direct: true, lock: None };
        Some(Expr { ty, span, kind: ExprKind::CypCall(Box::new(call)) })
    }

    fn channel_object_class(&mut self, channel: &CypTy) -> Option<TyId> {
        let &[element] = &channel.args[..] else { return None };
        if let Some(&known) = self.cyp_channel_objects.get(&element) {
            return Some(known);
        }
        let probe = |ty| Expr { ty, span: Span::default(), kind: ExprKind::Error };
        let given = self.cyp_returned(element);
        let gets = self.speculate(|c| c.try_coerce(probe(given), common::OBJECT).is_ok());
        // An object that Python has may have other references there.
        let plain = self
            .cyp_of(element)
            .is_some_and(|c| !matches!(c.cap, Capability::Active | Capability::Immutable));
        let puts = !plain && self.speculate(|c| c.try_coerce(probe(common::OBJECT), element).is_ok());
        let reference = self.cyp_of(element).is_some();
        let parcel = self.cx.types.is_cpp_value(element);
        let name = Name::from(format!("__cyrus_channel{}_object", self.cyp_channel_objects.len()));
        let shown = self.cx.types.display(element);
        let of = self.element_name(element);
        let get = if gets { format!("<void *> {name}.get") } else { "NULL".into() };
        let put = if puts { format!("<void *> {name}.put") } else { "NULL".into() };
        let mut text = format!(
            "cdef cypclass {name}:\n    \
             @staticmethod\n    object make(__cyrus_T1 it) with gil:\n        if it is NULL:\n            return None\n        \
             return __cyrus_channel_object(it._raw, sizeof(__cyrus_P0), b\"{of}\", {get}, {put}, <void *> __cyrus_T1._drop)\n    \
             @staticmethod\n    __cyrus_T1 take(object value) except * with gil:\n        \
             return __cyrus_T1(0, __cyrus_channel_of(value, sizeof(__cyrus_P0), b\"{of}\"))\n"
        );
        if gets {
            let load = match reference {
                _ if parcel => "cdef __cyrus_P0 value\n        value.hold((<void **> at)[0])",
                true => "cdef __cyrus_T0 value = NULL\n        (<void **> &value)[0] = (<void **> at)[0]",
                false => "cdef __cyrus_T0 value = (<__cyrus_T0 *> at)[0]",
            };
            text.push_str(&format!(
                "    @staticmethod\n    object get(void *at) with gil:\n        {load}\n        return __cyrus_moved(value)\n"
            ));
        }
        if puts {
            let store = match reference {
                _ if parcel => {
                    "cdef __cyrus_P0 kept\n        kept.put(it)\n        (<void **> at)[0] = kept.release()"
                }
                true => "(<void **> at)[0] = (<void **> &it)[0]\n        (<void **> &it)[0] = NULL",
                false => "(<__cyrus_T0 *> at)[0] = it",
            };
            text.push_str(&format!(
                "    @staticmethod\n    int put(void *at, object value) except -1 with gil:\n        \
                 cdef __cyrus_T0 it = value\n        {store}\n        return 0\n"
            ));
        }
        let mention = self.cx.types.cyp(channel.class, vec![element]);
        let mention = self.cyp_with(mention, Capability::Immutable);
        let around = self.actor_scope(&[element, mention], true);
        let class = self.declare_text(&format!("chan[{shown}] in Python"), &text, around, &name)?;
        self.cyp_channel_objects.insert(element, class);
        Some(class)
    }

    /// By what name modules know the type of elements or results. Numbers are the same everywhere; what else has a name is a module's own.
    pub(super) fn element_name(&self, ty: TyId) -> String {
        let shown = self.cx.types.display(ty);
        match self.cx.types.get(self.cx.types.resolved(ty)) {
            Ty::Bint | Ty::Int(_) | Ty::Float(_) | Ty::Complex(_) => shown.to_string(),
            _ => format!("{shown}' of '{}", self.cx.module_name),
        }
    }
}
