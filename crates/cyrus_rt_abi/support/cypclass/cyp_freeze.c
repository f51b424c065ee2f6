//! Makes an object immutable: from now on any number of threads may read it, and all that it leads to.
//!
//! Nobody writes it any more (the compiler sees to that), so all that has to change is how references are counted: the flag
//! SHARED is set (and FROZEN, for the detector of cycles) on every object that plain references lead to. An object that has it already (not only because Python has seen it) was frozen
//! before, with all below it. The lock words, which nobody uses meanwhile, link the objects still to be looked at.
//@requires cyp_object
//@fn __cyrus_cyp_freeze(__cyrus_cyp *) -> void nogil
//@proto
static void __cyrus_cyp_freeze(__cyrus_cyp *o);
//@code
static int __cyrus_cyp_freeze_visit(__cyrus_cyp *o, void *todo) {
    __cyrus_cyp **first = (__cyrus_cyp **)todo;
    uint64_t refs = o ? __cyrus_at_load(&o->refs) : __CYRUS_CYP_SHARED;
    if ((refs & (__CYRUS_CYP_SHARED | __CYRUS_CYP_PYTHON)) != __CYRUS_CYP_SHARED) {
        if (refs & __CYRUS_CYP_SHARED) {
            (void)__cyrus_at_or(&o->refs, (uint64_t)__CYRUS_CYP_FROZEN);
            (void)__cyrus_at_and(&o->refs, ~(uint64_t)__CYRUS_CYP_PYTHON);
        } else {
            // So far only this thread has counted.
            __cyrus_at_store(&o->refs, (refs | __CYRUS_CYP_SHARED | __CYRUS_CYP_FROZEN) & ~(uint64_t)__CYRUS_CYP_PYTHON);
        }
        if (!o->type->traverse)
            return 0;
        o->lock = (uint64_t)(uintptr_t)*first;
        *first = o;
    }
    return 0;
}
static void __cyrus_cyp_freeze(__cyrus_cyp *o) {
    __cyrus_cyp *todo = NULL;
    __cyrus_cyp_settle(o);
    (void)__cyrus_cyp_freeze_visit(o, &todo);
    while (todo) {
        o = todo;
        todo = (__cyrus_cyp *)(uintptr_t)o->lock;
        o->lock = 0;
        (void)o->type->traverse(o, __cyrus_cyp_freeze_visit, &todo);
    }
}
