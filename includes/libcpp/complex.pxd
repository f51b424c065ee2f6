# <complex>: complex numbers of any real type.

cdef extern from "<complex>" namespace "std" nogil:
    cppclass complex[T]:
        complex() except +
        complex(T, T) except +
        complex(complex[T]&) except +

        T real()
        void real(T)
        T imag()
        void imag(T)

        complex[T] operator*(complex[T]&, complex[T]&)
        complex[T] operator*(complex[T]&, T&)
        complex[T] operator*(T&, complex[T]&)
        complex[T] operator+(complex[T]&, complex[T]&)
        complex[T] operator+(complex[T]&, T&)
        complex[T] operator+(T&, complex[T]&)
        complex[T] operator+()
        complex[T] operator-(complex[T]&, complex[T]&)
        complex[T] operator-(complex[T]&, T&)
        complex[T] operator-(T&, complex[T]&)
        complex[T] operator-()
        complex[T] operator/(complex[T]&, complex[T]&)
        complex[T] operator/(complex[T]&, T&)
        complex[T] operator/(T&, complex[T]&)

        bint operator==(complex[T]&, complex[T]&)
        bint operator==(complex[T]&, T&)
        bint operator==(T&, complex[T]&)
        bint operator!=(complex[T]&, complex[T]&)
        bint operator!=(complex[T]&, T&)
        bint operator!=(T&, complex[T]&)

    # Parts; some of them of real numbers too
    T real[T](complex[T]&)
    long double real(long double)
    double real(double)
    float real(float)
    T imag[T](complex[T]&)
    long double imag(long double)
    double imag(double)
    float imag(float)
    T abs[T](complex[T]&)
    T arg[T](complex[T]&)
    long double arg(long double)
    double arg(double)
    float arg(float)
    T norm[T](complex[T])
    long double norm(long double)
    double norm(double)
    float norm(float)
    complex[T] conj[T](complex[T]&)
    complex[long double] conj(long double)
    complex[double] conj(double)
    complex[float] conj(float)
    complex[T] proj[T](complex[T])
    complex[long double] proj(long double)
    complex[double] proj(double)
    complex[float] proj(float)
    complex[T] polar[T](T&, T&)
    complex[T] polar[T](T&)

    # Exponentials, logarithms, powers
    complex[T] exp[T](complex[T]&)
    complex[T] log[T](complex[T]&)
    complex[T] log10[T](complex[T]&)
    complex[T] pow[T](complex[T]&, complex[T]&)
    complex[T] pow[T](complex[T]&, T&)
    complex[T] pow[T](T&, complex[T]&)
    complex[T] sqrt[T](complex[T]&)

    # Trigonometric
    complex[T] sin[T](complex[T]&)
    complex[T] cos[T](complex[T]&)
    complex[T] tan[T](complex[T]&)
    complex[T] asin[T](complex[T]&)
    complex[T] acos[T](complex[T]&)
    complex[T] atan[T](complex[T]&)

    # Hyperbolic
    complex[T] sinh[T](complex[T]&)
    complex[T] cosh[T](complex[T]&)
    complex[T] tanh[T](complex[T]&)
    complex[T] asinh[T](complex[T]&)
    complex[T] acosh[T](complex[T]&)
    complex[T] atanh[T](complex[T]&)
