//! Makes a type descriptor ready: its id and the table that finds its ancestors.
//!
//! `views` has room for `mask + 1` entries; the view of an ancestor lies at `id & mask`, and the mask is the smallest that
//! keeps the ancestors apart (perfect hashing, so that a test is one comparison). Ids count up over all modules
//! of the process. A descriptor is made ready after those of its ancestors.
//@requires cyp_object, cyp_registry
//@fn __cyrus_cyp_type_ready(__cyrus_cyp_type *) -> int !neg
//@proto
static int __cyrus_cyp_type_ready(__cyrus_cyp_type *type);
//@code
static __CYRUS_ONCE int __cyrus_cyp_type_ready(__cyrus_cyp_type *type) {
    uint32_t i, size = 1;
    if (type->views)
        return 0;
    type->id = __cyrus_cyp_registry_->next_id++;
    for (;; size *= 2) {
        __cyrus_cyp_view *views;
        if (size < type->mro_len)
            continue;
        views = (__cyrus_cyp_view *)calloc(size, sizeof(__cyrus_cyp_view));
        if (!views) {
            PyErr_NoMemory();
            return -1;
        }
        for (i = 0; i < type->mro_len; i++) {
            __cyrus_cyp_view *view = &views[type->mro[i].type->id & (size - 1)];
            if (view->type)
                break;
            *view = type->mro[i];
        }
        if (i == type->mro_len) {
            type->views = views;
            type->mask = size - 1;
            return 0;
        }
        free(views);
    }
}
