//! What functions of tasks are called in the program.

/// The name of the function at this address, as the program has it; "task" when there is none.
pub(crate) fn of_task(address: usize) -> String {
    let mut name = None;
    // Taken for a return address, which may lie behind the function.
    backtrace::resolve(std::ptr::without_provenance_mut(address + 1), |symbol| {
        if name.is_none() {
            name = symbol.name().map(|name| name.to_string());
        }
    });
    name.as_deref().map_or_else(|| "task".to_owned(), |name| of_symbol(name).to_owned())
}

// The compiler makes a function that starts a task of each that is called by `go`: `__cyrus_y___cyrus_go2_NAME_run_1`.
fn of_symbol(symbol: &str) -> &str {
    let symbol = cyrus_sched::plain(symbol);
    let inner = || {
        let started = symbol.split_once("__cyrus_go")?.1.split_once('_')?.1;
        Some(started.split_once("_run_").map_or(started, |(name, _)| name))
    };
    inner().unwrap_or_else(|| symbol.strip_prefix("__cyrus_f_").unwrap_or(symbol))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_gives_the_names() {
        assert_eq!(of_symbol("__cyrus_y___cyrus_go2_nested_run_1"), "nested");
        assert_eq!(of_symbol("__cyrus_f_work"), "work");
        assert_eq!(of_symbol("_ZL14__cyrus_f_workPv"), "work");
        assert_eq!(of_symbol("_ZL34__cyrus_y___cyrus_go0_callit_run_1PvS_P18cyrus_rt_exception"), "callit");
        assert_eq!(of_symbol("work"), "work");
    }
}
