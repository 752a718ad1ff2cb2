/* Stands in for mscms.dll, whose profiles of colours wine has not: there are none.
   For trying alone; nothing of it is in a release. */
#include <windows.h>

#define EXPORTED __declspec(dllexport)

EXPORTED HANDLE WINAPI OpenColorProfileW(void *profile, DWORD access, DWORD share, DWORD creation)
{
    return NULL;
}

EXPORTED HANDLE WINAPI WcsOpenColorProfileW(void *device, void *appearance, void *gamut,
                                            DWORD access, DWORD share, DWORD creation, DWORD flags)
{
    return NULL;
}

EXPORTED HANDLE WINAPI WcsCreateIccProfile(HANDLE profile, DWORD options) { return NULL; }
EXPORTED BOOL WINAPI CloseColorProfile(HANDLE profile) { return TRUE; }

EXPORTED BOOL WINAPI GetColorProfileFromHandle(HANDLE profile, BYTE *bytes, DWORD *size)
{
    return FALSE;
}
