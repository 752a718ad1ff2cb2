/* What wine's ucrtbase.dll names without having it, and numpy calls: the complex functions of C.
   build.sh passes every other name on to wine's own. For trying alone; nothing of it is in a release. */
#include <complex.h>

#define OF_REAL(name)                                                                              \
    double stand_in_##name(double complex z) { return name(z); }                                   \
    float stand_in_##name##f(float complex z) { return name##f(z); }
#define OF_COMPLEX(name)                                                                           \
    double complex stand_in_##name(double complex z) { return name(z); }                           \
    float complex stand_in_##name##f(float complex z) { return name##f(z); }

OF_REAL(cabs)
OF_REAL(carg)
OF_REAL(cimag)
OF_REAL(creal)
OF_COMPLEX(cacos)
OF_COMPLEX(cacosh)
OF_COMPLEX(casin)
OF_COMPLEX(casinh)
OF_COMPLEX(catan)
OF_COMPLEX(catanh)
OF_COMPLEX(ccos)
OF_COMPLEX(ccosh)
OF_COMPLEX(cexp)
OF_COMPLEX(clog)
OF_COMPLEX(conj)
OF_COMPLEX(cproj)
OF_COMPLEX(csin)
OF_COMPLEX(csinh)
OF_COMPLEX(csqrt)
OF_COMPLEX(ctan)
OF_COMPLEX(ctanh)

double complex stand_in_cpow(double complex base, double complex power) { return cpow(base, power); }
float complex stand_in_cpowf(float complex base, float complex power) { return cpowf(base, power); }
