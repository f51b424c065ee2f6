//! Template strings (PEP 750): `__cyrus_interpolation(value, expression, conversion, format_spec)` for each field, and
//! `__cyrus_template` of the tuple of strings and fields.
//!
//! The classes are those of `string.templatelib`. Before Python 3.14 there is no such module: the first to need it puts
//! one of its own into `sys.modules`, so all modules of a process have the same classes.
//@requires run_text
//@fn __cyrus_interpolation(obj, obj, obj, obj) -> new
//@fn __cyrus_template(obj) -> new
//@proto
static PyObject *__cyrus_interpolation(PyObject *value, PyObject *expression, PyObject *conversion, PyObject *spec);
static PyObject *__cyrus_template(PyObject *parts);
//@code
#if PY_VERSION_HEX < 0x030E0000
static const char __cyrus_template_text[] =
    "__name__ = 'string.templatelib'\n"
    "def set_fields(self, *values):\n"
    "  for name, value in zip(self.__slots__, values): object.__setattr__(self, name, value)\n"
    "  return self\n"
    "class Fixed:\n"
    "  __slots__ = ()\n"
    "  def __setattr__(self, name, value=None): raise AttributeError('readonly attribute')\n"
    "  __delattr__ = __setattr__\n"
    "  def __init_subclass__(cls):\n"
    "    if cls.__bases__ != (Fixed,):\n"
    "      name = cls.__base__.__name__\n"
    "      raise TypeError(f\"type 'string.templatelib.{name}' is not an acceptable base type\")\n"
    "class Interpolation(Fixed):\n"
    "  __slots__ = __match_args__ = ('value', 'expression', 'conversion', 'format_spec')\n"
    "  def __new__(cls, value, expression='', conversion=None, format_spec=''):\n"
    "    if conversion not in (None, 'a', 'r', 's'):\n"
    "      raise ValueError(\"Interpolation() argument 'conversion' must be one of 's', 'a' or 'r'\")\n"
    "    return set_fields(object.__new__(cls), value, expression, conversion, format_spec)\n"
    "  def __repr__(self):\n"
    "    return 'Interpolation' + repr(self.__reduce__()[1])\n"
    "  def __reduce__(self):\n"
    "    return Interpolation, (self.value, self.expression, self.conversion, self.format_spec)\n"
    "class Template(Fixed):\n"
    "  __slots__ = ('strings', 'interpolations')\n"
    "  def __new__(cls, *parts):\n"
    "    strings, fields = [''], []\n"
    "    for part in parts:\n"
    "      if isinstance(part, str): strings[-1] += part\n"
    "      elif isinstance(part, Interpolation):\n"
    "        fields.append(part)\n"
    "        strings.append('')\n"
    "      else:\n"
    "        raise TypeError('Template.__new__ *args need to be of type \\'str\\' or \\'Interpolation\\', '\n"
    "                        f'got {type(part).__name__}')\n"
    "    return set_fields(object.__new__(cls), tuple(strings), tuple(fields))\n"
    "  @property\n"
    "  def values(self):\n"
    "    return tuple(field.value for field in self.interpolations)\n"
    "  def __iter__(self):\n"
    "    for string, field in zip(self.strings, (*self.interpolations, None)):\n"
    "      if string: yield string\n"
    "      if field is not None: yield field\n"
    "  def __add__(self, other):\n"
    "    if isinstance(other, Template): return Template(*self, *other)\n"
    "    raise TypeError('can only concatenate string.templatelib.Template '\n"
    "                    f'(not \"{type(other).__name__}\") to string.templatelib.Template')\n"
    "  def __repr__(self):\n"
    "    return f'Template(strings={self.strings!r}, interpolations={self.interpolations!r})'\n"
    "  def __reduce__(self):\n"
    "    return Template, tuple(self)\n"
    "def convert(obj, /, conversion):\n"
    "  if conversion is None: return obj\n"
    "  if conversion in ('a', 'r', 's'): return {'a': ascii, 'r': repr, 's': str}[conversion](obj)\n"
    "  raise ValueError(f\"invalid conversion specifier: {conversion}\")\n"
    "import string, sys\n"
    "module = sys.modules['string.templatelib'] = string.templatelib = type(sys)('string.templatelib')\n"
    "module.Template, module.Interpolation, module.convert = Template, Interpolation, convert\n";
#endif
static __CYRUS_ONCE PyObject *__cyrus_template_class(const char *name) {
    PyObject *module, *cls;
#if PY_VERSION_HEX < 0x030E0000
    PyObject *names;
    module = PyImport_ImportModule("string.templatelib");
    if (!module && PyErr_ExceptionMatches(PyExc_ImportError)) {
        PyErr_Clear();
        names = __cyrus_run_text(__cyrus_template_text);
        module = names ? Py_XNewRef(PyDict_GetItemString(names, "module")) : NULL;
        __CYRUS_DROP(names);
    }
#else
    module = PyImport_ImportModule("string.templatelib");
#endif
    cls = module ? PyObject_GetAttrString(module, name) : NULL;
    __CYRUS_DROP(module);
    return cls;
}
static PyObject *__cyrus_interpolation(PyObject *value, PyObject *expression, PyObject *conversion, PyObject *spec) {
    static PyObject *cls;
    if (!cls && !(cls = __cyrus_template_class("Interpolation")))
        return NULL;
    return PyObject_CallFunctionObjArgs(cls, value, expression, conversion, spec, NULL);
}
static PyObject *__cyrus_template(PyObject *parts) {
    static PyObject *cls;
    if (!cls && !(cls = __cyrus_template_class("Template")))
        return NULL;
    return PyObject_Call(cls, parts, NULL);
}
