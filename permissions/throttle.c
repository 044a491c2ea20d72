#include "permissions/throttle_private.h"

#include "permissions/clock.h"

typedef struct
{
  guint n_failures;
  gint64 last_mono_us;
} Failures;

/* More origins than this at once is somebody making origins up: the oldest knowledge goes. */
#define MAX_ORIGINS 256

struct _CordonThrottle
{
  GHashTable *by_origin; /* CordonOrigin → Failures */
};

CordonThrottle *
cordon_throttle_new (void)
{
  CordonThrottle *throttle = g_new0 (CordonThrottle, 1);

  throttle->by_origin = g_hash_table_new_full (cordon_origin_hash, cordon_origin_equal,
                                               (GDestroyNotify) cordon_origin_unref, g_free);

  return throttle;
}

void
cordon_throttle_free (CordonThrottle *throttle)
{
  if (throttle == NULL)
    return;

  g_hash_table_unref (throttle->by_origin);
  g_free (throttle);
}

static gboolean
is_stale (gpointer key, gpointer value, gpointer data)
{
  const Failures *failures = value;

  return failures->last_mono_us + CORDON_THROTTLE_WINDOW_US <= *(const gint64 *) data;
}

static Failures *
ensure (CordonThrottle *throttle, const CordonOrigin *origin, gint64 mono_us)
{
  Failures *failures = g_hash_table_lookup (throttle->by_origin, origin);

  if (failures != NULL)
    return failures;

  if (g_hash_table_size (throttle->by_origin) >= MAX_ORIGINS)
    g_hash_table_foreach_remove (throttle->by_origin, is_stale, &mono_us);
  if (g_hash_table_size (throttle->by_origin) >= MAX_ORIGINS)
    g_hash_table_remove_all (throttle->by_origin);

  failures = g_new0 (Failures, 1);
  g_hash_table_insert (throttle->by_origin, cordon_origin_ref (origin), failures);

  return failures;
}

gint64
cordon_throttle_failed (CordonThrottle *throttle, const CordonOrigin *origin, gint64 mono_us)
{
  Failures *failures;
  gint64 delay = CORDON_THROTTLE_FIRST_US;

  if (cordon_origin_is_opaque (origin))
    return CORDON_THROTTLE_FIRST_US;

  failures = ensure (throttle, origin, mono_us);
  if (failures->last_mono_us + CORDON_THROTTLE_WINDOW_US <= mono_us)
    failures->n_failures = 0;
  failures->last_mono_us = mono_us;
  if (failures->n_failures < G_MAXINT32)
    failures->n_failures++;
  if (failures->n_failures <= CORDON_THROTTLE_FREE)
    return 0;

  for (guint i = CORDON_THROTTLE_FREE + 1; i < failures->n_failures && delay < CORDON_THROTTLE_LONGEST_US;
       i++)
    delay *= 2;

  return MIN (delay, CORDON_THROTTLE_LONGEST_US);
}

void
cordon_throttle_succeeded (CordonThrottle *throttle, const CordonOrigin *origin)
{
  if (!cordon_origin_is_opaque (origin))
    g_hash_table_remove (throttle->by_origin, origin);
}
