# Mathematics of NumPy. Most of these are names of `libc.math`, which new code should rather take;
# the rest is from <numpy/npy_math.h>. NumPy ships the pxd files of its other modules.

from libc.math cimport (
    M_1_PI as NPY_1_PI, M_2_PI as NPY_2_PI,
    M_E as E, M_LN2 as LOGE2, M_LN10 as LOGE10, M_LOG2E as LOG2E, M_LOG10E as LOG10E,
    M_PI as PI, M_PI_2 as PI_2, M_PI_4 as PI_4,
    INFINITY, NAN, isfinite, isinf, isnan, signbit,
    copysign, copysignf, copysignl, nextafter, nextafterf, nextafterl,
)
    # For float
from libc.math cimport (
    acosf, acoshf, asinf, asinhf, atan2f, atanf, atanhf, ceilf, cosf, coshf, exp2f, expf, expm1f,
    fabsf, floorf, fmodf, hypotf, log10f, log1pf, log2f, logf, modff, powf, rintf, sinf, sinhf,
    sqrtf, tanf, tanhf,
)

    # For long double
from libc.math cimport (
    acoshl, acosl, asinhl, asinl, atan2l, atanhl, atanl, ceill, coshl, cosl, exp2l, expl, expm1l,
    fabsl, floorl, fmodl, hypotl, log10l, log1pl, log2l, logl, modfl, powl, rintl, sinhl, sinl,
    sqrtl, tanhl, tanl,
)

cdef extern from "numpy/npy_math.h" nogil:
    long double PZERO "NPY_PZERO"
    long double NZERO "NPY_NZERO"
    long double EULER "NPY_EULER"

    # Distance to the next number away from zero
    double spacing "npy_spacing"(double x)
    float spacingf "npy_spacingf"(float x)
    long double spacingl "npy_spacingl"(long double x)

    # Angles
    double deg2rad "npy_deg2rad"(double x)
    float deg2radf "npy_deg2radf"(float x)
    long double deg2radl "npy_deg2radl"(long double x)
    double rad2deg "npy_rad2deg"(double x)
    float rad2degf "npy_rad2degf"(float x)
    long double rad2degl "npy_rad2degl"(long double x)

    # log(exp(x) + exp(y)) and log2(2**x + 2**y)
    double logaddexp "npy_logaddexp"(double x, double y)
    float logaddexpf "npy_logaddexpf"(float x, float y)
    long double logaddexpl "npy_logaddexpl"(long double x, long double y)
    double logaddexp2 "npy_logaddexp2"(double x, double y)
    float logaddexp2f "npy_logaddexp2f"(float x, float y)
    long double logaddexp2l "npy_logaddexp2l"(long double x, long double y)
