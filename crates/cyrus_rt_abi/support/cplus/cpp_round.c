//! `round` of a float without the GIL, half to even as in Python: to a whole number (what does not fit throws), or to so many decimal places.
//@cxx
//@include <cmath>
//@include <cstdio>
//@include <cstdlib>
//@include <stdexcept>
//@proto
static long long __cyrus_round_whole(double v);
static double __cyrus_round_places(double v, long long places);
//@code
static long long __cyrus_round_whole(double v) {
    if (v != v)
        throw std::invalid_argument("cannot convert float NaN to integer");
    if (v - v != 0)
        throw std::overflow_error("cannot convert float infinity to integer");
    v = std::nearbyint(v);
    if (!(v >= -9223372036854775808.0 && v < 9223372036854775808.0))
        throw std::overflow_error("value too large to convert to long long");
    return (long long)v;
}
// The decimal number of so many places that is nearest, read back.
static double __cyrus_round_places(double v, long long places) {
    char text[700];
    if (v != v || v - v != 0 || places > 340)
        return v;
    if (places < -310)
        return v * 0;
    if (places < 0) {
        double power = std::pow(10.0, (double)-places);
        return std::nearbyint(v / power) * power;
    }
    snprintf(text, sizeof text, "%.*f", (int)places, v);
    return strtod(text, NULL);
}
