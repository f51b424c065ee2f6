//! `type` statements: `__cyrus_type_alias(name, params, value)` -> the alias; and what functions and classes with type
//! parameters need: `__cyrus_type_params(params)` -> the tuple of them, `__cyrus_with_type_params(function, tuple)` -> the
//! function, `__cyrus_generic_bases(bases, tuple)` -> the bases with `typing.Generic`.
//!
//! `value` is a function of the type parameters; `params` has a tuple for each: name, stars, bound, number of
//! constraints (the items of the bound), default, stars of the default. Bounds and defaults are functions as the value
//! is; what there is not is None. From Python 3.12 on the result is a `typing.TypeAliasType`, made by a statement of
//! Python that calls these functions: nothing else makes lazy ones. Before, a class of the same name stands in, and a bound or default
//! that speaks of what is not there yet is left out.
//@requires run_text
//@fn __cyrus_type_alias(obj, obj, obj) -> new
//@fn __cyrus_type_params(obj) -> new
//@fn __cyrus_with_type_params(obj, obj) -> new
//@fn __cyrus_generic_bases(obj, obj) -> new
//@proto
static PyObject *__cyrus_type_alias(PyObject *name, PyObject *params, PyObject *value);
static PyObject *__cyrus_type_params(PyObject *params);
static PyObject *__cyrus_with_type_params(PyObject *function, PyObject *params);
static PyObject *__cyrus_generic_bases(PyObject *bases, PyObject *params);
//@code
#if PY_VERSION_HEX >= 0x030C0000
static const char __cyrus_type_alias_text[] =
    "import sys, typing\n"
    "def run(params, value, statement):\n"
    "  given = {'__name__': __name__, '__cyrus_value': value}\n"
    "  args = ', '.join(param[0] for param in params)\n"
    "  heads = []\n"
    "  for i, (param, stars, bound, count, default, unpack) in enumerate(params):\n"
    "    head = stars + param\n"
    "    given[f'__cyrus_bound{i}'], given[f'__cyrus_default{i}'] = bound, default\n"
    "    if bound is not None:\n"
    "      call = f'__cyrus_bound{i}({args})'\n"
    "      head += ': '\n"
    "      head += call if count is None else '(' + ''.join(f'{call}[{n}], ' for n in range(count)) + ')'\n"
    "    if default is not None and sys.version_info >= (3, 13): head += f' = {unpack}__cyrus_default{i}({args})'\n"
    "    heads.append(head)\n"
    "  heads = '[' + ', '.join(heads) + ']' if heads else ''\n"
    "  exec(statement(heads, args), given)\n"
    "  return given\n"
    "def make(name, params, value):\n"
    "  return run(params, value, lambda heads, args: f'type {name}{heads} = __cyrus_value({args})')[name]\n"
    "def parameters(params):\n"
    "  return run(params, None, lambda heads, args: f'def make{heads}(): pass')['make'].__type_params__\n"
#else
static const char __cyrus_type_alias_text[] =
    "import types, typing\n"
    "def parameter(kind, name, *args, **options):\n"
    "  return getattr(typing, kind, typing.TypeVar)(name, *args, **options)\n"
    "def parameters(params):\n"
    "  kinds = ('TypeVar', 'TypeVarTuple', 'ParamSpec')\n"
    "  made = [parameter(kinds[len(stars)], name) for name, stars, *rest in params]\n"
    "  def known(function):\n"
    "    try: return function and function(*made)\n"
    "    except NameError: return None\n"
    "  for i, (name, stars, bound, count, default, unpack) in enumerate(params):\n"
    "    bound, default = known(bound), known(default)\n"
    "    if bound is not None:\n"
    "      made[i] = typing.TypeVar(name, bound=bound) if count is None else typing.TypeVar(name, *bound)\n"
    "    if default is not None:\n"
    "      made[i].__default__ = next(iter(default)) if unpack and hasattr(type(default), '__iter__') else default\n"
    "  return tuple(made)\n"
    "class TypeAliasType:\n"
    "  def __init__(self, name, params, value):\n"
    "    vars(self).update(__name__=name, __module__=__name__, _params=params, _value=value)\n"
    "  def __getattr__(self, name):\n"
    "    if name == '__type_params__': found = parameters(self._params)\n"
    "    elif name == '__value__': found = self._value(*self.__type_params__)\n"
    "    elif name == '__parameters__': found = self.__type_params__\n"
    "    else: raise AttributeError(f\"'typing.TypeAliasType' object has no attribute {name!r}\")\n"
    "    return vars(self).setdefault(name, found)\n"
    "  def __setattr__(self, name, value=None): raise AttributeError('readonly attribute')\n"
    "  __delattr__ = __setattr__\n"
    "  def __init_subclass__(cls): raise TypeError(\"type 'typing.TypeAliasType' is not an acceptable base type\")\n"
    "  def __getitem__(self, args):\n"
    "    if not self._params: raise TypeError('Only generic type aliases are subscriptable')\n"
    "    return types.GenericAlias(self, args)\n"
    "  def __call__(self): raise TypeError(\"'typing.TypeAliasType' object is not callable\")\n"
    "  def __or__(self, other): return typing.Union[self, other]\n"
    "  def __ror__(self, other): return typing.Union[other, self]\n"
    "  def __repr__(self): return self.__name__\n"
    "  def __reduce__(self): return self.__name__\n"
    "make = TypeAliasType\n"
#endif
    "def bases(bases, params):\n"
    "  args = (next(iter(p)) if type(p).__name__ == 'TypeVarTuple' else p for p in params)\n"
    "  return (*bases, typing.Generic[tuple(args)])\n"
    "def attributed(function, params):\n"
    "  function.__type_params__ = params\n"
    "  return function\n";
static __CYRUS_ONCE PyObject *__cyrus_of_type_alias(const char *name) {
    static PyObject *names;
    if (!names && !(names = __cyrus_run_text(__cyrus_type_alias_text)))
        return NULL;
    return PyDict_GetItemString(names, name);
}
static PyObject *__cyrus_type_alias(PyObject *name, PyObject *params, PyObject *value) {
    PyObject *make = __cyrus_of_type_alias("make");
    return make ? PyObject_CallFunctionObjArgs(make, name, params, value, NULL) : NULL;
}
static PyObject *__cyrus_type_params(PyObject *params) {
    PyObject *make = __cyrus_of_type_alias("parameters");
    return make ? PyObject_CallFunctionObjArgs(make, params, NULL) : NULL;
}
static PyObject *__cyrus_with_type_params(PyObject *function, PyObject *params) {
    PyObject *make = __cyrus_of_type_alias("attributed");
    return make ? PyObject_CallFunctionObjArgs(make, function, params, NULL) : NULL;
}
static PyObject *__cyrus_generic_bases(PyObject *bases, PyObject *params) {
    PyObject *make = __cyrus_of_type_alias("bases");
    return make ? PyObject_CallFunctionObjArgs(make, bases, params, NULL) : NULL;
}
