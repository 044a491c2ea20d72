#pragma once

/* What the store's benchmarks share. */

#include <glib/gstdio.h>
#include <stdio.h>
#include <time.h>

#include "storage/store.h"

static inline gint64
bench_now_ns (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);
  return (gint64) time.tv_sec * 1000000000 + time.tv_nsec;
}

static inline CordonGrant
bench_grant (guint i)
{
  g_autofree char *text = g_strdup_printf ("https://site-%u.example", i);

  return (CordonGrant){
    .origin = cordon_origin_new (text, -1, NULL),
    .feature = i % 2 ? CORDON_FEATURE_CAMERA : CORDON_FEATURE_MICROPHONE,
    .answer = CORDON_GRANT_ALLOW,
    .scope = CORDON_SCOPE_ORIGIN,
    .lifetime = CORDON_LIFETIME_UNTIL_UNUSED,
    .source = CORDON_GRANT_SOURCE_USER,
    .created_wall_us = G_GINT64_CONSTANT (1800000000000000) + i,
  };
}

static inline void
bench_remove_folder (const char *path)
{
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  const char *name;

  while (directory && (name = g_dir_read_name (directory)))
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_unlink (file);
    }
  g_rmdir (path);
}
