//! Stacks as readers want them: without what the runtime itself does at either end.

use std::borrow::Cow;

/// How many calls are shown at most.
const MOST: usize = 30;

/// What a function is called whose caller of the same name has given it room.
const WITHIN: &str = "__within";

struct Call<'a> {
    name: &'a str,
    place: Option<&'a str>,
}

/// The calls that [`std::backtrace::Backtrace`] shows, innermost first.
fn calls(text: &str) -> Vec<Call<'_>> {
    let mut calls: Vec<Call<'_>> = Vec::new();
    // A place that follows belongs to none of them.
    let mut left_out = false;
    for line in text.lines() {
        let line = line.trim();
        if let Some(place) = line.strip_prefix("at ") {
            if let Some(last) = calls.last_mut().filter(|_| !left_out) {
                last.place = Some(place);
            }
        } else if let Some((number, name)) = line.split_once(": ")
            && number.bytes().all(|byte| byte.is_ascii_digit())
        {
            let name = plain(name);
            left_out = false;
            if name.starts_with("_ZZ") && name.contains("__cyrus_") {
                // Without a name of its own in the program.
                left_out = true;
                continue;
            }
            if name.starts_with("__cyrus_rt_") && name.ends_with("_with_room") {
                left_out = true;
                continue;
            }
            if let Some(last) = calls.last_mut()
                && without_suffix(last.name) == Some(name)
            {
                last.name = name;
                left_out = true;
                continue;
            }
            calls.push(Call { name, place: None });
            if name == "cyrus_rt_on_large_stack"
                && let Some(inner) = calls.iter().rposition(|call| call.name.starts_with("__cyrus_rt_run_"))
            {
                // Where the program goes on on another stack says nothing to readers.
                calls.truncate(inner);
                left_out = true;
            }
        }
    }
    calls
}

/// The function of which this is what runs with room: the whole of it, or a numbered part.
fn without_suffix(name: &str) -> Option<&str> {
    name.trim_end_matches(|c: char| c.is_ascii_digit()).strip_suffix(WITHIN)
}

/// The name of a function as it was written where C++ has added its types: `_ZL4workPv` is `work`.
pub fn plain(symbol: &str) -> &str {
    let inner = || {
        let rest = symbol.strip_prefix("_Z")?;
        let rest = rest.strip_prefix('L').unwrap_or(rest);
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let length: usize = rest[..digits].parse().ok()?;
        rest.get(digits..digits + length)
    };
    inner().unwrap_or(symbol)
}

/// A function of the C interface: what the program has called.
fn is_interface(call: &Call<'_>) -> bool {
    call.name.starts_with("cyrus_rt_")
}

/// What runs tasks, messages and threads.
fn is_beneath(call: &Call<'_>) -> bool {
    const BENEATH: [&str; 9] = [
        "cyrus_sync::foreign::",
        "cyrus_rt::",
        "cyrus_sched::",
        "<cyrus_sched::",
        "cyrus_actors::",
        "std::sys::",
        "std::rt::",
        "Py_RunMain",
        "__libc_start",
    ];
    BENEATH.iter().any(|beneath| call.name.starts_with(beneath))
}

/// A function of CPython, or of the means by which it calls others.
fn is_interpreter(call: &Call<'_>) -> bool {
    const NAMES: [&str; 15] = [
        "_Py",
        "_CallPythonObject",
        "Py",
        "pyrun_",
        "pymain_",
        "run_eval_",
        "run_mod",
        "cfunction_",
        "method_vectorcall",
        "call_function",
        "function_code_fastcall",
        "object_vacall",
        "vectorcall_",
        "context_run",
        "closure_fcn",
    ];
    NAMES.iter().any(|name| call.name.starts_with(name))
}

/// The function that a task or message is for, of what the compiler makes to start it: `__cyrus_y___cyrus_go2_work_run_1`.
fn started(name: &str) -> Option<&str> {
    let (_, rest) = name.split_once("__cyrus_go").or_else(|| name.split_once("__cyrus_message"))?;
    let (_, rest) = rest.split_once('_')?;
    let end = ["_run_", "_body_", "_call_"].iter().filter_map(|part| rest.rfind(part)).max()?;
    Some(&rest[..end])
}

/// What a function of generated code is called in the program; nothing for those that only the compiler knows.
fn in_program(name: &str) -> Option<&str> {
    // Where the two became one.
    let name = without_suffix(name).unwrap_or(name);
    let Some(generated) = name.strip_prefix("__cyrus_") else { return Some(name) };
    if let Some(function) = started(name) {
        return Some(function);
    }
    let (kind, own) = generated.split_once('_')?;
    if kind.len() != 1 || own.starts_with("__cyrus_") {
        return None;
    }
    let shorter = own.trim_end_matches(|c: char| c.is_ascii_digit());
    Some(if kind == "f" || shorter.len() == own.len() {
        own
    } else {
        shorter.strip_suffix('_').unwrap_or(own)
    })
}

/// Methods and functions of the library as programs call them: `libcyrus__future__future_get_2_i692` is `future.get`.
fn as_called(name: &str) -> Cow<'_, str> {
    // Of those classes that have no parameters; what has some has a number behind it, and functions have none.
    const CLASSES: [&str; 4] = ["_handle", "selection", "taskgroup", "voidtask"];
    let library = name.split_once("__").filter(|(first, _)| ["libcyrus", "libcythonplus"].contains(first));
    let Some((_, own)) = library.and_then(|(_, rest)| rest.split_once("__")) else {
        return Cow::Borrowed(name);
    };
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (own, is_instance) = match own.rsplit_once("_i") {
        Some((before, instance)) if number(instance) => (before, true),
        _ => (own, false),
    };
    let own = match own.rsplit_once('_') {
        Some((before, overload)) if number(overload) => before,
        _ => own,
    };
    let private = own.bytes().take_while(|&byte| byte == b'_').count();
    let Some(at) = own[private..].find('_').map(|at| at + private) else { return Cow::Borrowed(own) };
    let class = &own[..at];
    if is_instance || CLASSES.contains(&class) || class.starts_with(|c: char| c.is_ascii_uppercase()) {
        Cow::Owned(format!("{class}.{}", &own[at + 1..]))
    } else {
        Cow::Borrowed(own)
    }
}

/// What starts a function says nothing beside that; it stands for one that was compiled into it.
fn is_told(call: &Call<'_>, name: &str, last: &str) -> bool {
    let is_start = started(call.name).is_some();
    is_start && last.strip_suffix(name).is_some_and(|before| before.is_empty() || before.ends_with('_'))
}

/// Only what the program has called, by `from` (the first call of the interface, or else everything) and up to where the runtime called the program.
pub fn readable(text: &str) -> String {
    let calls = calls(text);
    let first = calls.iter().position(is_interface);
    let shown = &calls[first.unwrap_or(0)..];
    let end = match first {
        Some(_) => shown.iter().position(is_beneath).unwrap_or(shown.len()),
        None => shown.len(),
    };
    let mut lines: Vec<String> = Vec::new();
    let mut last = "";
    for call in shown[..end].iter().filter(|call| call.name != "<unknown>") {
        let Some(name) = in_program(call.name) else { continue };
        if is_told(call, name, last) {
            continue;
        }
        last = name;
        lines.push(if is_interpreter(call) {
            "    (Python)".to_owned()
        } else {
            // Where the interface is in our sources says nothing to its users.
            match call.place.filter(|_| !is_interface(call)) {
                Some(place) => format!("    {} at {place}", as_called(name)),
                None => format!("    {}", as_called(name)),
            }
        });
    }
    lines.dedup_by(|next, last| next == last && next == "    (Python)");
    if lines.len() > MOST {
        lines.truncate(MOST);
        lines.push("    …".to_owned());
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// What has used up a stack, as its fault handler sees it: each call once, with how often it comes.
pub(crate) fn of_overflow(text: &str) -> String {
    let calls = calls(text);
    let handler = calls.iter().rposition(|call| call.name.contains("overflow::on_fault"));
    let shown = &calls[handler.map_or(0, |at| at + 1)..];
    // The last straw may have been a call of the runtime.
    let first = shown.iter().position(|call| call.name.starts_with("__cyrus_")).unwrap_or(0);
    let end = shown.iter().skip(first).position(is_beneath).map_or(shown.len(), |end| first + end);
    let mut seen: Vec<(&Call<'_>, usize)> = Vec::new();
    for call in shown[first..end].iter().filter(|call| !["<unknown>", "__restore_rt"].contains(&call.name)) {
        let Some(name) = in_program(call.name) else { continue };
        if seen
            .last()
            .is_some_and(|(last, _)| is_told(call, name, in_program(last.name).unwrap_or(last.name)))
        {
            continue;
        }
        match seen.iter_mut().find(|(known, _)| known.name == call.name) {
            Some((_, count)) => *count += 1,
            None => seen.push((call, 1)),
        }
    }
    let mut out = String::new();
    for (call, count) in seen.iter().take(MOST) {
        let times = if *count > 1 { format!(", {count} times") } else { String::new() };
        let place = call.place.map_or_else(String::new, |place| format!(" at {place}"));
        out.push_str(&format!(
            "    {}{place}{times}\n",
            as_called(in_program(call.name).unwrap_or(call.name))
        ));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_between_two_parts_of_the_runtime() {
        let text = "   0: cyrus_sched::worker::Worker::park\n   1: cyrus_rt_channel_receive\n             at ./src/channel.rs:1:2\n   2: <unknown>\n   3: take_one\n             at shop.pyx:12\n   4: cyrus_rt::task::Function::call\n   5: clone3\n";
        assert_eq!(readable(text), "    cyrus_rt_channel_receive\n    take_one at shop.pyx:12\n");
    }

    #[test]
    fn functions_with_room_come_once() {
        let text = "   0: cyrus_rt_channel_receive\n   1: _ZL19__cyrus_f_f__withini\n   2: _ZZL9__cyrus_f_fiENKUlvE_clEv\n   3: _Z19__cyrus_rt_run_bodyIZ1fvEUlvE_EvPv\n   4: cyrus_rt::scheduler::cyrus_rt_on_large_stack::{{closure}}\n   5: cyrus_rt_on_large_stack\n   6: _ZL11__cyrus_f_fi\n   7: outer\n";
        assert_eq!(readable(text), "    cyrus_rt_channel_receive\n    f\n    outer\n");
        let text = "   0: cyrus_rt_channel_receive\n   1: __cyrus_f_f__within\n   2: __cyrus_rt_run___cyrus_f_f\n   3: cyrus_rt_on_large_stack\n   4: __cyrus_f_f\n   5: outer\n";
        assert_eq!(readable(text), "    cyrus_rt_channel_receive\n    f\n    outer\n");
        // A part of a function, with and without room of its own.
        let text = "   0: cyrus_rt_channel_receive\n   1: _ZL20__cyrus_f_f__within1Pv\n   2: _ZL19__cyrus_rt_run_partPv\n   3: cyrus_rt_on_large_stack\n   4: _ZL25__cyrus_rt_part_with_roomPFiPvES_\n   5: _ZL11__cyrus_f_fi\n   6: outer\n";
        assert_eq!(readable(text), "    cyrus_rt_channel_receive\n    f\n    outer\n");
        let text =
            "   0: cyrus_rt_channel_receive\n   1: __cyrus_f_f__within12\n   2: __cyrus_f_f\n   3: outer\n";
        assert_eq!(readable(text), "    cyrus_rt_channel_receive\n    f\n    outer\n");
    }

    #[test]
    fn names_of_the_library() {
        assert_eq!(as_called("libcyrus__future__future_get_2_i692"), "future.get");
        assert_eq!(as_called("libcyrus__task___handle__join_1"), "_handle._join");
        assert_eq!(as_called("libcyrus__task__voidtask_join"), "voidtask.join");
        assert_eq!(as_called("libcyrus__net__Socket_read_all_3"), "Socket.read_all");
        assert_eq!(as_called("libcyrus__task__raise_status"), "raise_status");
        assert_eq!(as_called("Asker_ask_2"), "Asker_ask_2");
    }

    #[test]
    fn a_large_stack_is_no_end() {
        let text = "   0: cyrus_rt_channel_receive\n   1: inner\n   2: __cyrus_rt_run_call\n   3: {closure#0}\n   4: cyrus_rt::scheduler::cyrus_rt_on_large_stack::{{closure}}\n   3: cyrus_sync::foreign::call\n   4: corosensei::coroutine::on_stack::wrapper\n   5: cyrus_sched::fiber::Fiber::on_large_stack\n   6: cyrus_rt_on_large_stack\n   7: outer\n   8: cyrus_rt::task::Function::call\n";
        assert_eq!(readable(text), "    cyrus_rt_channel_receive\n    inner\n    outer\n");
    }

    #[test]
    fn functions_have_the_names_of_the_program() {
        assert_eq!(in_program("__cyrus_f_nested"), Some("nested"));
        assert_eq!(in_program("__cyrus_p_opposite_orders_11"), Some("opposite_orders"));
        assert_eq!(in_program("__cyrus_f_of_2"), Some("of_2"));
        assert_eq!(in_program("__cyrus_y___cyrus_go2_nested_run_1"), Some("nested"));
        assert_eq!(in_program("__cyrus_y___cyrus_message0_run_it_call_0"), Some("run_it"));
        assert_eq!(in_program("__cyrus_cyp_enter"), None);
        assert_eq!(in_program("work"), Some("work"));
    }

    #[test]
    fn what_starts_a_function_is_told_where_the_function_is_not() {
        let text = "   0: cyrus_rt_word_wait\n   1: __cyrus_y___cyrus_go0_work_run_1\n   2: cyrus_rt::task::Function::call\n";
        assert_eq!(readable(text), "    cyrus_rt_word_wait\n    work\n");
        let text = "   0: cyrus_rt_word_wait\n   1: __cyrus_y_A_ping_1\n   2: __cyrus_y___cyrus_message0_ping_call_0\n   3: __cyrus_y___cyrus_message0_ping_run_1\n   4: cyrus_rt::actor::run\n";
        assert_eq!(readable(text), "    cyrus_rt_word_wait\n    A_ping\n");
    }

    #[test]
    fn functions_of_cpp_have_plain_names() {
        assert_eq!(plain("_ZL14__cyrus_f_deepi"), "__cyrus_f_deep");
        assert_eq!(plain("_Z4workPv"), "work");
        assert_eq!(plain("_ZN3one3twoEv"), "_ZN3one3twoEv");
        assert_eq!(plain("_Z99work"), "_Z99work");
        assert_eq!(plain("work"), "work");
        let text = "   0: cyrus_rt_channel_receive\n   1: _ZL18__cyrus_f_take_oneP4chan\n";
        assert_eq!(readable(text), "    cyrus_rt_channel_receive\n    take_one\n");
    }

    #[test]
    fn what_calls_itself_is_counted() {
        let text = "   0: cyrus_sched::overflow::on_fault\n   1: __restore_rt\n   2: deep\n   3: deep\n   4: start\n   5: cyrus_sync::foreign::call\n";
        assert_eq!(of_overflow(text), "    deep, 2 times\n    start\n");
    }

    #[test]
    fn all_of_it_when_the_program_is_in_rust() {
        assert_eq!(readable("   0: park\n   1: main\n"), "    park\n    main\n");
    }
}
