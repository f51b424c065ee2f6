//! `hash` of C numbers and tuples without the GIL: what Python gives for numbers and tuples of the same values (Python's library reference, "Hashing of numeric
//! types": a number modulo the prime 2**61 - 1, or 2**31 - 1 where pointers are small; tuples mix the hashes of their items by the rounds of xxHash).
//! A NaN gives 0; Python takes the address of its object.
//@include <math.h>
//@fn __cyrus_hash_signed(long long) -> Py_hash_t nogil pure
//@fn __cyrus_hash_unsigned(unsigned long long) -> Py_hash_t nogil pure
//@fn __cyrus_hash_double(double) -> Py_hash_t nogil pure
//@fn __cyrus_hash_item(Py_hash_t, Py_hash_t) -> Py_hash_t nogil pure
//@fn __cyrus_hash_items(Py_hash_t, Py_hash_t) -> Py_hash_t nogil pure
//@proto
#define __CYRUS_HASH_BITS (sizeof(Py_hash_t) >= 8 ? 61 : 31)
#define __CYRUS_HASH_PRIME ((1ULL << __CYRUS_HASH_BITS) - 1)
#define __CYRUS_HASH_ROUND(large, small) (sizeof(Py_hash_t) >= 8 ? (size_t)large : (size_t)small)
#define __CYRUS_HASH_START __CYRUS_HASH_ROUND(2870177450012600261ULL, 374761393UL)
static inline Py_hash_t __cyrus_hash_unsigned(unsigned long long n) { return (Py_hash_t)(n % __CYRUS_HASH_PRIME); }
static inline Py_hash_t __cyrus_hash_signed(long long n) {
  if (n >= 0) return __cyrus_hash_unsigned((unsigned long long)n);
  Py_hash_t hash = -__cyrus_hash_unsigned(0 - (unsigned long long)n);
  return hash == -1 ? -2 : hash;
}
static Py_hash_t __cyrus_hash_double(double v);
// The hash of the items so far, the first time 0, and that of the next.
static inline Py_hash_t __cyrus_hash_item(Py_hash_t before, Py_hash_t item) {
  size_t sum = (size_t)before + __CYRUS_HASH_START + (size_t)item * __CYRUS_HASH_ROUND(14029467366897019727ULL, 2246822519UL);
  sum = sum << (sizeof sum >= 8 ? 31 : 13) | sum >> (sizeof sum >= 8 ? 33 : 19);
  return (Py_hash_t)(sum * __CYRUS_HASH_ROUND(11400714785074694791ULL, 2654435761UL) - __CYRUS_HASH_START);
}
// The hash of a tuple with so many items.
static inline Py_hash_t __cyrus_hash_items(Py_hash_t items, Py_hash_t count) {
  size_t sum = (size_t)items + __CYRUS_HASH_START + ((size_t)count ^ __CYRUS_HASH_START ^ 3527539UL);
  return sum == (size_t)-1 ? 1546275796 : (Py_hash_t)sum;
}
//@code
static Py_hash_t __cyrus_hash_double(double v) {
  int exponent;
  if (v != v) return 0;
  if (isinf(v)) return v > 0 ? 314159 : -314159;
  // An integer of 53 bits, times a power of two: that is a rotation, modulo such a prime.
  unsigned long long n = (unsigned long long)ldexp(fabs(frexp(v, &exponent)), 53) % __CYRUS_HASH_PRIME;
  int by = (exponent - 53) % __CYRUS_HASH_BITS;
  if (by < 0) by += __CYRUS_HASH_BITS;
  n = ((n << by) & __CYRUS_HASH_PRIME) | n >> (__CYRUS_HASH_BITS - by);
  Py_hash_t hash = (Py_hash_t)(n % __CYRUS_HASH_PRIME);
  if (v < 0) hash = -hash;
  return hash == -1 ? -2 : hash;
}
