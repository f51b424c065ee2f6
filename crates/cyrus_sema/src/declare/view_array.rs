//! `cython.view.array` as a type.

use crate::cx::Cx;
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_types::{
    CheckSize, ClassDef, ClassFlags, ExcSpec, ExtField, FieldAccess, FuncParamTy, FuncTy, Origin, Ty, TyId,
    common,
};

/// `cython.view.array`: an extension type of the support code, whose members Cython code may use.
pub fn class(cx: &mut Cx<'_>) -> TyId {
    let name = Name::new_static("view.array");
    if let Some(&ty) = cx.cython_types.get(&name) {
        return ty;
    }
    let free = FuncTy {
        params: vec![FuncParamTy { name: None, ty: common::VOID_PTR, not_none: false, keyword: false }],
        ret: common::VOID,
        varargs: false,
        optional: 0,
        exception: ExcSpec::None,
        nogil: false,
        with_gil: false,
    };
    let free = cx.types.func_ty(free);
    let free = cx.types.ptr(free);
    let members = [
        ("data", common::CHAR_PTR),
        ("len", common::SSIZE_T),
        ("format", common::CHAR_PTR),
        ("ndim", common::INT),
        ("_shape", common::SSIZE_T_PTR),
        ("_strides", common::SSIZE_T_PTR),
        ("itemsize", common::SSIZE_T),
        ("mode", common::OBJECT),
        ("callback_free_data", free),
        ("free_data", common::BINT),
        ("dtype_is_object", common::BINT),
    ];
    let span = Span::default();
    let fields = members
        .into_iter()
        .map(|(name, ty)| ExtField {
            name: name.into(),
            cname: name.into(),
            ty,
            late: false,
            access: FieldAccess::Private,
            span,
        })
        .collect();
    let id = cx.types.classes.push(ClassDef {
        name: "array".into(),
        qualified: "array".into(),
        origin: Origin::Extern,
        struct_cname: "__cyrus_array_obj".into(),
        type_cname: "__cyrus_array_type".into(),
        vtab_cname: Name::default(),
        base: None,
        extra_bases: 0,
        fields,
        methods: Vec::new(),
        complete: true,
        in_pxd: false,
        public: false,
        api: false,
        extern_struct: true,
        check_size: CheckSize::Ignore,
        final_: false,
        nogil: false,
        span,
        flags: ClassFlags::default(),
    });
    let ty = cx.types.intern(Ty::Ext(id));
    cx.cython_types.insert(name, ty);
    ty
}
