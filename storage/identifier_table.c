#include "storage/identifier_table.h"

#include <string.h>

#include "storage/clearing.h"
#include "storage/mac_private.h"
#include "storage/record_private.h"

enum
{
  ORIGIN,
  PURPOSE,
  SECRET,
  CREATED,
  USED,
};

static const char *const names[] = {
  [CORDON_IDENTIFIER_NONE] = "none",
  [CORDON_IDENTIFIER_DEVICE_SALT] = "device-salt",
  [CORDON_IDENTIFIER_CNAME] = "cname",
  [CORDON_IDENTIFIER_CERTIFICATE] = "certificate",
};

G_STATIC_ASSERT (G_N_ELEMENTS (names) == CORDON_N_IDENTIFIER_PURPOSES);

const char *
cordon_identifier_purpose_to_string (CordonIdentifierPurpose purpose)
{
  return names[(guint) purpose < CORDON_N_IDENTIFIER_PURPOSES ? purpose : CORDON_IDENTIFIER_NONE];
}

static CordonRow
key_row (const CordonOrigin *origin, CordonIdentifierPurpose purpose)
{
  CordonRow row = { .table = CORDON_TABLE_IDENTIFIER };

  row.values[ORIGIN] = cordon_value_text (cordon_origin_to_string (origin));
  row.values[PURPOSE] = cordon_value_integer (purpose);
  row.values[SECRET] = cordon_value_blob (NULL, 0);
  return row;
}

/* The usable row, or NULL; one that nobody used for long is dropped on the way. */
static const CordonRow *
find_live (CordonStore *store, const CordonRow *key, gint64 wall_us)
{
  const CordonRow *row = cordon_records_find (store, key);
  g_autoptr (CordonUnit) unit = NULL;

  cordon_grant_table_observe_wall (store->table, wall_us);
  if (!row
      || cordon_grant_table_latest_wall (store->table) - row->values[USED].integer
           <= CORDON_IDENTIFIER_LIFETIME_US)
    return row;

  unit = cordon_unit_new (NULL, NULL);
  cordon_records_drop (store, unit, key);
  cordon_store_submit (store, g_steal_pointer (&unit));
  return NULL;
}

static gboolean
put (CordonStore *store, const CordonRow *key, const guint8 *bytes, gsize size, gint64 created_us,
     gboolean keep)
{
  g_autoptr (CordonUnit) unit = cordon_unit_new (NULL, NULL);
  CordonRow row = *key;

  row.values[SECRET] = cordon_value_blob (bytes, size);
  row.values[CREATED] = cordon_value_integer (MAX (created_us, 1));
  row.values[USED] = cordon_value_integer (MAX (cordon_grant_table_latest_wall (store->table), 1));
  cordon_records_put (store, keep ? unit : NULL, &row);
  cordon_store_submit (store, g_steal_pointer (&unit));
  return TRUE;
}

/* Used today is exact enough, and spares a write for each use. */
static gboolean
is_fresh (CordonStore *store, const CordonRow *row, gboolean keep)
{
  if (keep && store->disk && !cordon_row_is_on_disk (row))
    return FALSE;
  return cordon_grant_table_latest_wall (store->table) - row->values[USED].integer < CORDON_DAY_US;
}

gboolean
cordon_store_get_salt (CordonStore *store, const CordonOrigin *origin, CordonIdentifierPurpose purpose,
                       gboolean keep, gint64 wall_us, guint8 out_salt[CORDON_IDENTIFIER_SALT_SIZE])
{
  const CordonRow *row;
  CordonRow key;

  memset (out_salt, 0, CORDON_IDENTIFIER_SALT_SIZE);
  g_return_val_if_fail (store != NULL && store->thread == g_thread_self (), FALSE);
  g_return_val_if_fail (purpose > CORDON_IDENTIFIER_NONE && purpose < CORDON_N_IDENTIFIER_PURPOSES, FALSE);

  if (cordon_origin_is_opaque (origin))
    return FALSE;

  key = key_row (origin, purpose);
  row = find_live (store, &key, wall_us);
  if (row && row->values[SECRET].size == CORDON_IDENTIFIER_SALT_SIZE)
    {
      gint64 created_us = row->values[CREATED].integer;

      memcpy (out_salt, row->values[SECRET].bytes, CORDON_IDENTIFIER_SALT_SIZE);
      if (is_fresh (store, row, keep))
        return TRUE;
      return put (store, &key, out_salt, CORDON_IDENTIFIER_SALT_SIZE, created_us,
                  keep || cordon_row_is_on_disk (row));
    }

  if (!cordon_mac_random (out_salt, CORDON_IDENTIFIER_SALT_SIZE))
    {
      memset (out_salt, 0, CORDON_IDENTIFIER_SALT_SIZE);
      return FALSE;
    }
  return put (store, &key, out_salt, CORDON_IDENTIFIER_SALT_SIZE,
              cordon_grant_table_latest_wall (store->table), keep);
}

GBytes *
cordon_store_get_identifier (CordonStore *store, const CordonOrigin *origin, CordonIdentifierPurpose purpose,
                             gint64 wall_us)
{
  const CordonRow *row;
  CordonRow key;

  g_return_val_if_fail (store != NULL && store->thread == g_thread_self (), NULL);

  if (cordon_origin_is_opaque (origin))
    return NULL;
  key = key_row (origin, purpose);
  row = find_live (store, &key, wall_us);
  return row ? g_bytes_new (row->values[SECRET].bytes, row->values[SECRET].size) : NULL;
}

gboolean
cordon_store_put_identifier (CordonStore *store, const CordonOrigin *origin, CordonIdentifierPurpose purpose,
                             GBytes *value, gboolean keep, gint64 wall_us)
{
  gsize size = 0;
  const guint8 *bytes;
  CordonRow key;

  g_return_val_if_fail (store != NULL && store->thread == g_thread_self () && value != NULL, FALSE);
  g_return_val_if_fail (purpose > CORDON_IDENTIFIER_NONE && purpose < CORDON_N_IDENTIFIER_PURPOSES, FALSE);

  bytes = g_bytes_get_data (value, &size);
  if (cordon_origin_is_opaque (origin) || size == 0 || size > CORDON_IDENTIFIER_MAX_SIZE)
    return FALSE;

  cordon_grant_table_observe_wall (store->table, wall_us);
  key = key_row (origin, purpose);
  return put (store, &key, bytes, size, wall_us, keep);
}

void
cordon_store_foreach_identifier (CordonStore *store, CordonIdentifierFunc func, gpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;

  g_return_if_fail (store != NULL && store->thread == g_thread_self () && func != NULL);

  rows = cordon_records_rows (store, CORDON_TABLE_IDENTIFIER);
  for (guint i = 0; i < rows->len; i++)
    {
      const CordonRow *row = g_ptr_array_index (rows, i);
      g_autoptr (CordonOrigin) origin = cordon_origin_new (row->values[ORIGIN].bytes, -1, NULL);

      if (origin)
        func (origin, (CordonIdentifierPurpose) row->values[PURPOSE].integer, row->values[CREATED].integer,
              cordon_row_is_on_disk (row), data);
    }
}

void
cordon_store_reset_identifiers (CordonStore *store, const CordonOrigin *origin, CordonStoreDone done,
                                gpointer data)
{
  CordonClearing clearing = { .what = CORDON_CLEAR_IDENTIFIERS, .origin = origin };

  g_return_if_fail (store != NULL && store->thread == g_thread_self ());

  cordon_store_clear (store, &clearing, NULL, NULL, done, data);
}
