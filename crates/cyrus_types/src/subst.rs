//! Types with parts replaced: template parameters by arguments, fused types by one of their types.
//!
//! Invariants: the result is interned like any other type; a type without the part in question comes
//! back unchanged. For parameters beyond the given arguments, which C++ has defaults for, stand types of their names in the class.

use crate::*;

/// What to replace, and which template parameters have no argument.
struct Replace<'r> {
    replace: &'r dyn Fn(&Ty) -> Option<TyId>,
    left_out: &'r [TemplateParamId],
}

/// What stands for a parameter.
fn argument(params: &[TemplateParamId], args: &[TyId], param: TemplateParamId) -> Option<TyId> {
    params.iter().position(|&q| q == param).and_then(|i| args.get(i)).copied()
}

impl Types {
    /// `ty` with each of `params` replaced by the argument at its position.
    pub fn substitute(&mut self, ty: TyId, params: &[TemplateParamId], args: &[TyId]) -> TyId {
        if self.nothing_given(params, args) {
            return ty;
        }
        let left_out = params.get(args.len()..).unwrap_or_default();
        let defaults = self.defaults(left_out, args);
        let replace = |t: &Ty| match t {
            Ty::TemplateParam(p) => argument(params, args, *p).or_else(|| argument(left_out, &defaults, *p)),
            _ => None,
        };
        self.map(ty, &Replace { replace: &replace, left_out })
    }

    /// `ty` with fused types replaced as `map` says.
    pub fn replace_fused(&mut self, ty: TyId, map: &[(FusedId, TyId)]) -> TyId {
        let replace = |t: &Ty| match t {
            Ty::Fused(f) => map.iter().find(|(g, _)| g == f).map(|&(_, ty)| ty),
            _ => None,
        };
        self.map(ty, &Replace { replace: &replace, left_out: &[] })
    }

    /// Rebuilds `ty` with every part for which `replace` has an answer replaced by it.
    fn map(&mut self, ty: TyId, with: &Replace<'_>) -> TyId {
        let old = self.get(ty).clone();
        if let Some(new) = (with.replace)(&old) {
            return new;
        }
        let new = match old {
            Ty::Ptr(t) => Ty::Ptr(self.map(t, with)),
            Ty::Array(t, len) => Ty::Array(self.map(t, with), len),
            Ty::Ref(t) => Ty::Ref(self.map(t, with)),
            Ty::RvalueRef(t) => Ty::RvalueRef(self.map(t, with)),
            Ty::Const(t) => {
                let inner = self.map(t, with);
                return self.constant(inner);
            }
            Ty::Volatile(t) => Ty::Volatile(self.map(t, with)),
            Ty::Func(id) => {
                let func = self.funcs[id].clone();
                Ty::Func(self.map_func(func, with))
            }
            Ty::CTuple(items) => Ty::CTuple(self.map_all(items, with)),
            Ty::MemView(m) => Ty::MemView(MemViewTy { elem: self.map(m.elem, with), axes: m.axes }),
            Ty::Items(mut of) => {
                of.items = self.map_all(of.items, with);
                Ty::Items(of)
            }
            Ty::Buffer(mut b) => {
                b.elem = self.map(b.elem, with);
                Ty::Buffer(b)
            }
            Ty::Cpp(id, mut args) => {
                // Parameters that are left to C++ are not written at the end of a list.
                while let Some(Ty::TemplateParam(p)) = args.last().map(|&t| self.get(t))
                    && with.left_out.contains(p)
                {
                    args.pop();
                }
                Ty::Cpp(id, self.map_all(args, with))
            }
            Ty::Cyp(mut cyp) => {
                cyp.args = self.map_all(cyp.args, with);
                Ty::Cyp(cyp)
            }
            Ty::WeakParam(param) => match (with.replace)(&Ty::TemplateParam(param)) {
                Some(to) => return self.weak(to).unwrap_or(common::ERROR),
                None => return ty,
            },
            Ty::Enum(id) => match self.enums[id].outer {
                Some(outer) => Ty::Enum(self.map_enum(id, outer, with)),
                None => return ty,
            },
            Ty::Struct(id) => match self.structs[id].outer {
                Some(outer) => Ty::Struct(self.map_struct(id, outer, with)),
                None => return ty,
            },
            Ty::Error
            | Ty::Unspecified
            | Ty::Void
            | Ty::Null
            | Ty::Object
            | Ty::Builtin(_)
            | Ty::Ext(_)
            | Ty::Bint
            | Ty::Int(_)
            | Ty::Float(_)
            | Ty::Complex(_)
            | Ty::Typedef(_)
            | Ty::NogilClass(_)
            | Ty::Fused(_)
            | Ty::TemplateParam(_) => return ty,
        };
        self.intern(new)
    }

    /// `weak T` of an argument, if there is such a type: of plain references, and of parameters of other classes.
    pub fn weak(&mut self, ty: TyId) -> Option<TyId> {
        match self.get(ty).clone() {
            Ty::Cyp(mut cyp) if cyp.cap == Capability::Local => {
                cyp.cap = Capability::Weak;
                Some(self.intern(Ty::Cyp(cyp)))
            }
            Ty::TemplateParam(param) => Some(self.intern(Ty::WeakParam(param))),
            Ty::Error => Some(ty),
            _ => None,
        }
    }

    fn map_all(&mut self, items: Vec<TyId>, with: &Replace<'_>) -> Vec<TyId> {
        items.into_iter().map(|t| self.map(t, with)).collect()
    }

    /// The enum of the same name in another instance of its class.
    fn map_enum(&mut self, id: EnumId, outer: TyId, with: &Replace<'_>) -> EnumId {
        let outer = Some(self.map(outer, with));
        let old = &self.enums[id];
        let same = |e: &EnumDef| e.outer == outer && e.span == old.span && e.name == old.name;
        if let Some((known, _)) = self.enums.iter_ids().find(|(_, e)| same(e)) {
            return known;
        }
        let new = EnumDef { outer, ..old.clone() };
        self.enums.push(new)
    }

    /// The struct of the same name in another instance of its class, which is entered before its fields: they may point to it.
    fn map_struct(&mut self, id: StructId, outer: TyId, with: &Replace<'_>) -> StructId {
        let outer = self.map(outer, with);
        let old = &self.structs[id];
        let same = |s: &StructDef| s.outer == Some(outer) && s.span == old.span && s.name == old.name;
        if let Some((known, _)) = self.structs.iter_ids().find(|(_, s)| same(s)) {
            return known;
        }
        let fields = old.fields.clone();
        let cname = format!("{}_i{}", old.cname, outer.0).into();
        let new = StructDef { cname, outer: Some(outer), fields: Vec::new(), ..old.clone() };
        let new = self.structs.push(new);
        let fields = fields.into_iter().map(|f| Field { ty: self.map(f.ty, with), ..f }).collect();
        self.structs[new].fields = fields;
        new
    }

    fn map_func(&mut self, mut func: FuncTy, with: &Replace<'_>) -> FuncTyId {
        func.ret = self.map(func.ret, with);
        for param in &mut func.params {
            param.ty = self.map(param.ty, with);
        }
        self.intern_func(func)
    }

    /// What stands for parameters that are left out behind these arguments; the parameters themselves if they are no class's.
    fn defaults(&mut self, left_out: &[TemplateParamId], args: &[TyId]) -> Vec<TyId> {
        left_out
            .iter()
            .map(|&p| match self.template_params[p].stand_in {
                Some(class) => self.intern(Ty::Cpp(class, args.to_vec())),
                None => self.intern(Ty::TemplateParam(p)),
            })
            .collect()
    }

    /// No arguments at all; but those of a template whose parameters all have defaults may be left out.
    fn nothing_given(&self, params: &[TemplateParamId], args: &[TyId]) -> bool {
        args.is_empty() && (params.is_empty() || params.iter().any(|&p| !self.template_params[p].optional))
    }

    /// A function type with template parameters replaced.
    pub fn substitute_func(&mut self, id: FuncTyId, params: &[TemplateParamId], args: &[TyId]) -> FuncTyId {
        if self.nothing_given(params, args) {
            return id;
        }
        let func = self.funcs[id].clone();
        let left_out = params.get(args.len()..).unwrap_or_default();
        let defaults = self.defaults(left_out, args);
        let replace = |t: &Ty| match t {
            Ty::TemplateParam(p) => argument(params, args, *p).or_else(|| argument(left_out, &defaults, *p)),
            _ => None,
        };
        self.map_func(func, &Replace { replace: &replace, left_out })
    }

    /// A function type with fused types replaced.
    pub fn replace_fused_func(&mut self, id: FuncTyId, map: &[(FusedId, TyId)]) -> FuncTyId {
        let func = self.funcs[id].clone();
        let replace = |t: &Ty| match t {
            Ty::Fused(f) => map.iter().find(|(g, _)| g == f).map(|&(_, ty)| ty),
            _ => None,
        };
        self.map_func(func, &Replace { replace: &replace, left_out: &[] })
    }

    /// The parameters that arguments of a C++ class stand for: those of enclosing templates first, as in
    /// [`Ty::Cpp`].
    pub fn cpp_params(&self, class: CppClassId) -> Vec<TemplateParamId> {
        let def = &self.cpp_classes[class];
        let mut params = def.outer.map(|outer| self.cpp_params(outer)).unwrap_or_default();
        params.extend(&def.params);
        params
    }

    /// How many of the parameters of a cypclass are those of the classes around it, which come first.
    pub fn cyp_params_around(&self, class: CypClassId) -> usize {
        self.cyp_classes[class].outer.map_or(0, |outer| self.cyp_classes[outer].params.len())
    }

    /// The fused types in `ty`, in order of appearance, each once.
    pub fn fused_in(&self, ty: TyId, out: &mut Vec<FusedId>) {
        match self.get(ty) {
            Ty::Fused(id) if out.contains(id) => {}
            Ty::Fused(id) => out.push(*id),
            Ty::Ptr(t) | Ty::Array(t, _) | Ty::Ref(t) | Ty::RvalueRef(t) | Ty::Const(t) | Ty::Volatile(t) => {
                self.fused_in(*t, out);
            }
            Ty::MemView(m) => self.fused_in(m.elem, out),
            Ty::Buffer(b) => self.fused_in(b.elem, out),
            Ty::CTuple(items) | Ty::Cpp(_, items) => items.iter().for_each(|&t| self.fused_in(t, out)),
            Ty::Cyp(cyp) => cyp.args.iter().for_each(|&t| self.fused_in(t, out)),
            Ty::Func(id) => {
                let func = &self.funcs[*id];
                self.fused_in(func.ret, out);
                func.params.iter().for_each(|p| self.fused_in(p.ty, out));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_inside_pointers_and_functions() {
        let mut types = Types::new();
        let t = types.template_params.push(TemplateParamDef {
            name: "T".into(),
            optional: false,
            stand_in: None,
            weak: false,
        });
        let t_ty = types.intern(Ty::TemplateParam(t));
        let t_ptr = types.ptr(t_ty);
        let func = types.func_ty(FuncTy {
            params: vec![FuncParamTy { name: None, ty: t_ptr, not_none: false, keyword: false }],
            ret: t_ty,
            varargs: false,
            optional: 0,
            exception: ExcSpec::None,
            nogil: true,
            with_gil: false,
        });
        let mapped = types.substitute(func, &[t], &[common::INT]);
        assert_eq!(types.display(mapped), "int (int *) noexcept nogil");
        assert_eq!(types.substitute(common::INT, &[t], &[common::CHAR]), common::INT);
    }

    #[test]
    fn finds_and_replaces_fused_types() {
        let mut types = Types::new();
        let f = types.fused.push(FusedTypeDef {
            name: "num".into(),
            types: vec![common::INT, common::DOUBLE],
            span: Default::default(),
        });
        let fused = types.intern(Ty::Fused(f));
        let ptr = types.ptr(fused);
        let mut found = Vec::new();
        types.fused_in(ptr, &mut found);
        assert_eq!(found, [f]);
        let replaced = types.replace_fused(ptr, &[(f, common::DOUBLE)]);
        assert_eq!(types.display(replaced), "double *");
    }
}
