/* Stands in for bcryptprimitives.dll, which wine 8 lacks and libraries written in Rust import.
   For trying alone; nothing of it is in a release. */
#include <windows.h>
#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(BYTE *bytes, SIZE_T size)
{
    return RtlGenRandom(bytes, (ULONG)size);
}
