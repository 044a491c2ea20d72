/*
 * The key file: the integrity key, beside the store, where the embedder has no keystore. One line of text:
 * `cordon-key-1 ` and 64 lower-case hexadecimal digits.
 */

#pragma once

#include "storage/mac_private.h"

G_BEGIN_DECLS

#define CORDON_KEY_FILE_NAME "cordon.key"

/** cordon_key_file_parse: strictly. Returns: %FALSE for anything else. */
gboolean cordon_key_file_parse (const char *text, gsize size, guint8 out_key[CORDON_MAC_KEY_SIZE]);

/**
 * cordon_key_file_load: reads the key of @directory.
 * @create: %TRUE where no store stands there yet: a missing file is then made, with mode 0600
 *
 * Returns: %FALSE with CORDON_ERROR_STORE_KEY.
 */
gboolean cordon_key_file_load (const char *directory, gboolean create, guint8 out_key[CORDON_MAC_KEY_SIZE],
                               GError **error);

G_END_DECLS
