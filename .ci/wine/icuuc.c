/* Stands in for Windows' own icuuc.dll, which wine lacks and Qt6Core imports: no converter is known.
   For trying alone; nothing of it is in a release. */
#define EXPORTED __declspec(dllexport)

typedef int Status;
enum { UNSUPPORTED = 16 };

static void refuse(Status *status)
{
    if (status)
        *status = UNSUPPORTED;
}

EXPORTED void *ucnv_open(const char *name, Status *status)
{
    refuse(status);
    return 0;
}

EXPORTED const char *ucnv_getName(const void *converter, Status *status)
{
    refuse(status);
    return 0;
}

EXPORTED const char *ucnv_getStandardName(const char *name, const char *standard, Status *status)
{
    refuse(status);
    return 0;
}

EXPORTED void ucnv_setToUCallBack(void *converter, void *new, const void *context, void **old,
                                  const void **old_context, Status *status)
{
    refuse(status);
}

EXPORTED void ucnv_setFromUCallBack(void *converter, void *new, const void *context, void **old,
                                    const void **old_context, Status *status)
{
    refuse(status);
}

EXPORTED void ucnv_cbToUWriteUChars(void *arguments, const void *source, int length, int offset,
                                    Status *status)
{
    refuse(status);
}

EXPORTED void ucnv_cbFromUWriteUChars(void *arguments, const void **source, const void *end,
                                      int offset, Status *status)
{
    refuse(status);
}

EXPORTED void ucnv_toUnicode(void *converter, void **target, const void *target_end,
                             const char **source, const char *source_end, int *offsets,
                             signed char flush, Status *status)
{
    refuse(status);
}

EXPORTED void ucnv_fromUnicode(void *converter, char **target, const char *target_end,
                               const void **source, const void *source_end, int *offsets,
                               signed char flush, Status *status)
{
    refuse(status);
}

EXPORTED int ucnv_toUCountPending(const void *converter, Status *status)
{
    refuse(status);
    return 0;
}

EXPORTED int ucnv_fromUCountPending(const void *converter, Status *status)
{
    refuse(status);
    return 0;
}

EXPORTED int ucnv_countAvailable(void) { return 0; }
EXPORTED const char *ucnv_getAvailableName(int number) { return 0; }
EXPORTED signed char ucnv_getMaxCharSize(const void *converter) { return 1; }
EXPORTED void ucnv_close(void *converter) {}
EXPORTED void ucnv_reset(void *converter) {}
EXPORTED void ucnv_getToUCallBack(const void *converter, void **action, const void **context) {}
EXPORTED void ucnv_getFromUCallBack(const void *converter, void **action, const void **context) {}
EXPORTED void UCNV_TO_U_CALLBACK_SUBSTITUTE(void) {}
EXPORTED void UCNV_FROM_U_CALLBACK_SUBSTITUTE(void) {}
