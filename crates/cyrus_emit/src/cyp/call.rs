//! Uses of cypclasses in bodies: fields, method calls, function pointers.

use super::home::{Home, home, is_open};
use super::{descriptor, struct_name};
use crate::body::body_reference;
use crate::c_text::{CExpr, Prec};
use crate::cx::Cx;
use crate::types::{declare, type_text};
use cyrus_hir::CypMethodRef;
use cyrus_types::{ExcSpec, FuncTyId, TyId};

/// A field of the object that `reference` refers to.
pub(crate) fn field(cx: &mut Cx, reference: &CExpr, object: TyId, owner: TyId, field: u32) -> CExpr {
    let found = cx.cyp.of(cx.types, object).and_then(|layout| {
        let at = layout.members.iter().position(|m| m.owner == owner && m.field == field)?;
        Some((layout.members[at].clone(), cx.cyp.is_fixed(layout, at)))
    });
    let Some((member, fixed)) = found else {
        cx.internal(format!("{} has no such field", cx.display(object)));
        return CExpr::primary("0");
    };
    if fixed {
        let name = struct_name(cx, object);
        return CExpr::primary(format!("((struct {name} *){})->{}", reference.at(Prec::Unary), member.name));
    }
    cx.cyp_indirect.insert(owner);
    let class = descriptor(cx, owner);
    let pointer = declare(cx, member.ty, "*");
    let object = reference.text.clone();
    CExpr::new(
        format!(
            "*({pointer})((char *){} + __cyrus_cyp_as({object}, {class})->fields[{field}])",
            reference.at(Prec::Unary)
        ),
        Prec::Unary,
    )
}

/// The signature of a method with its parameters as C has them.
fn signature(cx: &Cx, method: CypMethodRef) -> Option<(FuncTyId, bool, bool)> {
    let layout = cx.cyp.of(cx.types, method.owner)?;
    let sig = *cx.module.cyp_instances[layout.index].sigs.get(method.method as usize)?;
    let class = cx.types.as_cyp(method.owner)?.class;
    let decl = &cx.types.cyp_classes[class].methods[method.method as usize];
    Some((sig, decl.is_static, decl.name == "__new__"))
}

/// The signature of a method, and at which argument of a call its parameters begin.
pub(crate) fn parameters(cx: &Cx, method: CypMethodRef, direct: bool) -> Option<(FuncTyId, usize)> {
    let (sig, is_static, is_new) = signature(cx, method)?;
    (!is_new).then_some((sig, usize::from(!(is_static && direct))))
}

/// How a method says that it raised.
pub(super) fn exception(cx: &Cx, method: CypMethodRef) -> Option<ExcSpec> {
    let (sig, ..) = signature(cx, method)?;
    Some(cx.types.funcs[sig].exception.clone())
}

/// A method as messages name it.
pub(super) fn shown(cx: &Cx, method: CypMethodRef) -> String {
    let class = cx.types.as_cyp(method.owner).map(|c| &cx.types.cyp_classes[c.class]);
    let name = class.map(|c| c.methods[method.method as usize].name.clone()).unwrap_or_default();
    format!("{}.{name}", cx.types.display(method.owner))
}

/// The C type of a pointer to the method.
fn pointer_type(cx: &mut Cx, method: CypMethodRef) -> String {
    let Some((sig, is_static, _)) = signature(cx, method) else { return "void (*)(void)".into() };
    let func = cx.types.funcs[sig].clone();
    let required = func.params.len() - func.optional as usize;
    let mut params: Vec<String> = Vec::new();
    if !is_static {
        params.push("__cyrus_cyp *".into());
    }
    params.extend(func.params[..required].iter().map(|p| type_text(cx, p.ty)));
    if func.optional > 0 {
        cx.mentioned.insert(crate::types::Definition::OptionalArgs(sig));
        params.push(format!("struct __cyrus_opt_{} *", sig.0));
    }
    if params.is_empty() {
        params.push("void".into());
    }
    declare(cx, func.ret, &format!("(*)({})", params.join(", ")))
}

/// The name of the C function of a method.
pub(super) fn function(cx: &mut Cx, method: CypMethodRef) -> Option<String> {
    let layout = cx.cyp.of(cx.types, method.owner)?;
    let func = cx.module.cyp_instances[layout.index].methods[method.method as usize]?;
    let body = cx.c_body(func)?;
    Some(body_reference(cx, body).text)
}

/// A call of a method. The first argument is the object, also of a static method unless it is called directly.
pub(crate) fn call(cx: &mut Cx, method: CypMethodRef, direct: bool, mut args: Vec<CExpr>) -> CExpr {
    let Some((_, is_static, _)) = signature(cx, method) else {
        cx.internal("a method of a class that is not made".to_string());
        return CExpr::primary("0");
    };
    let join = |args: &[CExpr]| args.iter().map(|a| a.text.clone()).collect::<Vec<_>>().join(", ");
    let target = match direct {
        true => Some(method),
        // Classes that other modules can derive from may have implementations that are not known here.
        false if is_open(cx, method.owner) => None,
        false => cx.cyp.only_target(cx.types, &cx.module.cyp_instances, method),
    };
    if let Some(target) = target {
        if is_static && !direct && !args.is_empty() {
            args.remove(0);
        }
        if let Some(name) = function(cx, target) {
            return CExpr::primary(format!("{name}({})", join(&args)));
        }
        if let Some(pointer) = elsewhere(cx, target) {
            return CExpr::primary(format!("{pointer}({})", join(&args)));
        }
        return abstract_call(cx, method);
    }
    if is_open(cx, method.owner) {
        return open_call(cx, method, is_static, args);
    }
    let slot = cx.cyp.slot(cx.types, &cx.module.cyp_instances, method);
    let (Some(slot), Some(object)) = (slot, args.first().cloned()) else { return abstract_call(cx, method) };
    let pointer = pointer_type(cx, method);
    if is_static {
        args.remove(0);
    }
    CExpr::primary(format!("(({pointer})__CYRUS_CYP_METHOD({}, {slot}))({})", object.text, join(&args)))
}

fn abstract_call(cx: &mut Cx, method: CypMethodRef) -> CExpr {
    let class = cx.types.as_cyp(method.owner).map(|c| c.class);
    if let Some(class) = class {
        let decl = &cx.types.cyp_classes[class].methods[method.method as usize];
        cx.unsupported(decl.span, &format!("calling '{}', which has no body, is", decl.name));
    }
    CExpr::primary("0")
}

/// The function of a method whose body another module has, as a pointer.
fn elsewhere(cx: &mut Cx, method: CypMethodRef) -> Option<String> {
    if !matches!(home(cx, method.owner), Home::Elsewhere(_)) {
        return None;
    }
    let pointer = pointer_type(cx, method);
    let class = descriptor(cx, method.owner);
    Some(format!("(({pointer}){class}->own[{}])", method.method))
}

/// A method as an entry of a table.
pub(super) fn entry(cx: &mut Cx, method: CypMethodRef) -> Option<String> {
    let body = cx.cyp.of(cx.types, method.owner).map(|layout| layout.index).and_then(|index| {
        let func = cx.module.cyp_instances[index].methods[method.method as usize]?;
        cx.c_body(func)
    });
    if body.is_some_and(|b| cx.cyp_unused.contains(&b)) {
        return None;
    }
    match home(cx, method.owner) {
        Home::Elsewhere(_) => {
            let class = descriptor(cx, method.owner);
            Some(format!("{class}->own[{}]", method.method))
        }
        Home::Here | Home::Shared if super::by_reference(cx, method).is_some() => {
            Some(format!("(__cyrus_cyp_fn){}", super::by_reference::by_value(cx, method)?))
        }
        Home::Here | Home::Shared => Some(format!("(__cyrus_cyp_fn){}", function(cx, method)?)),
    }
}

/// A call through a reference to a class that other modules know: the object's descriptor says what is called. Where
/// the object is an instance of this very class, that is the method at hand.
fn open_call(cx: &mut Cx, method: CypMethodRef, is_static: bool, mut args: Vec<CExpr>) -> CExpr {
    let slot = cx.cyp.introduction(cx.types, &cx.module.cyp_instances, method);
    let (Some((introducer, offset)), Some(object)) = (slot, args.first().cloned()) else {
        return abstract_call(cx, method);
    };
    let pointer = pointer_type(cx, method);
    if is_static {
        args.remove(0);
    }
    let args = args.iter().map(|a| a.text.clone()).collect::<Vec<_>>().join(", ");
    let class = descriptor(cx, introducer);
    let found = format!("(({pointer})__CYRUS_CYP_METHODS_OF({}, {class})[{offset}])({args})", object.text);
    match function(cx, method) {
        Some(name) => {
            let class = descriptor(cx, method.owner);
            let test = format!("__CYRUS_LIKELY({}->type == {class})", object.at(Prec::Postfix));
            CExpr::primary(format!("({test} ? {name}({args}) : {found})"))
        }
        None => CExpr::primary(found),
    }
}

/// A static method, or the allocation function, as a function pointer.
pub(crate) fn function_pointer(cx: &mut Cx, method: Option<CypMethodRef>, class: TyId) -> CExpr {
    match method {
        Some(method) => {
            let name = function(cx, method).or_else(|| elsewhere(cx, method));
            CExpr::primary(name.unwrap_or_else(|| "NULL".into()))
        }
        None => {
            let call = super::allocate(cx, class, false);
            CExpr::primary(call.trim_end_matches("()"))
        }
    }
}
