# <complex.h>: functions of a `double complex`.

cdef extern from "<complex.h>" nogil:
    # Parts and magnitude
    double creal(double complex z)
    double cimag(double complex z)
    double cabs(double complex z)
    double carg(double complex z)
    double complex conj(double complex z)
    double complex cproj(double complex z)

    # Powers and logarithms
    double complex cexp(double complex z)
    double complex clog(double complex z)
    double complex clog10(double complex z)
    double complex cpow(double complex x, double complex y)
    double complex csqrt(double complex z)

    # Trigonometric
    double complex csin(double complex z)
    double complex ccos(double complex z)
    double complex ctan(double complex z)
    double complex casin(double complex z)
    double complex cacos(double complex z)
    double complex catan(double complex z)

    # Hyperbolic
    double complex csinh(double complex z)
    double complex ccosh(double complex z)
    double complex ctanh(double complex z)
    double complex casinh(double complex z)
    double complex cacosh(double complex z)
    double complex catanh(double complex z)
