//! Types as users write them, for messages.

use crate::*;

impl Types {
    /// The type as Cython's messages name it: `int`, `double *`, `Python object`, `list object`.
    pub fn display(&self, ty: TyId) -> String {
        match self.get(ty) {
            Ty::Error => "<error>".into(),
            Ty::Unspecified => "<unspecified>".into(),
            Ty::Void => "void".into(),
            Ty::Null => "void *".into(),
            Ty::Object => "Python object".into(),
            Ty::Builtin(b) => format!("{} object", b.name()),
            Ty::Items(of) => {
                let mut items: Vec<_> = of.items.iter().map(|&t| self.display(t)).collect();
                if of.uniform {
                    items.push("...".into());
                }
                let container = self.display(of.container);
                format!("{}[{}] object", container.trim_end_matches(" object"), items.join(","))
            }
            Ty::Ext(id) | Ty::NogilClass(id) => self.classes[*id].name.to_string(),
            Ty::Bint => "bint".into(),
            Ty::Int(i) => i.c_name().into(),
            Ty::Float(f) => f.c_name().into(),
            Ty::Complex(f) => format!("{} complex", f.c_name()),
            Ty::Typedef(id) => self.typedefs[*id].name.to_string(),
            Ty::Enum(id) => match self.enums[*id].outer {
                Some(outer) => format!("{}.{}", self.display(outer), self.enums[*id].name),
                None => self.enums[*id].name.to_string(),
            },
            Ty::Struct(id) => match self.structs[*id].outer {
                Some(outer) => format!("{}.{}", self.display(outer), self.structs[*id].name),
                None => self.structs[*id].name.to_string(),
            },
            Ty::Ptr(to) => match self.get(*to) {
                Ty::Func(id) => self.display_func(*id, "*"),
                Ty::Array(elem, len) => {
                    let len = len.as_ref().map(|n| n.to_string()).unwrap_or_default();
                    format!("{} (*)[{len}]", self.display(*elem))
                }
                Ty::Ptr(_) => format!("{}*", self.display(*to)),
                _ => format!("{} *", self.display(*to)),
            },
            Ty::Array(elem, len) => {
                format!(
                    "{} [{}]",
                    self.display(*elem),
                    len.as_ref().map(|n| n.to_string()).unwrap_or_default()
                )
            }
            Ty::Ref(to) => format!("{} &", self.display(*to)),
            Ty::RvalueRef(to) => format!("{} &&", self.display(*to)),
            Ty::Const(inner) => format!("const {}", self.display(*inner)),
            Ty::Volatile(inner) => format!("volatile {}", self.display(*inner)),
            Ty::Func(id) => self.display_func(*id, ""),
            Ty::CTuple(items) => {
                let items: Vec<_> = items.iter().map(|&t| self.display(t)).collect();
                format!("({})", items.join(", "))
            }
            Ty::Fused(id) => self.fused[*id].name.to_string(),
            Ty::MemView(m) => {
                let last = m.axes.len().saturating_sub(1);
                let axes: Vec<_> = m
                    .axes
                    .iter()
                    .enumerate()
                    .map(|(i, a)| match (a.access, a.packing) {
                        (AxisAccess::Direct, AxisPacking::Contig) if i == last || i == 0 => "::1",
                        _ => ":",
                    })
                    .collect();
                format!("{}[{}]", self.display(m.elem), axes.join(", "))
            }
            Ty::Buffer(b) => self.display(b.base),
            Ty::Cpp(id, args) => self.with_args(&self.cpp_classes[*id].name, args),
            Ty::TemplateParam(id) => self.template_params[*id].name.to_string(),
            Ty::WeakParam(id) => format!("weak {}", self.template_params[*id].name),
            // Objects of an immutable class are all immutable: between brackets its name says it.
            Ty::Cyp(cyp) => {
                let name = self.with_args(&self.cyp_classes[cyp.class].name, &cyp.args);
                let cap = match cyp.cap {
                    Capability::Local => "",
                    Capability::Iso => "iso ",
                    Capability::Consumed => "iso ",
                    Capability::IsoArrow => "iso-> ",
                    Capability::Lock => "lock ",
                    Capability::LockArrow => "lock-> ",
                    Capability::Locked => "locked ",
                    Capability::Active => "active ",
                    Capability::Immutable => "immutable ",
                    Capability::Weak => "weak ",
                };
                format!("{}{cap}{name}", if cyp.is_const { "const " } else { "" })
            }
        }
    }

    fn with_args(&self, name: &str, args: &[TyId]) -> String {
        if args.is_empty() { name.to_string() } else { format!("{name}[{}]", self.display_args(args)) }
    }

    /// A type as its user writes it: what the class of a reference says anyway is left out.
    pub fn display_written(&self, ty: TyId) -> String {
        match self.get(ty) {
            Ty::Cyp(cyp)
                if cyp.cap != Capability::Local && cyp.cap == self.cyp_classes[cyp.class].own_cap =>
            {
                self.with_args(&self.cyp_classes[cyp.class].name, &cyp.args)
            }
            _ => self.display(ty),
        }
    }

    /// The arguments of an instance of a class, which Python finds it by.
    pub fn display_args(&self, args: &[TyId]) -> String {
        let args: Vec<_> = args.iter().map(|&ty| self.display_written(ty)).collect();
        args.join(",")
    }

    fn display_func(&self, id: FuncTyId, star: &str) -> String {
        let f = &self.funcs[id];
        let mut params: Vec<_> = f.params.iter().map(|p| self.display(p.ty)).collect();
        if f.varargs {
            params.push("...".into());
        }
        if params.is_empty() {
            params.push("void".into());
        }
        let exc = match &f.exception {
            ExcSpec::None => " noexcept",
            ExcSpec::Object => "",
            ExcSpec::Value(_) | ExcSpec::Maybe(_) => "",
            ExcSpec::Check => " except *",
            ExcSpec::Cpp { .. } => " except +",
            ExcSpec::Beside => " except ~",
        };
        let exc = match &f.exception {
            ExcSpec::Value(v) => format!(" except {}", v.text()),
            ExcSpec::Maybe(v) => format!(" except? {}", v.text()),
            _ => exc.to_string(),
        };
        let nogil = if f.nogil { " nogil" } else { "" };
        format!("{} ({star})({}){exc}{nogil}", self.display(f.ret), params.join(", ")).replace(" ()(", " (")
    }
}

impl ExcValue {
    /// C text of the value.
    pub fn text(&self) -> String {
        match self {
            ExcValue::Int(i) => i.to_string(),
            ExcValue::CText(t) => t.to_string(),
            ExcValue::Null => "NULL".into(),
        }
    }
}

impl IntTy {
    /// The type in C.
    pub fn c_name(self) -> &'static str {
        match self {
            IntTy::Char => "char",
            IntTy::SChar => "signed char",
            IntTy::UChar => "unsigned char",
            IntTy::Short => "short",
            IntTy::UShort => "unsigned short",
            IntTy::Int => "int",
            IntTy::UInt => "unsigned int",
            IntTy::Long => "long",
            IntTy::ULong => "unsigned long",
            IntTy::LongLong => "long long",
            IntTy::ULongLong => "unsigned long long",
            IntTy::SizeT => "size_t",
            IntTy::SSizeT => "Py_ssize_t",
            IntTy::PosixSSizeT => "ssize_t",
            IntTy::PtrDiff => "ptrdiff_t",
            IntTy::Hash => "Py_hash_t",
            IntTy::Ucs4 => "Py_UCS4",
            IntTy::PyUnicode => "Py_UNICODE",
        }
    }

    /// Whether the type is signed; plain `char` counts as signed.
    pub fn is_signed(self) -> bool {
        !matches!(
            self,
            IntTy::UChar
                | IntTy::UShort
                | IntTy::UInt
                | IntTy::ULong
                | IntTy::ULongLong
                | IntTy::SizeT
                | IntTy::Ucs4
                | IntTy::PyUnicode
        )
    }

    /// Conversion rank for C's usual arithmetic conversions.
    pub fn rank(self) -> u32 {
        match self {
            IntTy::Char | IntTy::SChar | IntTy::UChar => 0,
            IntTy::Short | IntTy::UShort => 1,
            IntTy::Int | IntTy::UInt => 2,
            IntTy::Ucs4 | IntTy::PyUnicode => 2,
            IntTy::Long | IntTy::ULong => 3,
            IntTy::SizeT | IntTy::SSizeT | IntTy::PosixSSizeT | IntTy::PtrDiff | IntTy::Hash => 4,
            IntTy::LongLong | IntTy::ULongLong => 5,
        }
    }
}

impl FloatTy {
    /// The type in C.
    pub fn c_name(self) -> &'static str {
        match self {
            FloatTy::Float => "float",
            FloatTy::Double => "double",
            FloatTy::LongDouble => "long double",
        }
    }
}
