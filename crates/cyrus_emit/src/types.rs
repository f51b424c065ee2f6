//! C types: their spelling, and the definitions the file must contain.

mod cpp_class;
mod declare;
mod definition;
mod ext_struct;
mod order;

pub(crate) use cpp_class::{members as cpp_members, template_head};
pub(crate) use declare::{cty_text, declare, declare_cty, function_declarator, join, type_text};
pub(crate) use definition::Definition;
pub(crate) use ext_struct::{
    VTABLE, base_member, ext_field_path, ext_struct_name, is_support_class, type_symbol, vtable_class,
    vtable_member, vtable_path, vtable_struct_name, vtable_variable,
};
pub(crate) use order::{Written, definitions, definitions_beyond};
