//! The programs that each tool watches: what the benchmarks measure, the mixed load, and the examples.
//!
//! A row is a module and what to call of it. Sizes are such that each takes seconds where it is watched.

/// A program.
pub(crate) struct Program {
    pub(crate) name: &'static str,
    /// The module's file, from the root of the tree.
    pub(crate) source: &'static str,
    pub(crate) cplus: bool,
    /// Python text, run with the module imported as `m`.
    pub(crate) calls: &'static str,
}

const OBJECTS: &str = "bench/peers/objects.pyx";
const ACTORS: &str = "bench/peers/actors.pyx";
const TASKS: &str = "bench/concurrency.pyx";
const LOAD: &str = "bench/soak_load.pyx";

const fn cplus(name: &'static str, source: &'static str, calls: &'static str) -> Program {
    Program { name, source, cplus: true, calls }
}

const fn c(name: &'static str, source: &'static str, calls: &'static str) -> Program {
    Program { name, source, cplus: false, calls }
}

pub(crate) const PROGRAMS: &[Program] = &[
    cplus("objects/live", OBJECTS, "assert m.live(20000, lambda: 0)[1] == 20000"),
    cplus("objects/allocate_and_free", OBJECTS, "assert m.alloc(100000) == 100000"),
    cplus("objects/binary_trees", OBJECTS, "assert m.trees(1) == 131071"),
    cplus("objects/list_walk", OBJECTS, "assert m.walk(5, 20000, clock)[1] == 5 * 20000 * 19999 // 2"),
    cplus("objects/virtual_calls", OBJECTS, "assert m.virtual(100000)"),
    cplus("objects/wlocked", OBJECTS, "assert m.locked(100000) == 100000"),
    cplus("objects/consume", OBJECTS, "assert m.move(16, 3, clock)[1] == 131071"),
    cplus("objects/consume_isolated", OBJECTS, "assert m.moved(16, 3, clock)[1] == 131071"),
    cplus("objects/dict_of_ints", OBJECTS, "m.numbers(100000, 1, clock)"),
    cplus("objects/dict_of_strings", OBJECTS, "m.names(50000, 1, clock)"),
    cplus(
        "python/pickling",
        "bench/peers/seen_cypclass.pyx",
        "import copy, pickle, sys; sys.modules['seen_cypclass'] = m
for i in range(2000):
    pair = pickle.loads(pickle.dumps(m.Pair(i, 2), 5))
    assert (pair.a, pair.b, copy.copy(pair).plus(3)) == (i, 2, i + 3)",
    ),
    c("threads/capabilities", "tests/threads/capabilities.pyx", "m.main()"),
    c("threads/cycles", "tests/threads/cycles.pyx", "m.main()"),
    c("threads/shared_cycles", "tests/threads/shared_cycles.pyx", "m.main()"),
    c("threads/cycles_below_locks", "tests/threads/cycles_below_locks.pyx", "m.main()"),
    c("threads/locks", "bench/peers/locks.pyx", "m.increments(2, 100000)"),
    c("actors/ping_pong", ACTORS, "m.pingpong(2, 5000)"),
    c("actors/fan_out", ACTORS, "m.fanout(2, 20000)"),
    c("actors/ring", ACTORS, "m.threadring(2, 5000)"),
    c("actors/chameneos", ACTORS, "m.chameneos(2, 2000)"),
    c("actors/futures", ACTORS, "m.ask(2, 1000)"),
    cplus("tasks/groups", TASKS, "m.group(2, 5000)"),
    cplus("tasks/handles", TASKS, "m.handles(2, 5000)"),
    cplus("tasks/channels", TASKS, "m.wake(2, 5000); m.stream(2, 20000)"),
    cplus("tasks/select", TASKS, "m.select(2, 5000)"),
    cplus("tasks/parked", TASKS, "m.parked(2, 300)"),
    c("load/channels", LOAD, "rounds(m.channels, 200)"),
    c("load/actors", LOAD, "rounds(m.actors, 60)"),
    c("load/locks", LOAD, "rounds(m.locks, 100)"),
    c("load/cancellations", LOAD, "rounds(m.cancellations, 10)"),
    c("load/exceptions", LOAD, "rounds(m.exceptions, 30)"),
    c("load/python_calls", LOAD, "rounds(m.python_calls, 50)"),
    c("load/all_at_once", LOAD, "at_once(m)"),
    c("examples/k_d_tree", "examples/kdtree.pyx", "neighbours(m)"),
    c("examples/http_server", "examples/http_server.pyx", "serve(m)"),
];
