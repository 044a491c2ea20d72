/* A key in a file, as an end without Cordon may have one: it outlives the call. */

#pragma once

#include <openssl/ssl.h>

#include "isolation/fingerprint.h"

typedef struct _PlainKey PlainKey;

/* Read from @path, or made and written there. */
PlainKey *plain_key_open (const char *path);
void plain_key_free (PlainKey *key);
void plain_key_install (const PlainKey *key, SSL *ssl);
void plain_key_get_fingerprint (const PlainKey *key, CordonFingerprint *out_fingerprint);
