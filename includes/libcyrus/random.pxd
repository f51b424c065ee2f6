# Random numbers without the GIL: a generator for each thread, and `Random`, one of your own.
#
# The generator is xoshiro256++ (Blackman, Vigna 2019). It is fast and good for simulations, not for secrets.

from libcyrus.blob cimport value_error

cdef extern from * nogil:
    """
    #include <math.h>
    #include <unistd.h>
    #if defined(__linux__)
    #include <sys/random.h>
    #endif
    #include <time.h>

    struct __cyrus_random {
        std::uint64_t s[4];
        double kept;
        bool has_kept;

        static std::uint64_t turn(std::uint64_t x, int k) { return x << k | x >> (64 - k); }
        std::uint64_t next() {
            std::uint64_t result = turn(s[0] + s[3], 23) + s[0], t = s[1] << 17;
            s[2] ^= s[0];
            s[3] ^= s[1];
            s[1] ^= s[2];
            s[0] ^= s[3];
            s[2] ^= t;
            s[3] = turn(s[3], 45);
            return result;
        }
        /* Similar seeds give unrelated sequences. */
        void seed(std::uint64_t from) {
            for (int i = 0; i < 4; i++) {
                std::uint64_t z = from += 0x9e3779b97f4a7c15ULL;
                z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
                z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
                s[i] = z ^ z >> 31;
            }
            has_kept = false;
        }
        void seed_anyhow() {
            std::uint64_t from = 0;
    #if defined(__linux__)
            if (getrandom(&from, sizeof from, 0) != (ssize_t)sizeof from)
    #endif
            {
                struct timespec now;
                clock_gettime(CLOCK_REALTIME, &now);
                from = (std::uint64_t)now.tv_nsec << 32 ^ (std::uint64_t)now.tv_sec ^ (std::uint64_t)(std::uintptr_t)this;
            }
            seed(from);
        }
        double unit() { return (double)(next() >> 11) * (1.0 / 9007199254740992.0); }
        /* Each number below `end` is as likely; 0 stands for 2**64. */
        std::uint64_t below(std::uint64_t end) {
            if (!end) return next();
    #ifdef __SIZEOF_INT128__
            unsigned __int128 product = (unsigned __int128)next() * end;
            if ((std::uint64_t)product < end) {
                std::uint64_t least = (0 - end) % end;
                while ((std::uint64_t)product < least) product = (unsigned __int128)next() * end;
            }
            return (std::uint64_t)(product >> 64);
    #else
            std::uint64_t least = (0 - end) % end, x;
            do x = next();
            while (x < least);
            return x % end;
    #endif
        }
        /* By the polar method, which makes two at a time. */
        double normal() {
            if (has_kept) {
                has_kept = false;
                return kept;
            }
            double u, v, q;
            do {
                u = 2 * unit() - 1;
                v = 2 * unit() - 1;
                q = u * u + v * v;
            } while (q >= 1 || q == 0);
            q = sqrt(-2 * log(q) / q);
            kept = v * q;
            has_kept = true;
            return u * q;
        }
        double exponential() { return -log(1 - unit()); }
    };
    struct __cyrus_thread_random {
        __cyrus_random own;
        bool seeded;
    };
    /* A coroutine may go on in another thread: the place is looked up each time. */
    static __CYRUS_NOINLINE __cyrus_random &__cyrus_random_here() {
        static thread_local __cyrus_thread_random here;
        __asm__ volatile("");
        if (!here.seeded) {
            here.own.seed_anyhow();
            here.seeded = true;
        }
        return here.own;
    }
    /* Containers of C++, and what a cyplist has: `shuffle(list._elements)`. */
    template <typename C> static inline void __cyrus_shuffle(__cyrus_random &random, C &items) {
        for (std::size_t n = items.size(); n > 1; n--) {
            std::size_t at = (std::size_t)random.below(n);
            if (at != n - 1) {
                auto other = items[at];
                items[at] = items[n - 1];
                items[n - 1] = other;
            }
        }
    }
    template <typename C> static inline void __cyrus_shuffle_here(C &items) { __cyrus_shuffle(__cyrus_random_here(), items); }
    """
    cppclass generator "__cyrus_random":
        generator()
        unsigned long long next()
        void seed(unsigned long long)
        void seed_anyhow()
        double unit()
        unsigned long long below(unsigned long long)
        double normal()
        double exponential()

    generator& generator_here "__cyrus_random_here"()
    void shuffle_with "__cyrus_shuffle"[C](generator&, C& items)

    # Into any order: a vector, or the elements of a cyplist (`shuffle(list._elements)`).
    void shuffle "__cyrus_shuffle_here"[C](C& items)


# ---- with the generator of the running thread

# The numbers of this thread, from here on.
cdef inline void seed(unsigned long long number) noexcept nogil:
    generator_here().seed(number)

# From 0 up to 1, which it never is.
cdef inline double random() noexcept nogil:
    return generator_here().unit()

cdef inline double uniform(double a, double b) noexcept nogil:
    return a + (b - a) * generator_here().unit()

# One of a, a + 1, ..., b.
cdef inline long long randint(long long a, long long b) except? -1 nogil:
    if a > b:
        value_error("empty range for randint()")
    return <long long> (<unsigned long long> a + generator_here().below(<unsigned long long> b - <unsigned long long> a + 1))

# One of 0, 1, ..., n - 1: for choosing an element.
cdef inline Py_ssize_t randbelow(size_t n) except -1 nogil:
    if n == 0:
        value_error("nothing to choose from")
    return generator_here().below(n)

cdef inline unsigned long long getrandbits(int n) except? 0xFFFFFFFFFFFFFFFF nogil:
    if n < 0 or n > 64:
        value_error("number of bits must be from 0 to 64")
    return generator_here().next() >> (64 - n) if n else 0

cdef inline double gauss(double mu = 0, double sigma = 1) noexcept nogil:
    return mu + sigma * generator_here().normal()

cdef inline double expovariate(double rate = 1) noexcept nogil:
    return generator_here().exponential() / rate


cdef cypclass Random:
    """Random numbers of one's own: the same seed gives the same numbers."""
    generator _g

    __init__(self):
        self._g.seed_anyhow()

    __init__(self, unsigned long long number):
        self._g.seed(number)

    void seed(self, unsigned long long number) noexcept:
        self._g.seed(number)

    Random split(self):
        """Another one, whose numbers have nothing to do with those of this one: for another task."""
        return Random(self._g.next())

    double random(self) noexcept:
        return self._g.unit()

    double uniform(self, double a, double b) noexcept:
        return a + (b - a) * self._g.unit()

    long long randint(self, long long a, long long b) except? -1:
        if a > b:
            value_error("empty range for randint()")
        return <long long> (<unsigned long long> a + self._g.below(<unsigned long long> b - <unsigned long long> a + 1))

    Py_ssize_t randbelow(self, size_t n) except -1:
        if n == 0:
            value_error("nothing to choose from")
        return self._g.below(n)

    unsigned long long getrandbits(self, int n) except? 0xFFFFFFFFFFFFFFFF:
        if n < 0 or n > 64:
            value_error("number of bits must be from 0 to 64")
        return self._g.next() >> (64 - n) if n else 0

    double gauss(self, double mu = 0, double sigma = 1) noexcept:
        return mu + sigma * self._g.normal()

    double expovariate(self, double rate = 1) noexcept:
        return self._g.exponential() / rate
