//! Cycles below a lock: what a thread notes while it holds one, or handles a message of an active object.
//!
//! Then it drops references in its own objects and in those of the locked object, and only it uses either: another reader
//! may be beside it, so readers note nothing. The notes go to lists of their own (`roots[2]`, `roots[3]`). Before a writer's lock is
//! free, the handling of a message over, or the GIL away, they are looked at, as far as there is something to spend on
//! it, and forgotten in any case: whose the objects are is not known. With coroutines, these lists are those of the thread;
//! one that waits while it holds a lock stays on its thread, and uses nothing meanwhile.
//!
//! A look visits a limited number of objects, the noted ones first, and lets go of what is garbage among these; an object with a reference from
//! elsewhere lives, which those not visited count as. Objects noted above the lock are not visited, so that their notes stay.
//!
//! What may be spent, in objects to visit: 1 for 16 drops; 32 for each object that went; something for each page of memory that
//! the process has more than before, so that what is not found soon pays for a larger look. It goes to small looks, which come
//! often, and to large ones: after one that found nothing, though there was more to see, the next may visit four times
//! as many, once there is enough. While nothing is left for either, drops are counted but not noted. A long hold is as without a
//! lock: once thousands are noted, all that they lead to is looked at.
//@requires cyp_cycle
//@init __cyrus_cyp_below_init
//@proto
static int __cyrus_cyp_below_init(void);
//@code
// How many drops go by until there is a look at what may be spent.
#define __CYRUS_CYP_UNNOTED 32
// What a garbage object is worth, what a page, what a small look visits besides 4 for each note, and a large one at least.
#define __CYRUS_CYP_FOUND 32
#define __CYRUS_CYP_PAGE 640
#define __CYRUS_CYP_SMALL 16
#define __CYRUS_CYP_LARGE 256
static void __cyrus_cyp_below_gain(__cyrus_cyp_home *home, int64_t small, int64_t large) {
    int64_t most = 4 * home->reach;
    home->small = home->small + small < 4 * __CYRUS_CYP_FEW ? home->small + small : 4 * __CYRUS_CYP_FEW;
    if (most < 64 * __CYRUS_CYP_FEW)
        most = 64 * __CYRUS_CYP_FEW;
    home->large = home->large + large < most ? home->large + large : most;
}
static int __cyrus_cyp_below_can(__cyrus_cyp_home *home) {
    uint64_t pages = __cyrus_at_load(&__cyrus_pool_process->pages);
    if (pages > home->grown) {
        __cyrus_cyp_below_gain(home, 0, (int64_t)(pages - home->grown) * __CYRUS_CYP_PAGE);
        home->grown = pages;
    } else if (pages + __CYRUS_CYP_SMALL < home->grown) {
        home->grown = pages + __CYRUS_CYP_SMALL;
    }
    if (home->reach < __CYRUS_CYP_LARGE)
        home->reach = __CYRUS_CYP_LARGE;
    return home->small >= 2 * __CYRUS_CYP_SMALL || home->large >= home->reach;
}
static int __cyrus_cyp_below_afford(void *place) {
    __cyrus_cyp_home *home = (__cyrus_cyp_home *)place;
    __cyrus_cyp_below_gain(home, __CYRUS_CYP_UNNOTED / 32, __CYRUS_CYP_UNNOTED / 32);
    home->unnoted = __cyrus_cyp_below_can(home) ? 0 : __CYRUS_CYP_UNNOTED;
    return !home->unnoted;
}
static void __cyrus_cyp_below_look(__cyrus_cyp_home *home, size_t noted) {
    size_t visits, freed;
    int64_t least = __CYRUS_CYP_SMALL + 4 * (int64_t)noted;
    int large;
    // Who notes many at once pays as without a lock.
    __cyrus_cyp_below_gain(home, (int64_t)noted / 32, noted > 256 ? 2 * (int64_t)noted : (int64_t)noted / 32);
    if (!__cyrus_cyp_below_can(home)) {
        home->unnoted = __CYRUS_CYP_UNNOTED;
        return;
    }
    large = home->large >= home->reach;
    if (large)
        least = least > home->large ? home->large : least > home->reach ? least : home->reach;
    else if (least > home->small)
        least = home->small;
    visits = (size_t)least;
    freed = __cyrus_cyp_collect_in(home, 2, &visits);
    if (!large) {
        __cyrus_cyp_below_gain(home, (int64_t)(freed * __CYRUS_CYP_FOUND) - (int64_t)visits, 0);
    } else {
        if (freed)
            home->reach = freed * __CYRUS_CYP_FOUND >= visits ? home->reach : home->reach / 2;
        else
            home->reach = (int64_t)visits < least ? home->reach : 4 * least;
        __cyrus_cyp_below_gain(home, 0, (int64_t)(freed * __CYRUS_CYP_FOUND) - (int64_t)visits);
    }
    if (!__cyrus_cyp_below_can(home))
        home->unnoted = __CYRUS_CYP_UNNOTED;
}
static void __cyrus_cyp_below_over(void *place) {
    __cyrus_cyp_home *home = (__cyrus_cyp_home *)place;
    size_t noted = home->roots[2].count + home->roots[3].count;
    PyGILState_STATE gil = PyGILState_LOCKED;
    // Noted with the GIL, which has gone since without a word.
    int takes = home->roots[3].count && Py_IsInitialized() && !__cyrus_cyp_has_gil();
    if (takes)
        gil = PyGILState_Ensure();
    // What `__dealloc__`s drop is below the lock, too.
    home->holding++;
    if (noted && !(home->collecting | home->inside | home->reading) && !home->tearing)
        __cyrus_cyp_below_look(home, noted);
    __cyrus_cyp_roots_empty(home, 2, NULL);
    __cyrus_cyp_roots_empty(home, 3, NULL);
    home->below = 0;
    home->holding--;
    if (takes)
        PyGILState_Release(gil);
}
static __CYRUS_COLD int __cyrus_cyp_below_init(void) {
    __cyrus_cyp_registry_->below = __cyrus_cyp_below_over;
    __cyrus_cyp_registry_->afford = __cyrus_cyp_below_afford;
    return 0;
}
