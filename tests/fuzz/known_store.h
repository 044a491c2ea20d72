#pragma once

/* A store whose key and time are always the same, so that one run finds what another left. */

#include <string.h>

#include "storage/store.h"

#define FUZZ_STORE_WALL_US (G_GINT64_CONSTANT (1800000000) * CORDON_SECOND_US)

static inline gboolean
fuzz_store_get_key (gpointer data, guint8 key[32], GError **error)
{
  memset (key, 7, 32);
  return TRUE;
}

static inline CordonTime
fuzz_store_get_time (gpointer data)
{
  return (CordonTime){ FUZZ_STORE_WALL_US, 1 };
}

static inline CordonStore *
fuzz_store_open (const char *folder)
{
  const CordonStoreOptions options = { .keystore = { .get_key = fuzz_store_get_key },
                                       .clock = { fuzz_store_get_time, NULL } };

  return cordon_store_open (folder, &options, NULL);
}
