//! A `main` function for programs (`--embed`), and the spelling of names beyond ASCII.

use crate::c_text::bytes_literal;
use crate::cx::Cx;
use std::fmt::Write as _;

/// The program's entry: an interpreter whose `__main__` is this module.
pub(super) fn main(cx: &mut Cx) -> String {
    let Some(name) = &cx.options.embed else { return String::new() };
    let init = super::init_function(cx);
    let module = bytes_literal(super::short_name(cx).as_bytes());
    let mut out = String::new();
    let _ = write!(
        out,
        r#"static int __cyrus_run_main(void) {{
  PyObject *spec, *machinery, *m = NULL, *def = {init}();
  int status = -1;
  machinery = PyImport_ImportModule("importlib.machinery");
  spec = machinery ? PyObject_CallMethod(machinery, "ModuleSpec", "sO", "__main__", Py_None) : NULL;
  if (def && spec) m = PyModule_FromDefAndSpec((PyModuleDef *)def, spec);
  if (m && PyDict_SetItemString(PyImport_GetModuleDict(), "__main__", m) == 0 &&
      PyModule_AddStringConstant(m, "__name__", "__main__") == 0)
    status = PyModule_ExecDef(m, (PyModuleDef *)def);
  Py_XDECREF(spec);
  Py_XDECREF(machinery);
  Py_XDECREF(m);
  return status;
}}
#if defined(_WIN32) && defined(UNICODE)
int wmain(int argc, wchar_t **argv)
#else
int {name}(int argc, char **argv)
#endif
{{
  PyConfig config;
  PyStatus status;
  int failed = 1;
  if (PyImport_AppendInittab({module}, {init}) < 0) return 1;
  PyConfig_InitPythonConfig(&config);
  config.parse_argv = 0;
#if defined(_WIN32) && defined(UNICODE)
  status = PyConfig_SetArgv(&config, argc, argv);
#else
  status = PyConfig_SetBytesArgv(&config, argc, argv);
#endif
  if (!PyStatus_Exception(status)) status = Py_InitializeFromConfig(&config);
  PyConfig_Clear(&config);
  if (PyStatus_Exception(status)) Py_ExitStatusException(status);
  failed = __cyrus_run_main() < 0;
  if (failed) PyErr_Print();
  if (Py_FinalizeEx() < 0) failed = 1;
  return failed;
}}
"#
    );
    out
}

/// A name in Punycode (RFC 3492), as PEP 489 spells initialisation functions.
pub(super) fn punycode(name: &str) -> Option<String> {
    let mut out: String = name.chars().filter(char::is_ascii).collect();
    let basic = out.len() as u32;
    let points: Vec<u32> = name.chars().map(u32::from).collect();
    let mut handled = basic;
    if basic > 0 {
        out.push('-');
    }
    let (mut n, mut delta, mut bias) = (128u32, 0u32, 72u32);
    while (handled as usize) < points.len() {
        let next = points.iter().copied().filter(|&p| p >= n).min()?;
        delta = delta.checked_add((next - n).checked_mul(handled + 1)?)?;
        n = next;
        for &point in &points {
            if point < n {
                delta = delta.checked_add(1)?;
            }
            if point == n {
                let mut q = delta;
                let mut k = 36;
                loop {
                    let t = if k <= bias { 1 } else { (k - bias).min(26) };
                    if q < t {
                        break;
                    }
                    out.push(digit(t + (q - t) % (36 - t)));
                    q = (q - t) / (36 - t);
                    k += 36;
                }
                out.push(digit(q));
                bias = adapt(delta, handled + 1, handled == basic);
                delta = 0;
                handled += 1;
            }
        }
        delta += 1;
        n += 1;
    }
    Some(out)
}

fn digit(value: u32) -> char {
    char::from_digit(value, 36).map_or('a', |_| {
        let v = value as u8;
        (if v < 26 { b'a' + v } else { b'0' + v - 26 }) as char
    })
}

fn adapt(delta: u32, points: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta += delta / points;
    let mut k = 0;
    while delta > 455 {
        delta /= 35;
        k += 36;
    }
    k + 36 * delta / (delta + 38)
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_as_python_spells_them() {
        // 'mymödüle'.encode('punycode'), '雪'.encode('punycode')
        assert_eq!(super::punycode("mymödüle").as_deref(), Some("mymdle-yxa3c"));
        assert_eq!(super::punycode("雪").as_deref(), Some("gp5a"));
    }
}
