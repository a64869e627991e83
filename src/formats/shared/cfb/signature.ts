/** How every OLE2 compound file begins ([MS-CFB] 2.2), as ISO 8859-1. */
export const CFB_SIGNATURE = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
