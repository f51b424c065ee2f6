//! Collection of cycles of plain references: synchronous trial deletion (Bacon and Rajan, 2001).
//!
//! A thread notes objects that lost a reference but not the last one (cyp_object). `collect` takes off the count of every
//! object they lead to the references found inside; what ends above zero is referred to from outside and lives, with all
//! it leads to; the rest is garbage. Counts are put back before anything else happens. An array holds the objects, each
//! of which knows its place there by its lock word; lives ones move to its front, up to `alive`. No recursion, and 8 bytes for each
//! object meanwhile.
//!
//! Of garbage the weak references go first, then all `__dealloc__`s run while everything is still there, once in the life of an
//! object. What they made reachable again stays, and only then are fields released and the memory given back.
//!
//! Whose objects they are: a thread looks at what it has noted itself, so at objects of its own (never SHARED) and, with the
//! GIL held, at objects that Python has seen. Notes made with the GIL held may be of objects that other threads use
//! with the GIL, so they are looked at with the GIL only; a thread that is about to release it, and to go on, puts those made without it to
//! them (by a statement, at the end of `with gil`, or to wait in the runtime, where it may run other coroutines). What goes to another owner (`consume`, a change of capability) is settled before: no note of it is left. While a
//! thread holds a lock, or handles a message, it drops what is somebody else's as well as what is its own: such notes go to lists
//! of their own, which are empty again before the lock is free (cyp_below).
//!
//! Threads in compiled code without the GIL may count objects that Python has seen, and let them die (`loose`, see cyp_loose). While there are
//! any, those are not looked at, and stay noted; nor does any thread but one with the GIL change what another has noted.
//!
//! Not to be seen, and so kept alive by what refers to it: references in Python objects (so instances of derived Python classes, see cyp_mirror), in C++ values other than ranges
//! and pairs, in memory behind pointers; and references that are `iso`, `lock`, `active` or `immutable`.
//! The middle of an operation of a C++ container is no time to look (`inside`).
//@requires cyp_mirror, cyp_type
//@init __cyrus_cyp_cycle_init
//@fn __cyrus_cyp_collect_now() -> long nogil
//@proto
static int __cyrus_cyp_cycle_init(void);
// Collects what is garbage of this thread's objects and, with the GIL held, of Python's; how many objects went.
static long __cyrus_cyp_collect_now(void);
// This thread is about to release the GIL.
static inline void __cyrus_cyp_leaving(void) {
    if (__CYRUS_UNLIKELY(__cyrus_pool_here->roots[0].count | __cyrus_pool_here->below))
        __cyrus_cyp_registry_->leaving(__cyrus_pool_here);
}
// The same at the end of a time with the GIL inside of one without it. Who notes most of what it notes without the GIL looks at it
// here.
static __CYRUS_NOINLINE void __cyrus_cyp_gil_ends_really(void);
static inline void __cyrus_cyp_gil_ends(void) {
    if (__CYRUS_UNLIKELY(__cyrus_pool_here->roots[0].count | __cyrus_pool_here->below))
        __cyrus_cyp_gil_ends_really();
}
//@code
typedef struct {
    __cyrus_cyp **objects;
    size_t count, size, alive;
    // No more objects than that are looked at; what else these lead to counts as referring from elsewhere.
    size_t most;
    // References seen in the object at hand.
    size_t seen;
    int held, isolates;
} __cyrus_cyp_trial;
static int __cyrus_cyp_trial_walk(__cyrus_cyp *o, __cyrus_cyp_visit visit, __cyrus_cyp_trial *t) {
    return o->type->traverse ? o->type->traverse(o, visit, t) : 0;
}
static int __cyrus_cyp_trial_add(__cyrus_cyp_trial *t, __cyrus_cyp *o) {
    if (t->count == t->size) {
        size_t size = t->size ? t->size * 2 : 256;
        __cyrus_cyp **objects = (__cyrus_cyp **)realloc((void *)t->objects, size * sizeof *objects);
        if (!objects)
            return -1;
        t->objects = objects;
        t->size = size;
    }
    if (__cyrus_at_load(&o->refs) & __CYRUS_CYP_BUFFERED)
        __cyrus_cyp_forget(o);
    __cyrus_cyp_flag(o, __CYRUS_CYP_GRAY);
    o->lock = t->count;
    t->objects[t->count++] = o;
    return 0;
}
static __cyrus_cyp_notes *__cyrus_cyp_notes_of(__cyrus_cyp *o) {
    return (__cyrus_cyp_notes *)(uintptr_t)(o->lock & ~(uint64_t)(sizeof(__cyrus_cyp_notes) - 1));
}
// Objects of the thread, or of Python's while the GIL is held, that can be in cycles and that nobody has locked.
static int __cyrus_cyp_trial_takes(const __cyrus_cyp_trial *t, __cyrus_cyp *o) {
    uint64_t refs = __cyrus_at_load(&o->refs);
    if (refs & __CYRUS_CYP_GRAY)
        return 1;
    if (refs & __CYRUS_CYP_SHARED && (__CYRUS_FREE_THREADED || !t->held || !(refs & __CYRUS_CYP_PYTHON)))
        return 0;
    // What an instance of a derived Python class has may lead anywhere: Python's collector finds that out.
    if (refs & __CYRUS_CYP_DERIVED)
        return 0;
    // Noted above the lock: a trial that may not decide leaves that note to one that does.
    if (t->most != ~(size_t)0 && refs & __CYRUS_CYP_BUFFERED && o->lock && __cyrus_cyp_notes_of(o)->list < 2)
        return 0;
    return o->type->flags & __CYRUS_CYP_CYCLIC && (refs & __CYRUS_CYP_BUFFERED || !o->lock);
}
static void __cyrus_cyp_trial_count(__cyrus_cyp *o, uint64_t change) { __cyrus_at_store(&o->refs, __cyrus_at_load(&o->refs) + change); }
static int __cyrus_cyp_trial_enter(__cyrus_cyp *o, void *trial) {
    __cyrus_cyp_trial *t = (__cyrus_cyp_trial *)trial;
    if (!__cyrus_cyp_trial_takes(t, o))
        return 0;
    if (!(__cyrus_at_load(&o->refs) & __CYRUS_CYP_GRAY)) {
        // From here on nothing is added: of what is in the array at last, every reference was seen.
        if (t->count >= t->most)
            return 0;
        if (__cyrus_cyp_trial_add(t, o) < 0)
            return -1;
    }
    t->seen++;
    __cyrus_cyp_trial_count(o, (uint64_t)0 - __CYRUS_CYP_ONE);
    return 0;
}
static int __cyrus_cyp_trial_less(__cyrus_cyp *o, void *trial) {
    (void)trial;
    if (__cyrus_at_load(&o->refs) & __CYRUS_CYP_GRAY)
        __cyrus_cyp_trial_count(o, (uint64_t)0 - __CYRUS_CYP_ONE);
    return 0;
}
static int __cyrus_cyp_trial_more(__cyrus_cyp *o, void *trial) {
    __cyrus_cyp_trial *t = (__cyrus_cyp_trial *)trial;
    if (__cyrus_at_load(&o->refs) & __CYRUS_CYP_GRAY && t->seen) {
        t->seen--;
        __cyrus_cyp_trial_count(o, __CYRUS_CYP_ONE);
    }
    return 0;
}
static void __cyrus_cyp_trial_lives(__cyrus_cyp_trial *t, __cyrus_cyp *o) {
    __cyrus_cyp *other = t->objects[t->alive];
    t->objects[o->lock] = other;
    other->lock = o->lock;
    t->objects[t->alive] = o;
    o->lock = t->alive++;
}
static int __cyrus_cyp_trial_reach(__cyrus_cyp *o, void *trial) {
    __cyrus_cyp_trial *t = (__cyrus_cyp_trial *)trial;
    if (__cyrus_at_load(&o->refs) & __CYRUS_CYP_GRAY && o->lock >= t->alive)
        __cyrus_cyp_trial_lives(t, o);
    return 0;
}
// Puts the counts back: all references in the first `count` objects, and `seen` of those in the next.
static void __cyrus_cyp_trial_undo(__cyrus_cyp_trial *t, size_t count, size_t seen) {
    size_t i;
    for (i = 0; i < count; i++) {
        t->seen = ~(size_t)0;
        (void)__cyrus_cyp_trial_walk(t->objects[i], __cyrus_cyp_trial_more, t);
    }
    if (seen) {
        t->seen = seen;
        (void)__cyrus_cyp_trial_walk(t->objects[count], __cyrus_cyp_trial_more, t);
    }
}
// The objects that have more than `own` references from elsewhere, and all that they lead to, get to the front; the counts are
// as before.
static void __cyrus_cyp_trial_decide(__cyrus_cyp_trial *t, uint64_t own) {
    size_t i;
    for (i = 0; i < t->count; i++) {
        if (__cyrus_at_load(&t->objects[i]->refs) / __CYRUS_CYP_ONE > own)
            __cyrus_cyp_trial_lives(t, t->objects[i]);
    }
    for (i = 0; i < t->alive; i++)
        (void)__cyrus_cyp_trial_walk(t->objects[i], __cyrus_cyp_trial_reach, t);
    __cyrus_cyp_trial_undo(t, t->count, 0);
}
static void __cyrus_cyp_trial_release(__cyrus_cyp_home *home, __cyrus_cyp_trial *t) {
    size_t i;
    home->dying = 0;
    home->dying_end = &home->dying;
    home->tearing = 1;
    for (i = t->alive; i < t->count; i++)
        t->objects[i]->type->release(t->objects[i]);
    home->tearing = 0;
    for (i = t->alive; i < t->count; i++) {
        __cyrus_cyp *o = t->objects[i];
        if (__cyrus_at_load(&o->refs) / __CYRUS_CYP_ONE == 1)
            __cyrus_pool_give(o, o->type->size);
    }
    if (home->dying) {
        __cyrus_cyp *o = (__cyrus_cyp *)(uintptr_t)home->dying;
        __cyrus_cyp_bury(home, o, o->lock);
    }
}
// Garbage is what lies behind the first `alive`; how much of it went.
static size_t __cyrus_cyp_trial_destroy(__cyrus_cyp_home *home, __cyrus_cyp_trial *t) {
    size_t i, from = t->alive;
    int finalizes = 0;
    for (i = 0; i < t->count; i++) {
        __cyrus_cyp *o = t->objects[i];
        uint64_t refs = __cyrus_at_load(&o->refs) & ~(uint64_t)__CYRUS_CYP_GRAY;
        o->lock = 0;
        if (i < from) {
            __cyrus_at_store(&o->refs, refs);
            continue;
        }
        // BUFFERED without a place: it is noted no more.
        __cyrus_at_store(&o->refs, (refs | __CYRUS_CYP_BUFFERED) + __CYRUS_CYP_ONE);
        finalizes |= o->type->dealloc && !(refs & __CYRUS_CYP_FINAL);
    }
    for (i = from; i < t->count; i++) {
        if (__cyrus_at_load(&t->objects[i]->refs) & __CYRUS_CYP_SIDE)
            __cyrus_cyp_registry_->weak_clear(t->objects[i]);
    }
    if (finalizes) {
        size_t kept = 0;
        for (i = from; i < t->count; i++) {
            __cyrus_cyp *o = t->objects[i];
            if (o->type->dealloc && !(__cyrus_at_load(&o->refs) & __CYRUS_CYP_FINAL))
                __cyrus_cyp_deallocs(o);
        }
        // Once more, among these: what has a reference from elsewhere now is alive.
        memmove((void *)t->objects, (void *)(t->objects + from), (t->count - from) * sizeof *t->objects);
        t->count -= from;
        t->alive = 0;
        for (i = 0; i < t->count; i++) {
            __cyrus_cyp *o = t->objects[i];
            uint64_t refs = __cyrus_at_load(&o->refs);
            if (refs & __CYRUS_CYP_SIDE)
                __cyrus_cyp_registry_->weak_clear(o);
            if (!(refs & __CYRUS_CYP_BUFFERED) || o->lock) {
                // It got another owner: that stays with it, and is a reference from elsewhere to what it leads to.
                __cyrus_cyp_decref(o);
                continue;
            }
            __cyrus_at_store(&o->refs, __cyrus_at_load(&o->refs) | __CYRUS_CYP_GRAY);
            o->lock = kept;
            t->objects[kept++] = o;
        }
        t->count = kept;
        for (i = 0; i < t->count; i++)
            (void)__cyrus_cyp_trial_walk(t->objects[i], __cyrus_cyp_trial_less, t);
        __cyrus_cyp_trial_decide(t, 1);
        for (i = 0; i < t->count; i++) {
            __cyrus_cyp *o = t->objects[i];
            uint64_t drop = __CYRUS_CYP_GRAY | (i < t->alive ? __CYRUS_CYP_BUFFERED : 0);
            o->lock = 0;
            __cyrus_at_store(&o->refs, __cyrus_at_load(&o->refs) & ~drop);
        }
        for (i = 0; i < t->alive; i++)
            __cyrus_cyp_decref_cyclic(t->objects[i]);
    }
    i = t->count - t->alive;
    __cyrus_cyp_trial_release(home, t);
    return i;
}
static void __cyrus_cyp_roots_none(__cyrus_cyp_home *home, int list) {
    home->roots[list].last = NULL;
    home->roots[list].free = home->roots[list].next = home->roots[list].end = NULL;
    home->roots[list].count = 0;
}
// Moves what was noted without the GIL, or by a thread that has ended, to what this thread noted with it.
static void __cyrus_cyp_roots_join(__cyrus_cyp_home *home, __cyrus_cyp_home *from, int list) {
    __cyrus_cyp_notes *notes = from->roots[list].last, *first = notes;
    int to = list | 1;
    size_t i, moved = 0;
    if (!notes)
        return;
    for (;; notes = notes->before) {
        for (i = 0; i < sizeof notes->places / sizeof *notes->places; i++)
            moved += notes->places[i] && !((uintptr_t)notes->places[i] & 1);
        notes->list = (uint64_t)to;
        notes->home = home;
        if (!notes->before)
            break;
    }
    if (list != to)
        (void)__cyrus_at_add(&__cyrus_cyp_registry_->held_roots, (uint64_t)moved);
    notes->before = home->roots[to].last;
    home->roots[to].last = first;
    home->roots[to].next = from->roots[list].next;
    home->roots[to].end = from->roots[list].end;
    home->roots[to].count += moved;
    __cyrus_cyp_roots_none(from, list);
}
static void __cyrus_cyp_roots_inherit(__cyrus_cyp_home *from, void *home) {
    __cyrus_cyp_roots_join((__cyrus_cyp_home *)home, from, 0);
    __cyrus_cyp_roots_join((__cyrus_cyp_home *)home, from, 1);
}
static void __cyrus_cyp_leaving_really(void *home) {
    __cyrus_cyp_below_ends();
    if (__cyrus_cyp_has_gil())
        __cyrus_cyp_roots_join((__cyrus_cyp_home *)home, (__cyrus_cyp_home *)home, 0);
}
static __CYRUS_NOINLINE void __cyrus_cyp_gil_ends_really(void) {
    __cyrus_cyp_home *home = __cyrus_pool_here;
    __cyrus_cyp_leaving();
    if (home->roots[1].count > home->roots[1].limit && !home->holding)
        (void)__cyrus_cyp_registry_->collect(home);
}
// Forgets what was noted; where there is a trial, its first objects are those that it takes.
static void __cyrus_cyp_roots_empty(__cyrus_cyp_home *home, int list, __cyrus_cyp_trial *t) {
    __cyrus_cyp_notes *notes = home->roots[list].last, *before, *kept = NULL;
    size_t i = notes ? (size_t)(home->roots[list].next - notes->places) : 0;
    for (; notes; notes = before) {
        before = notes->before;
        while (i > 0) {
            __cyrus_cyp *o = (__cyrus_cyp *)notes->places[--i];
            if (o && !((uintptr_t)o & 1) &&
                (!t || t->count >= t->most || !__cyrus_cyp_trial_takes(t, o) || __cyrus_cyp_trial_add(t, o) < 0))
                __cyrus_cyp_forget(o);
            notes->places[i] = NULL;
        }
        i = sizeof notes->places / sizeof *notes->places;
        // Below locks lists become empty often.
        if (list >= 2 && !before) {
            kept = notes;
            break;
        }
#if defined(_WIN32)
        _aligned_free(notes);
#else
        free(notes);
#endif
    }
    __cyrus_cyp_roots_none(home, list);
    if (kept) {
        home->roots[list].last = kept;
        home->roots[list].next = kept->places;
        home->roots[list].end = kept->places + i;
    }
}
// The same for objects that Python has not seen; the others stay noted.
static void __cyrus_cyp_roots_own(__cyrus_cyp_home *home, int list, __cyrus_cyp_trial *t) {
    __cyrus_cyp_notes *notes;
    size_t i;
    for (notes = home->roots[list].last; notes; notes = notes->before) {
        for (i = 0; i < sizeof notes->places / sizeof *notes->places; i++) {
            __cyrus_cyp *o = (__cyrus_cyp *)notes->places[i];
            if (o && !((uintptr_t)o & 1) && t->count < t->most && __cyrus_cyp_trial_takes(t, o) && __cyrus_cyp_trial_add(t, o) < 0)
                return;
        }
    }
}
// Looks at what was noted, below locks or not (`list` 2 or 0), and at no more than `*most` objects; gets how many these were, and gives how many went.
static size_t __cyrus_cyp_collect_in(__cyrus_cyp_home *home, int list, size_t *most) {
    __cyrus_cyp_trial t;
    size_t i, freed = 0;
    int held = __cyrus_cyp_has_gil(), loose = held && __cyrus_at_load(&__cyrus_pool_process->loose);
    if (home->collecting || home->tearing || home->inside || home->reading)
        return 0;
    home->collecting = 1;
    memset(&t, 0, sizeof t);
    t.held = held && !loose;
    t.most = *most;
    if (held)
        __cyrus_cyp_roots_join(home, home, list);
    list += held;
    if (loose)
        __cyrus_cyp_roots_own(home, list, &t);
    else
        __cyrus_cyp_roots_empty(home, list, &t);
    for (i = 0; i < t.count; i++) {
        t.seen = 0;
        if (__cyrus_cyp_trial_walk(t.objects[i], __cyrus_cyp_trial_enter, &t)) {
            // No memory: nothing is decided.
            __cyrus_cyp_trial_undo(&t, i, t.seen);
            t.alive = t.count;
            break;
        }
    }
    if (!t.alive && t.count)
        __cyrus_cyp_trial_decide(&t, 0);
    // In proportion to what there was to look at, so that the work for each note stays the same; less often where little goes.
    *most = t.count;
    i = t.alive > t.count - t.alive ? 4 * t.alive : t.alive;
    home->roots[list].limit = (i > __CYRUS_CYP_FEW ? i : __CYRUS_CYP_FEW) + 2 * home->roots[list].count;
    if (t.alive < t.count) {
        freed = __cyrus_cyp_trial_destroy(home, &t);
    } else {
        for (i = 0; i < t.count; i++) {
            t.objects[i]->lock = 0;
            __cyrus_at_store(&t.objects[i]->refs, __cyrus_at_load(&t.objects[i]->refs) & ~(uint64_t)__CYRUS_CYP_GRAY);
        }
    }
    free((void *)t.objects);
    home->collecting = 0;
    return freed;
}
static size_t __cyrus_cyp_collect(void *place) {
    size_t most = ~(size_t)0;
    return __cyrus_cyp_collect_in((__cyrus_cyp_home *)place, ((__cyrus_cyp_home *)place)->holding ? 2 : 0, &most);
}
// What a thread leaves behind. Objects of Python's stay noted, for the next thread or collection with the GIL.
static void __cyrus_cyp_cycle_leave(__cyrus_cyp_home *home) {
    size_t most = ~(size_t)0;
    if (home->below)
        __cyrus_cyp_registry_->below(home);
    if (home->roots[0].count && Py_IsInitialized())
        (void)__cyrus_cyp_collect_in(home, 0, &most);
}
static long __cyrus_cyp_collect_now(void) {
    __cyrus_cyp_home *home = __cyrus_pool_home();
    size_t most = ~(size_t)0, freed = 0;
    if (!home)
        return 0;
    if (__cyrus_cyp_has_gil())
        __cyrus_pool_process->homeless(__cyrus_cyp_roots_inherit, home);
    if (home->below)
        freed = __cyrus_cyp_collect_in(home, 2, &most);
    most = ~(size_t)0;
    freed += __cyrus_cyp_collect_in(home, 0, &most);
    return (long)(freed + (__cyrus_cyp_registry_->detect ? __cyrus_cyp_registry_->detect(1) : 0));
}
static int __cyrus_cyp_settle_visit(__cyrus_cyp *o, void *trial) {
    __cyrus_cyp_trial *t = (__cyrus_cyp_trial *)trial;
    uint64_t refs = __cyrus_at_load(&o->refs);
    if (!o->type->traverse || refs & __CYRUS_CYP_GRAY || (refs & (__CYRUS_CYP_SHARED | __CYRUS_CYP_PYTHON)) == __CYRUS_CYP_SHARED)
        return 0;
    if (!(refs & __CYRUS_CYP_BUFFERED) && o->lock)
        return 0;
    t->isolates |= (o->type->flags & __CYRUS_CYP_ISOLATES) != 0;
    return __cyrus_cyp_trial_add(t, o);
}
static void __cyrus_cyp_settle_really(void *object) {
    __cyrus_cyp_home *home = __cyrus_pool_home();
    __cyrus_cyp_trial t;
    size_t i;
    int failed;
    if (!home || (!(home->roots[0].count | home->roots[1].count | home->below) && !__cyrus_cyp_has_gil()))
        return;
    memset(&t, 0, sizeof t);
    // All of it, as other threads that had the GIL may have noted parts that Python had seen.
    failed = __cyrus_cyp_settle_visit((__cyrus_cyp *)object, &t);
    for (i = 0; i < t.count && !failed; i++)
        failed = __cyrus_cyp_trial_walk(t.objects[i], __cyrus_cyp_settle_visit, &t);
    for (i = 0; i < t.count; i++) {
        t.objects[i]->lock = 0;
        __cyrus_cyp_unflag(t.objects[i], __CYRUS_CYP_GRAY);
    }
    free((void *)t.objects);
    if (t.isolates || failed) {
        // What else belongs to it is not known: everything is forgotten, and what is below a lock looked at while it can be.
        __cyrus_cyp_below_ends();
        __cyrus_cyp_roots_empty(home, 0, NULL);
        __cyrus_cyp_roots_empty(home, 1, NULL);
    }
}
static __CYRUS_ONCE int __cyrus_cyp_cycle_init(void) {
    __cyrus_cyp_registry *r = __cyrus_cyp_registry_;
    if (r->collect)
        return 0;
    __cyrus_rt_process->leaving = __cyrus_cyp_leaving;
    r->collect = __cyrus_cyp_collect;
    r->collect_now = __cyrus_cyp_collect_now;
    r->settle = __cyrus_cyp_settle_really;
    r->leaving = __cyrus_cyp_leaving_really;
    r->pool.leave = __cyrus_cyp_cycle_leave;
    return __cyrus_cyp_watch();
}
