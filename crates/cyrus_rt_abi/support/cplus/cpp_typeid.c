//! `typeid(Type)` as a function, so that the type can be written as a template argument.
//@cxx
//@include <typeinfo>
//@proto
template <typename T> static inline const std::type_info &__cyrus_typeid() { return typeid(T); }
