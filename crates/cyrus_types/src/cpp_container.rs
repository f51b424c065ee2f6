//! What is known of the methods of C++ containers.

/// Whether a method of a container changes which items it has, or which are where.
pub fn changes_container(method: &str) -> bool {
    const WRITERS: [&str; 22] = [
        "push_back",
        "push_front",
        "pop_back",
        "pop_front",
        "insert",
        "emplace",
        "emplace_back",
        "emplace_front",
        "erase",
        "clear",
        "resize",
        "reserve",
        "assign",
        "swap",
        "push",
        "pop",
        "shrink_to_fit",
        "sort",
        "merge",
        "splice",
        "unique",
        "remove",
    ];
    WRITERS.contains(&method)
}
