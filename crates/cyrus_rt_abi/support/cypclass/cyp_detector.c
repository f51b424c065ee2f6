//! The detector of cycles over what several threads share: `lock`, `active` and `immutable` references, and all that these lead to.
//!
//! An object that several threads count and that loses a reference but not the last one is a *suspect* (cyp_object): it is entered in a
//! table. When there are enough of them a thread looks at all that they lead to. It may look into an object only where nobody else
//! can change it meanwhile, so it opens each one it meets, and waits for none:
//! - of a `lock` one it takes the lock, of an active one the mailbox, if that is idle;
//! - plain and isolated references in what is open lead to what only this thread can reach now;
//! - immutable ones never change.
//!
//! What cannot be opened is alive, and becomes a suspect: it is looked at again. For every object the references found inside are counted; one that has
//! others besides is alive, with all it leads to. An object that has none can get none any more: references are copied out of
//! what is open by nobody. Two exceptions: readers of immutable objects go on, and tell of each new reference (`suspect`, for objects that are FROZEN and
//! LOOKED); weak references are promoted, so where there are some the last look is with the lock of their table held, until they are empty.
//! A message that was sent meanwhile keeps its actor alive, too.
//!
//! Garbage is kept by one reference for each object, and closed again. All `__dealloc__`s run while everything is still there; then it is looked at once
//! more, by itself, as they may have brought some of it back; the rest is released.
//!
//! The table: 16 parts, each with a lock, open addressing by address. Bits of an entry: LOOKED_AT, it belongs to the detector at
//! work; DEAD, its last reference went meanwhile, so the detector destroys it; AGAIN, it is a suspect once more. Of an object in the table
//! SUSPECT or LOOKED is set, so that its destroyer comes to ask.
//! `detecting` is the lock of the detector: one looks at a time, and who makes an object its own alone (`unshare`) waits. With it
//! held nothing waits for the GIL, and no code of the program runs.
//!
//! Not to be seen: what containers cannot show (cyp_cycle), Python objects, messages on their way, channels, futures, variables; what these refer to is alive.
//@requires cyp_cycle, cyp_lock
//@include <stdlib.h>
//@include <string.h>
//@init __cyrus_cyp_detector_init
//@proto
static int __cyrus_cyp_detector_init(void);
//@code
#define __CYRUS_SUSPECT_LOOKED_AT ((uintptr_t)1)
#define __CYRUS_SUSPECT_DEAD ((uintptr_t)2)
#define __CYRUS_SUSPECT_AGAIN ((uintptr_t)4)
#define __CYRUS_SUSPECT_BITS ((uintptr_t)7)
#define __CYRUS_SUSPECT_PARTS 16
// So many suspects in a part are looked at at the earliest.
#define __CYRUS_SUSPECT_FEW 64
typedef struct {
    uint64_t lock;
    size_t count, size, limit;
    uintptr_t *entries;
} __cyrus_suspects;
typedef struct {
    uint64_t detecting;
    __cyrus_suspects parts[__CYRUS_SUSPECT_PARTS];
} __cyrus_detector;
static __cyrus_detector *__cyrus_cyp_detector(void) { return (__cyrus_detector *)__cyrus_cyp_registry_->detector; }
#if defined(_WIN32)
#define __cyrus_detector_yield() ((void)SwitchToThread())
#else
#include <pthread.h>
#include <sched.h>
#define __cyrus_detector_yield() ((void)sched_yield())
#endif
static void __cyrus_detector_enter(uint64_t *lock) {
    uint64_t seen = 0;
    int looks = 0;
    while (!__cyrus_at_cas(lock, &seen, (uint64_t)1)) {
        seen = 0;
        // Who has it may have been interrupted.
        if (++looks % 64 == 0)
            __cyrus_detector_yield();
    }
}
static void __cyrus_detector_leave(uint64_t *lock) { (void)__cyrus_at_and(lock, (uint64_t)0); }
static uint64_t __cyrus_suspect_hash(const void *o) { return ((uint64_t)(uintptr_t)o >> 4) * UINT64_C(0x9E3779B97F4A7C15); }
static __cyrus_suspects *__cyrus_suspect_part(const void *o) {
    return &__cyrus_cyp_detector()->parts[__cyrus_suspect_hash(o) >> 60];
}
// Where the object is, or would be. The part has room.
static size_t __cyrus_suspect_place(const __cyrus_suspects *part, uintptr_t o) {
    size_t at = (size_t)(__cyrus_suspect_hash((void *)o) >> 24) & (part->size - 1);
    while (part->entries[at] && (part->entries[at] & ~__CYRUS_SUSPECT_BITS) != o)
        at = (at + 1) & (part->size - 1);
    return at;
}
static __CYRUS_BRIEF int __cyrus_suspect_room(__cyrus_suspects *part) {
    __cyrus_suspects larger;
    size_t i;
    if (part->count * 2 < part->size)
        return 0;
    memset(&larger, 0, sizeof larger);
    larger.size = part->size ? part->size * 2 : 64;
    larger.entries = (uintptr_t *)calloc(larger.size, sizeof *larger.entries);
    if (!larger.entries)
        return -1;
    for (i = 0; i < part->size; i++) {
        if (part->entries[i])
            larger.entries[__cyrus_suspect_place(&larger, part->entries[i] & ~__CYRUS_SUSPECT_BITS)] = part->entries[i];
    }
    free(part->entries);
    part->entries = larger.entries;
    part->size = larger.size;
    return 0;
}
static void __cyrus_suspect_remove(__cyrus_suspects *part, size_t at) {
    size_t mask = part->size - 1, hole = at, home;
    part->count--;
    for (;;) {
        part->entries[hole] = 0;
        // What lies behind and could not be found any more moves into the hole.
        do {
            at = (at + 1) & mask;
            if (!part->entries[at])
                return;
            home = (size_t)(__cyrus_suspect_hash((void *)(part->entries[at] & ~__CYRUS_SUSPECT_BITS)) >> 24) & mask;
        } while (((at - home) & mask) < ((at - hole) & mask));
        part->entries[hole] = part->entries[at];
        hole = at;
    }
}
static __CYRUS_BRIEF void __cyrus_cyp_suspect(void *object) {
    __cyrus_cyp *o = (__cyrus_cyp *)object;
    __cyrus_suspects *part = __cyrus_suspect_part(o);
    size_t at;
    if (__cyrus_at_or(&o->refs, (uint64_t)__CYRUS_CYP_SUSPECT) & __CYRUS_CYP_SUSPECT)
        return;
    __cyrus_detector_enter(&part->lock);
    if (__cyrus_suspect_room(part) < 0) {
        (void)__cyrus_at_and(&o->refs, ~(uint64_t)__CYRUS_CYP_SUSPECT);
    } else {
        at = __cyrus_suspect_place(part, (uintptr_t)o);
        if (part->entries[at] & __CYRUS_SUSPECT_LOOKED_AT) {
            part->entries[at] |= __CYRUS_SUSPECT_AGAIN;
        } else if (!part->entries[at]) {
            part->entries[at] = (uintptr_t)o;
            if (++part->count > part->limit)
                __cyrus_at_store(&__cyrus_cyp_registry_->detector_due, (uint64_t)1);
        }
    }
    __cyrus_detector_leave(&part->lock);
}
// Of an object without references, whose part is locked; whether its end is the detector's.
static __CYRUS_BRIEF int __cyrus_suspect_forget(__cyrus_suspects *part, __cyrus_cyp *o) {
    size_t at;
    if (!part->size)
        return 0;
    at = __cyrus_suspect_place(part, (uintptr_t)o);
    if (part->entries[at] & __CYRUS_SUSPECT_LOOKED_AT) {
        part->entries[at] |= __CYRUS_SUSPECT_DEAD;
        return 1;
    }
    if (part->entries[at]) {
        __cyrus_suspect_remove(part, at);
        (void)__cyrus_at_and(&o->refs, ~(uint64_t)__CYRUS_CYP_SUSPECT);
    }
    return 0;
}
static __CYRUS_BRIEF int __cyrus_cyp_unsuspect(void *object) {
    __cyrus_suspects *part = __cyrus_suspect_part(object);
    int looked_at;
    __cyrus_detector_enter(&part->lock);
    looked_at = __cyrus_suspect_forget(part, (__cyrus_cyp *)object);
    __cyrus_detector_leave(&part->lock);
    return looked_at;
}
// Of an object that may be in the table: with its part locked, so that a look finds a count of 0 only where the end is the detector's. Otherwise it could
// give back the mailbox of an actor that somebody is about to destroy, and in which a message has arrived meanwhile.
static __CYRUS_BRIEF int __cyrus_cyp_drop_last(void *object, uint64_t clear) {
    __cyrus_cyp *o = (__cyrus_cyp *)object;
    __cyrus_suspects *part = __cyrus_suspect_part(o);
    uint64_t refs;
    int last;
    __cyrus_detector_enter(&part->lock);
    refs = __cyrus_at_load_sync(&o->refs);
    while (!__cyrus_at_cas(&o->refs, &refs, (refs - __CYRUS_CYP_ONE) & ~clear)) {
    }
    last = refs < 2 * __CYRUS_CYP_ONE && !__cyrus_suspect_forget(part, o);
    __cyrus_detector_leave(&part->lock);
    return last;
}
static void __cyrus_cyp_gate(int enter) {
    enter ? __cyrus_detector_enter(&__cyrus_cyp_detector()->detecting) : __cyrus_detector_leave(&__cyrus_cyp_detector()->detecting);
}

// One look.
#define __CYRUS_SEEN_ROOT 1u
#define __CYRUS_SEEN_LOCKED 2u
#define __CYRUS_SEEN_CLAIMED 4u
#define __CYRUS_SEEN_FROZEN 8u
#define __CYRUS_SEEN_CLOSED 16u
#define __CYRUS_SEEN_ALIVE 32u
// Its last reference went while it was kept, so the detector destroys it; or went before, and somebody else does.
#define __CYRUS_SEEN_DYING 64u
#define __CYRUS_SEEN_DEAD 128u
typedef struct {
    __cyrus_cyp *object;
    // References found to it.
    uint32_t inside;
    uint32_t state;
} __cyrus_seen;
typedef struct {
    __cyrus_seen *seen;
    // Positions in `seen` plus one, by address; a power of two.
    uint32_t *table;
    // Those that are alive and whose references are still to be followed.
    uint32_t *todo;
    size_t count, size, left;
    // References that the detector itself has to each of the roots.
    uint64_t own;
} __cyrus_look;
static __CYRUS_BRIEF int __cyrus_look_grow(__cyrus_look *l) {
    size_t size = l->size ? l->size * 2 : 1024, i, at;
    __cyrus_seen *seen = (__cyrus_seen *)realloc((void *)l->seen, size / 2 * sizeof *seen);
    uint32_t *table;
    if (!seen)
        return -1;
    l->seen = seen;
    table = size >> 32 ? NULL : (uint32_t *)calloc(size, sizeof *table);
    if (!table)
        return -1;
    for (i = 0; i < l->count; i++) {
        at = (size_t)(__cyrus_suspect_hash(seen[i].object) >> 20) & (size - 1);
        while (table[at])
            at = (at + 1) & (size - 1);
        table[at] = (uint32_t)(i + 1);
    }
    free(l->table);
    l->table = table;
    l->size = size;
    return 0;
}
static __cyrus_seen *__cyrus_look_find(const __cyrus_look *l, const __cyrus_cyp *o, size_t *place) {
    size_t at = (size_t)(__cyrus_suspect_hash(o) >> 20) & (l->size - 1);
    for (; l->table[at]; at = (at + 1) & (l->size - 1)) {
        if (l->seen[l->table[at] - 1].object == o)
            return &l->seen[l->table[at] - 1];
    }
    *place = at;
    return NULL;
}
// The object, which may be new; NULL without memory.
static __cyrus_seen *__cyrus_look_at(__cyrus_look *l, __cyrus_cyp *o, uint32_t state) {
    __cyrus_seen *seen;
    size_t place = 0;
    if (l->count == l->size / 2 && __cyrus_look_grow(l) < 0)
        return NULL;
    seen = __cyrus_look_find(l, o, &place);
    if (seen)
        return seen;
    seen = &l->seen[l->count++];
    l->table[place] = (uint32_t)l->count;
    seen->object = o;
    seen->inside = 0;
    seen->state = state;
    return seen;
}
// Whether a thread has noted the object as its own.
static int __cyrus_look_is_noted(const __cyrus_look *l, const __cyrus_cyp *o) {
    return __cyrus_at_load(&((__cyrus_cyp *)o)->refs) & __CYRUS_CYP_BUFFERED && !(l->own && !o->lock);
}
static int __cyrus_look_walk(__cyrus_look *l, __cyrus_cyp *o, __cyrus_cyp_visit visit) {
    __cyrus_cyp_type *type = o->type;
    int stop = type->traverse ? type->traverse(o, visit, l) : 0;
    if (!stop && type->parts)
        stop = type->parts(o, visit, l);
    return stop || !type->links ? stop : type->links(o, visit, l);
}
static int __cyrus_look_count(__cyrus_cyp *o, void *look) {
    __cyrus_seen *seen = o ? __cyrus_look_at((__cyrus_look *)look, o, 0) : NULL;
    if (seen)
        seen->inside++;
    return o && !seen ? -1 : 0;
}
static void *__cyrus_seen_mailbox(__cyrus_cyp *o) {
    void *mailbox = NULL;
    if (o->type->mailbox)
        memcpy((void *)&mailbox, (char *)o + o->type->mailbox, sizeof mailbox);
    return mailbox;
}
// Makes sure that nobody changes the object, if that is possible.
static void __cyrus_look_open(const __cyrus_look *l, __cyrus_seen *seen) {
    __cyrus_cyp *o = seen->object;
    uint64_t refs = __cyrus_at_load_sync(&o->refs), word = 0;
    void *mailbox;
    if (!o->type->traverse && !o->type->parts && !o->type->links)
        return;
    // What Python has seen is for its collector; what is noted is a thread's own.
    if (refs & (__CYRUS_CYP_PYTHON | __CYRUS_CYP_DERIVED) || __cyrus_look_is_noted(l, o) ||
        (!(refs & __CYRUS_CYP_SHARED) && seen->state & __CYRUS_SEEN_ROOT && !l->own)) {
        seen->state |= __CYRUS_SEEN_CLOSED;
        return;
    }
    if (!(refs & __CYRUS_CYP_SHARED))
        return;
    if (refs & __CYRUS_CYP_FROZEN) {
        (void)__cyrus_at_or(&o->refs, (uint64_t)__CYRUS_CYP_LOOKED);
        if (l->own)
            (void)__cyrus_at_and(&o->refs, ~(uint64_t)__CYRUS_CYP_SUSPECT);
        seen->state |= __CYRUS_SEEN_FROZEN;
        return;
    }
    mailbox = __cyrus_seen_mailbox(o);
    if (mailbox ? __cyrus_rt_process->claim && __cyrus_rt_process->claim(mailbox)
                : __cyrus_at_cas(&o->lock, &word, __CYRUS_LOCK_OWNER(__cyrus_cyp_holder()) | __CYRUS_LOCK_HOLD | __CYRUS_LOCK_WRITER)) {
        seen->state |= mailbox ? __CYRUS_SEEN_CLAIMED : __CYRUS_SEEN_LOCKED;
        return;
    }
    seen->state |= __CYRUS_SEEN_CLOSED;
    // One that is in no cycle is none's reason to look again.
    if (!(seen->state & __CYRUS_SEEN_ROOT) && o->type->flags & __CYRUS_CYP_LINKED)
        __cyrus_cyp_suspect(o);
}
// Before anything is closed: what several threads count is kept until that is done.
static void __cyrus_look_keep(__cyrus_seen *seen) {
    __cyrus_cyp *o = seen->object;
    if (seen->state & __CYRUS_SEEN_ROOT) {
        // If it has lost its last reference, it does so once more.
        __cyrus_suspects *part = __cyrus_suspect_part(o);
        uintptr_t *entry;
        __cyrus_detector_enter(&part->lock);
        entry = &part->entries[__cyrus_suspect_place(part, (uintptr_t)o)];
        if (__cyrus_at_load(&o->refs) < __CYRUS_CYP_ONE && !(*entry & __CYRUS_SUSPECT_DEAD)) {
            // An immutable one that is in no cycle; who drops it is on the way to the table.
            seen->state |= __CYRUS_SEEN_DEAD;
        } else {
            *entry &= ~__CYRUS_SUSPECT_DEAD;
            (void)__cyrus_at_add(&o->refs, __CYRUS_CYP_ONE);
        }
        __cyrus_detector_leave(&part->lock);
    } else {
        (void)__cyrus_at_add(&o->refs, __CYRUS_CYP_ONE);
    }
}
static void __cyrus_look_close(const __cyrus_seen *seen) {
    __cyrus_cyp *o = seen->object;
    if (seen->state & __CYRUS_SEEN_LOCKED)
        __cyrus_cyp_release(o);
    else if (seen->state & __CYRUS_SEEN_CLAIMED)
        __cyrus_rt_process->unclaim(__cyrus_seen_mailbox(o));
    else if (seen->state & __CYRUS_SEEN_FROZEN && !(seen->state & __CYRUS_SEEN_ROOT))
        (void)__cyrus_at_and(&o->refs, ~(uint64_t)__CYRUS_CYP_LOOKED);
}
// Whether there is nothing but the references found inside, and nothing has happened to the object.
static int __cyrus_look_is_left(const __cyrus_look *l, const __cyrus_seen *seen) {
    uint64_t refs = __cyrus_at_load_sync(&seen->object->refs);
    // One without any is being destroyed by somebody.
    if (refs < __CYRUS_CYP_ONE || refs & __CYRUS_CYP_PROXY || __cyrus_look_is_noted(l, seen->object))
        return 0;
    if (refs / __CYRUS_CYP_ONE != seen->inside + (seen->state & __CYRUS_SEEN_ROOT ? l->own : 0))
        return 0;
    if (seen->state & __CYRUS_SEEN_FROZEN && refs & __CYRUS_CYP_SUSPECT)
        return 0;
    return !(seen->state & __CYRUS_SEEN_CLAIMED) || !__cyrus_rt_process->has_arrived(__cyrus_seen_mailbox(seen->object));
}
static void __cyrus_look_lives(__cyrus_look *l, __cyrus_seen *seen) {
    if (seen->state & __CYRUS_SEEN_ALIVE)
        return;
    seen->state |= __CYRUS_SEEN_ALIVE;
    if (!(seen->state & __CYRUS_SEEN_CLOSED))
        l->todo[l->left++] = (uint32_t)(seen - l->seen);
}
static int __cyrus_look_reach(__cyrus_cyp *o, void *look) {
    __cyrus_look *l = (__cyrus_look *)look;
    size_t place;
    __cyrus_seen *seen = o ? __cyrus_look_find(l, o, &place) : NULL;
    if (seen)
        __cyrus_look_lives(l, seen);
    return 0;
}
// Marks what has references from elsewhere, and what that leads to; how much is left.
static size_t __cyrus_look_spread(__cyrus_look *l) {
    size_t i, garbage = 0;
    for (i = 0; i < l->count; i++) {
        if (l->seen[i].state & __CYRUS_SEEN_CLOSED || !__cyrus_look_is_left(l, &l->seen[i]))
            __cyrus_look_lives(l, &l->seen[i]);
    }
    while (l->left)
        (void)__cyrus_look_walk(l, l->seen[l->todo[--l->left]].object, __cyrus_look_reach);
    for (i = 0; i < l->count; i++)
        garbage += !(l->seen[i].state & __CYRUS_SEEN_ALIVE);
    return garbage;
}
// Decides, and empties the weak references to what is garbage; how much that is.
static size_t __cyrus_look_decide(__cyrus_look *l) {
    for (;;) {
        size_t garbage = __cyrus_look_spread(l), i, weak = 0, left = 0;
        if (!garbage)
            return 0;
        for (i = 0; i < l->count; i++)
            weak += !(l->seen[i].state & __CYRUS_SEEN_ALIVE) && __cyrus_at_load(&l->seen[i].object->refs) & __CYRUS_CYP_SIDE;
        if (weak)
            __cyrus_cyp_registry_->weak_enter();
        // Once more: while the first look went on, readers of immutable objects may have gone from one that was not looked at yet to one that was.
        for (i = 0; i < l->count; i++)
            left += !(l->seen[i].state & __CYRUS_SEEN_ALIVE) && __cyrus_look_is_left(l, &l->seen[i]);
        for (i = 0; i < l->count && weak && left == garbage; i++) {
            __cyrus_cyp *o = l->seen[i].object;
            if (!(l->seen[i].state & __CYRUS_SEEN_ALIVE) && __cyrus_at_load(&o->refs) & __CYRUS_CYP_SIDE) {
                __cyrus_cyp *box = (__cyrus_cyp *)__cyrus_cyp_registry_->weak_take(o);
                if (box)
                    __cyrus_cyp_decref(box);
            }
        }
        if (weak)
            __cyrus_cyp_registry_->weak_leave();
        if (left == garbage)
            return garbage;
    }
}
static void __cyrus_look_end(__cyrus_look *l) {
    free((void *)l->seen);
    free(l->table);
    free(l->todo);
}
// Opens and counts; the first `roots` objects only where that is not 0. -1 without memory.
static int __cyrus_look_all(__cyrus_look *l, size_t roots) {
    size_t i;
    int failed = 0;
    for (i = 0; i < l->count; i++) {
        if (failed || (roots && i >= roots)) {
            l->seen[i].state |= __CYRUS_SEEN_CLOSED;
            continue;
        }
        __cyrus_look_open(l, &l->seen[i]);
        if (!(l->seen[i].state & __CYRUS_SEEN_CLOSED))
            failed = __cyrus_look_walk(l, l->seen[i].object, __cyrus_look_count);
    }
    l->todo = failed ? NULL : (uint32_t *)malloc((l->count + 1) * sizeof *l->todo);
    return l->todo ? 0 : -1;
}
// The suspects are the roots of the look.
static void __cyrus_look_begin(__cyrus_look *l) {
    __cyrus_detector *d = __cyrus_cyp_detector();
    size_t p, i;
    for (p = 0; p < __CYRUS_SUSPECT_PARTS; p++) {
        __cyrus_suspects *part = &d->parts[p];
        __cyrus_detector_enter(&part->lock);
        for (i = 0; i < part->size; i++) {
            __cyrus_cyp *o = (__cyrus_cyp *)part->entries[i];
            if (!o || !__cyrus_look_at(l, o, __CYRUS_SEEN_ROOT))
                continue;
            part->entries[i] |= __CYRUS_SUSPECT_LOOKED_AT;
            // One of the two is set at any time.
            (void)__cyrus_at_or(&o->refs, (uint64_t)__CYRUS_CYP_LOOKED);
            (void)__cyrus_at_and(&o->refs, ~(uint64_t)__CYRUS_CYP_SUSPECT);
        }
        __cyrus_detector_leave(&part->lock);
    }
}
// A root is nobody's any more, or a suspect still; whether the detector has to destroy it.
static int __cyrus_look_let_go(__cyrus_seen *root) {
    __cyrus_cyp *o = root->object;
    __cyrus_suspects *part = __cyrus_suspect_part(o);
    int garbage = !(root->state & __CYRUS_SEEN_ALIVE), dead;
    uintptr_t entry;
    size_t at;
    __cyrus_detector_enter(&part->lock);
    at = __cyrus_suspect_place(part, (uintptr_t)o);
    entry = part->entries[at];
    dead = entry & __CYRUS_SUSPECT_DEAD && !garbage;
    if (!garbage && !dead && (root->state & __CYRUS_SEEN_CLOSED || entry & __CYRUS_SUSPECT_AGAIN)) {
        part->entries[at] = (uintptr_t)o;
        (void)__cyrus_at_or(&o->refs, (uint64_t)__CYRUS_CYP_SUSPECT);
    } else {
        __cyrus_suspect_remove(part, at);
    }
    (void)__cyrus_at_and(&o->refs, ~(uint64_t)__CYRUS_CYP_LOOKED);
    __cyrus_detector_leave(&part->lock);
    return dead;
}
// Once one object is closed, others can let those die that it refers to.
static void __cyrus_look_close_all(__cyrus_look *l) {
    const uint32_t open = __CYRUS_SEEN_LOCKED | __CYRUS_SEEN_CLAIMED | __CYRUS_SEEN_FROZEN;
    size_t i;
    for (i = 0; i < l->count; i++) {
        if (l->seen[i].state & open)
            __cyrus_look_keep(&l->seen[i]);
    }
    for (i = 0; i < l->count; i++) {
        __cyrus_cyp *o = l->seen[i].object;
        if (!(l->seen[i].state & open))
            continue;
        __cyrus_look_close(&l->seen[i]);
        // Not destroyed here: what a `__dealloc__` does may wait for the detector.
        if (!(l->seen[i].state & __CYRUS_SEEN_DEAD) && __cyrus_at_add_sync(&o->refs, (uint64_t)0 - __CYRUS_CYP_ONE) < 2 * __CYRUS_CYP_ONE &&
            !__cyrus_cyp_unsuspect(o))
            l->seen[i].state |= __CYRUS_SEEN_DYING;
    }
}
// As if it were noted, in no place: it is not, from now on.
static void __cyrus_look_hide(__cyrus_cyp *o) {
    if (__cyrus_at_load(&o->refs) & __CYRUS_CYP_SHARED) {
        (void)__cyrus_at_or(&o->refs, (uint64_t)__CYRUS_CYP_SUSPECT);
    } else if (o->type->flags & __CYRUS_CYP_CYCLIC) {
        o->lock = 0;
        (void)__cyrus_at_or(&o->refs, (uint64_t)__CYRUS_CYP_BUFFERED);
    }
}
// A list of what must go, which stays for the time being, out of anybody's reach; NULL without memory.
static __cyrus_cyp **__cyrus_look_take(__cyrus_look *l, size_t garbage) {
    __cyrus_cyp **objects = (__cyrus_cyp **)malloc((garbage + 1) * sizeof *objects);
    size_t i, count = 0;
    for (i = 0; i < l->count && objects; i++) {
        __cyrus_cyp *o = l->seen[i].object;
        if (l->seen[i].state & __CYRUS_SEEN_ALIVE)
            continue;
        // It may have become a suspect since the look began.
        if (!(l->seen[i].state & __CYRUS_SEEN_ROOT) && __cyrus_at_load(&o->refs) & __CYRUS_CYP_SUSPECT)
            (void)__cyrus_cyp_unsuspect(o);
        __cyrus_look_hide(o);
        (void)__cyrus_at_add(&o->refs, __CYRUS_CYP_ONE);
        objects[count++] = o;
    }
    return objects;
}
// Ends the first look: everything is closed, and has its place in the table or none. How many objects are the detector's to destroy; these are
// put first.
static size_t __cyrus_look_leave(__cyrus_look *l) {
    size_t i, dead = 0;
    __cyrus_look_close_all(l);
    for (i = 0; i < l->count; i++) {
        if (l->seen[i].state & __CYRUS_SEEN_DYING || (l->seen[i].state & __CYRUS_SEEN_ROOT && __cyrus_look_let_go(&l->seen[i])))
            l->seen[dead++] = l->seen[i];
    }
    return dead;
}
// Runs the `__dealloc__`s, and keeps what they bring back; how many objects are still garbage, which are put first.
static size_t __cyrus_detector_finalize(__cyrus_cyp **objects, size_t count) {
    __cyrus_detector *d = __cyrus_cyp_detector();
    __cyrus_look l;
    size_t i, left = 0, back = 0;
    int finalizes = 0, failed = 0;
    for (i = 0; i < count; i++) {
        if (objects[i]->type->dealloc && !(__cyrus_at_load(&objects[i]->refs) & __CYRUS_CYP_FINAL)) {
            finalizes = 1;
            __cyrus_cyp_deallocs(objects[i]);
        }
    }
    if (!finalizes)
        return count;
    memset(&l, 0, sizeof l);
    l.own = 1;
    __cyrus_detector_enter(&d->detecting);
    for (i = 0; i < count && !failed; i++)
        failed = !__cyrus_look_at(&l, objects[i], __CYRUS_SEEN_ROOT);
    failed = failed || __cyrus_look_all(&l, count) < 0 || !__cyrus_look_decide(&l);
    for (i = 0; i < l.count; i++) {
        // These are in no table.
        l.seen[i].state &= ~__CYRUS_SEEN_ROOT;
        if (!failed && !(l.seen[i].state & __CYRUS_SEEN_ALIVE))
            __cyrus_look_hide(l.seen[i].object);
    }
    __cyrus_look_close_all(&l);
    __cyrus_detector_leave(&d->detecting);
    for (i = 0; i < count; i++) {
        __cyrus_cyp *o = objects[i];
        if (failed || l.seen[i].state & __CYRUS_SEEN_ALIVE) {
            // An immutable one that was touched is a suspect already.
            if (failed || !(l.seen[i].state & __CYRUS_SEEN_FROZEN))
                (void)__cyrus_at_and(&o->refs, ~(uint64_t)(__CYRUS_CYP_SUSPECT | (__cyrus_look_is_noted(&l, o) ? 0 : __CYRUS_CYP_BUFFERED)));
            l.todo ? (void)(l.todo[back++] = (uint32_t)i) : __cyrus_cyp_decref(o);
        } else {
            objects[left++] = o;
        }
    }
    for (i = 0; i < back; i++)
        __cyrus_cyp_decref(l.seen[l.todo[i]].object);
    __cyrus_look_end(&l);
    return left;
}
// Less often where little goes; `alive` were looked at in vain.
static void __cyrus_detector_limit(size_t alive, size_t garbage) {
    __cyrus_detector *d = __cyrus_cyp_detector();
    size_t p, more = (alive > garbage ? 4 * alive : alive) / __CYRUS_SUSPECT_PARTS;
    for (p = 0; p < __CYRUS_SUSPECT_PARTS; p++) {
        __cyrus_detector_enter(&d->parts[p].lock);
        d->parts[p].limit = d->parts[p].count + (more > __CYRUS_SUSPECT_FEW ? more : __CYRUS_SUSPECT_FEW);
        __cyrus_detector_leave(&d->parts[p].lock);
    }
}
static size_t __cyrus_cyp_detect_now(int all) {
    __cyrus_detector *d = __cyrus_cyp_detector();
    __cyrus_cyp_home *home = __cyrus_pool_home();
    __cyrus_cyp **objects = NULL;
    __cyrus_cyp_trial t;
    __cyrus_look l;
    size_t garbage = 0, dead, i;
    uint64_t seen = 0;
    if (!home || home->holding || home->reading || home->collecting || home->tearing || home->inside)
        return 0;
    if (all)
        __cyrus_detector_enter(&d->detecting);
    else if (!__cyrus_at_cas(&d->detecting, &seen, (uint64_t)1))
        return 0;
    home->collecting = 1;
    __cyrus_at_store(&__cyrus_cyp_registry_->detector_due, (uint64_t)0);
    memset(&l, 0, sizeof l);
    __cyrus_look_begin(&l);
    if (l.count && __cyrus_look_all(&l, 0) == 0) {
        garbage = __cyrus_look_decide(&l);
        objects = garbage ? __cyrus_look_take(&l, garbage) : NULL;
        garbage = objects ? garbage : 0;
    }
    if (!garbage) {
        for (i = 0; i < l.count; i++)
            l.seen[i].state |= __CYRUS_SEEN_ALIVE;
    }
    dead = __cyrus_look_leave(&l);
    __cyrus_detector_limit(l.count - garbage, garbage);
    __cyrus_detector_leave(&d->detecting);
    for (i = 0; i < dead; i++)
        __cyrus_cyp_destroy(l.seen[i].object);
    __cyrus_look_end(&l);
    if (garbage) {
        garbage = __cyrus_detector_finalize(objects, garbage);
        memset(&t, 0, sizeof t);
        t.objects = objects;
        t.count = garbage;
        __cyrus_cyp_trial_release(home, &t);
    }
    free((void *)objects);
    home->collecting = 0;
    return garbage;
}
#if !defined(_WIN32)
// A child process must not find a lock held by a thread that it does not have.
static void __cyrus_detector_fork(void) {
    __cyrus_detector *d = __cyrus_cyp_detector();
    int p;
    __cyrus_detector_enter(&d->detecting);
    for (p = 0; p < __CYRUS_SUSPECT_PARTS; p++)
        __cyrus_detector_enter(&d->parts[p].lock);
}
static void __cyrus_detector_forked(void) {
    __cyrus_detector *d = __cyrus_cyp_detector();
    int p;
    for (p = 0; p < __CYRUS_SUSPECT_PARTS; p++)
        __cyrus_detector_leave(&d->parts[p].lock);
    __cyrus_detector_leave(&d->detecting);
}
#endif
static __CYRUS_ONCE int __cyrus_cyp_detector_init(void) {
    __cyrus_cyp_registry *r = __cyrus_cyp_registry_;
    __cyrus_detector *d;
    int p;
    if (r->detector)
        return 0;
    d = (__cyrus_detector *)calloc(1, sizeof *d);
    if (!d) {
        PyErr_NoMemory();
        return -1;
    }
    for (p = 0; p < __CYRUS_SUSPECT_PARTS; p++)
        d->parts[p].limit = __CYRUS_SUSPECT_FEW;
#if !defined(_WIN32)
    if (pthread_atfork(__cyrus_detector_fork, __cyrus_detector_forked, __cyrus_detector_forked) != 0) {
        free(d);
        PyErr_NoMemory();
        return -1;
    }
#endif
    r->suspect = __cyrus_cyp_suspect;
    r->unsuspect = __cyrus_cyp_unsuspect;
    r->drop_last = __cyrus_cyp_drop_last;
    r->gate = __cyrus_cyp_gate;
    r->detect = __cyrus_cyp_detect_now;
    r->detector = d;
    return 0;
}
