//! Which threads use cypclass objects without the GIL that Python may have seen: while there are any, Python's
//! collector looks into none (cyp_mirror).
//!
//! `with nogil` blocks of functions that can do that (`uses`) count, without the `with gil` blocks inside; and, as
//! what a thread that never had the GIL does with an object it got is not known, all of its time after a `with gil` block of such a
//! function that may bring one (the compiler looks at what the block does). The number grows with the GIL held only.
//@requires cyp_pool, cyp_registry
//@proto
static __CYRUS_UNUSED void __cyrus_cyp_loose_begin(uint32_t uses);
static __CYRUS_UNUSED void __cyrus_cyp_loose_end(uint32_t uses);
static __CYRUS_UNUSED void __cyrus_cyp_loose_pause(PyGILState_STATE before);
static __CYRUS_UNUSED void __cyrus_cyp_loose_again(PyGILState_STATE before, uint32_t uses);
//@code
// The GIL is about to go.
static void __cyrus_cyp_loose_begin(uint32_t uses) {
    __cyrus_cyp_home *home = __cyrus_pool_home();
    if (!home)
        return;
    home->loose += uses;
    if (home->loose)
        (void)__cyrus_at_add(&__cyrus_pool_process->loose, (uint64_t)1);
}
// It is back.
static void __cyrus_cyp_loose_end(uint32_t uses) {
    __cyrus_cyp_home *home = __cyrus_pool_home();
    if (!home || !home->loose)
        return;
    (void)__cyrus_at_add(&__cyrus_pool_process->loose, ~(uint64_t)0);
    home->loose -= uses;
}
static void __cyrus_cyp_loose_pause(PyGILState_STATE before) {
    if (before == PyGILState_UNLOCKED)
        __cyrus_cyp_loose_end(0);
}
static void __cyrus_cyp_loose_again(PyGILState_STATE before, uint32_t uses) {
    __cyrus_cyp_home *home = __cyrus_pool_home();
    if (before == PyGILState_UNLOCKED && home)
        __cyrus_cyp_loose_begin(uses && !home->loose);
}
