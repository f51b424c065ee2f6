# <math.h>: real functions, each for double, float (f) and long double (l).

cdef extern from "<math.h>" nogil:
    # Constants; `e` and `pi` are names for the first two.
    const double M_E
    const double M_PI
    const double e "M_E"
    const double pi "M_PI"
    const double M_LOG2E
    const double M_LOG10E
    const double M_LN2
    const double M_LN10
    const double M_PI_2
    const double M_PI_4
    const double M_1_PI
    const double M_2_PI
    const double M_2_SQRTPI
    const double M_SQRT2
    const double M_SQRT1_2
    const float INFINITY
    const float NAN
    const double HUGE_VAL
    const float HUGE_VALF
    const long double HUGE_VALL

    # Exponentials and logarithms
    double exp(double x)
    float expf(float)
    long double expl(long double)
    double exp2(double x)
    float exp2f(float)
    long double exp2l(long double)
    double expm1(double x)
    float expm1f(float)
    long double expm1l(long double)
    double log(double x)
    float logf(float)
    long double logl(long double)
    double log2(double x)
    float log2f(float)
    long double log2l(long double)
    double log10(double x)
    float log10f(float)
    long double log10l(long double)
    double log1p(double x)
    float log1pf(float)
    long double log1pl(long double)
    double logb(double x)
    float logbf(float)
    long double logbl(long double)
    int ilogb(double x)
    int ilogbf(float)
    int ilogbl(long double)

    # Powers and roots
    double pow(double x, double y)
    float powf(float, float)
    long double powl(long double, long double)
    double sqrt(double x)
    float sqrtf(float)
    long double sqrtl(long double)
    double cbrt(double x)
    float cbrtf(float)
    long double cbrtl(long double)
    double hypot(double x, double y)
    float hypotf(float, float)
    long double hypotl(long double, long double)

    # Trigonometric
    double sin(double x)
    float sinf(float)
    long double sinl(long double)
    double cos(double x)
    float cosf(float)
    long double cosl(long double)
    double tan(double x)
    float tanf(float)
    long double tanl(long double)
    double asin(double x)
    float asinf(float)
    long double asinl(long double)
    double acos(double x)
    float acosf(float)
    long double acosl(long double)
    double atan(double x)
    float atanf(float)
    long double atanl(long double)
    double atan2(double y, double x)
    float atan2f(float, float)
    long double atan2l(long double, long double)

    # Hyperbolic
    double sinh(double x)
    float sinhf(float)
    long double sinhl(long double)
    double cosh(double x)
    float coshf(float)
    long double coshl(long double)
    double tanh(double x)
    float tanhf(float)
    long double tanhl(long double)
    double asinh(double x)
    float asinhf(float)
    long double asinhl(long double)
    double acosh(double x)
    float acoshf(float)
    long double acoshl(long double)
    double atanh(double x)
    float atanhf(float)
    long double atanhl(long double)

    # Error and gamma functions
    double erf(double)
    float erff(float)
    long double erfl(long double)
    double erfc(double)
    float erfcf(float)
    long double erfcl(long double)
    double lgamma(double x)
    float lgammaf(float)
    long double lgammal(long double)
    double tgamma(double x)
    float tgammaf(float)
    long double tgammal(long double)

    # Rounding
    double ceil(double x)
    float ceilf(float)
    long double ceill(long double)
    double floor(double x)
    float floorf(float)
    long double floorl(long double)
    double trunc(double x)
    float truncf(float)
    long double truncl(long double)
    double round(double x)
    float roundf(float)
    long double roundl(long double)
    double rint(double x)
    float rintf(float)
    long double rintl(long double)
    double nearbyint(double x)
    float nearbyintf(float)
    long double nearbyintl(long double)
    long lround(double)
    long lroundf(float)
    long lroundl(long double)
    long long llround(double)
    long long llroundf(float)
    long long llroundl(long double)
    long lrint(double)
    long lrintf(float)
    long lrintl(long double)
    long long llrint(double)
    long long llrintf(float)
    long long llrintl(long double)

    # Remainders
    double fmod(double x, double y)
    float fmodf(float, float)
    long double fmodl(long double, long double)
    double remainder(double x, double y)
    float remainderf(float, float)
    long double remainderl(long double, long double)
    double remquo(double x, double y, int* quot)
    float remquof(float, float, int* quot)
    long double remquol(long double, long double, int* quot)

    # Magnitude, sign, extremes
    double fabs(double x)
    float fabsf(float)
    long double fabsl(long double)
    double copysign(double, double)
    float copysignf(float, float)
    long double copysignl(long double, long double)
    double fdim(double x, double y)
    float fdimf(float, float)
    long double fdiml(long double, long double)
    double fmax(double x, double y)
    float fmaxf(float, float)
    long double fmaxl(long double, long double)
    double fmin(double x, double y)
    float fminf(float, float)
    long double fminl(long double, long double)
    double fma(double x, double y, double z)
    float fmaf(float, float, float)
    long double fmal(long double, long double, long double)

    # Representation
    double frexp(double x, int* exponent)
    float frexpf(float, int* exponent)
    long double frexpl(long double, int*)
    double ldexp(double x, int exponent)
    float ldexpf(float, int exponent)
    long double ldexpl(long double, int exponent)
    double modf(double x, double* iptr)
    float modff(float, float* iptr)
    long double modfl(long double, long double* iptr)
    double scalbn(double x, int n)
    float scalbnf(float, int)
    long double scalbnl(long double, int)
    double scalbln(double x, long n)
    float scalblnf(float, long)
    long double scalblnl(long double, long)
    double nextafter(double, double)
    float nextafterf(float, float)
    long double nextafterl(long double, long double)
    double nexttoward(double, long double)
    float nexttowardf(float, long double)
    long double nexttowardl(long double, long double)
    double nan(const char*)
    float nanf(const char*)
    long double nanl(const char*)

    # Classification: macros of any real type
    bint isfinite(long double)
    int isinf(long double)
    bint isnan(long double)
    bint isnormal(long double)
    bint signbit(long double)
    int fpclassify(long double)
    const int FP_NAN
    const int FP_INFINITE
    const int FP_ZERO
    const int FP_SUBNORMAL
    const int FP_NORMAL
