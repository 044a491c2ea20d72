#include "permissions/device_view_private.h"

#include <string.h>

#include "permissions/profile_private.h"
#include "storage/identifier_table.h"

G_STATIC_ASSERT (CORDON_DEVICE_SALT_SIZE == CORDON_IDENTIFIER_SALT_SIZE);

struct _CordonDeviceViews
{
  GArray *hardware;   /* CordonHardware, strings of its own */
  GHashTable *views;  /* document id → CordonEnumeration */
  GHashTable *barred; /* CordonOrigin */
  gboolean was_told;  /* the embedder has said what is plugged in */
  CordonDevicesChanged changed;
  gpointer data;
};

static void
hardware_clear (gpointer data)
{
  CordonHardware *hardware = data;

  g_free ((char *) hardware->id);
  g_free ((char *) hardware->group);
  g_free ((char *) hardware->label);
}

CordonDeviceViews *
cordon_device_views_new (void)
{
  CordonDeviceViews *devices = g_new0 (CordonDeviceViews, 1);

  devices->hardware = g_array_new (FALSE, TRUE, sizeof (CordonHardware));
  g_array_set_clear_func (devices->hardware, hardware_clear);
  devices->views = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                          (GDestroyNotify) cordon_enumeration_free);
  devices->barred = g_hash_table_new_full (cordon_origin_hash, cordon_origin_equal,
                                           (GDestroyNotify) cordon_origin_unref, NULL);

  return devices;
}

void
cordon_device_views_free (CordonDeviceViews *devices)
{
  if (!devices)
    return;

  g_array_unref (devices->hardware);
  g_hash_table_unref (devices->views);
  g_hash_table_unref (devices->barred);
  g_free (devices);
}

static gboolean
is_kept (const CordonGrant *grant, gpointer data)
{
  gboolean *kept = data;

  *kept = *kept || cordon_grant_may_persist (grant);
  return !*kept;
}

/* G-03, G-04: ids are kept once the site has something stored, and never for a site without cookies. */
static gboolean
may_keep (CordonProfile *profile, const CordonOrigin *origin, gboolean was_live)
{
  gboolean kept = was_live;

  if (g_hash_table_contains (profile->device_views->barred, origin))
    return FALSE;
  if (!kept)
    cordon_grant_table_foreach (cordon_store_peek_table (profile->store), origin, CORDON_FEATURE_NONE,
                                is_kept, &kept);
  if (!kept)
    cordon_grant_table_foreach (cordon_store_peek_shelf (profile->store), origin, CORDON_FEATURE_NONE,
                                is_kept, &kept);

  return kept;
}

/* Where there is no salt to be had, a fresh one: ids that nobody can link are better than none. */
static void
read_salt (CordonProfile *profile, const CordonOrigin *origin, gboolean was_live, guint8 *out_salt)
{
  CordonDeviceSalts fresh;

  if (cordon_store_get_salt (profile->store, origin, CORDON_IDENTIFIER_DEVICE_SALT,
                             may_keep (profile, origin, was_live), cordon_profile_now (profile).wall_us,
                             out_salt))
    return;

  cordon_device_salts_new_document (&fresh);
  memcpy (out_salt, fresh.document, CORDON_DEVICE_SALT_SIZE);
}

static gboolean
is_in_view (const CordonDocument *document)
{
  return document->fully_active == CORDON_FACT_YES && document->visible == CORDON_FACT_YES;
}

static CordonEnumeration *
add_view (CordonProfile *profile, CordonDocument *document)
{
  const CordonDocumentFacts *facts = &document->facts;
  CordonDeviceViews *devices = profile->device_views;
  CordonDeviceSalts salts;
  CordonEnumeration *view;

  read_salt (profile, facts->origin, FALSE, salts.origin);
  read_salt (profile, facts->top_level_origin, FALSE, salts.top_level);
  cordon_device_salts_new_document (&salts);
  view = cordon_enumeration_new (&salts, facts->origin, facts->top_level_origin,
                                 facts->permissions_policy.enabled);
  if (devices->was_told)
    cordon_enumeration_set_hardware (view, (gconstpointer) devices->hardware->data, devices->hardware->len);
  cordon_enumeration_set_in_view (view, is_in_view (document));
  g_hash_table_insert (devices->views, g_memdup2 (&document->id, sizeof document->id), view);

  return view;
}

/* Returns: (transfer none) (nullable): NULL for a document that has gone */
static CordonEnumeration *
get_view (CordonProfile *profile, CordonDocument *document)
{
  CordonEnumeration *view = g_hash_table_lookup (profile->device_views->views, &document->id);

  if (view || profile->is_closed || cordon_document_is_gone (document))
    return view;

  return add_view (profile, document);
}

static CordonEnumeration *
peek_view (CordonProfile *profile, const CordonDocument *document)
{
  return g_hash_table_lookup (profile->device_views->views, &document->id);
}

static void
tell (CordonProfile *profile, CordonDocument *document, gboolean changed)
{
  if (changed && profile->device_views->changed)
    profile->device_views->changed (profile, document, profile->device_views->data);
}

void
cordon_profile_set_devices_changed (CordonProfile *profile, CordonDevicesChanged changed, gpointer data)
{
  g_return_if_fail (profile != NULL);

  profile->device_views->changed = changed;
  profile->device_views->data = data;
}

static gboolean
update_hardware (CordonDocument *document, gpointer data)
{
  CordonProfile *profile = data;
  CordonEnumeration *view = peek_view (profile, document);
  const GArray *hardware = profile->device_views->hardware;

  if (view)
    tell (profile, document,
          cordon_enumeration_set_hardware (view, (gconstpointer) hardware->data, hardware->len));
  return TRUE;
}

/* What a page's deviceId constraint means; for the broker. */
static char *
find_for_broker (gpointer data, const CordonDocument *document, CordonFeature feature, const char *page_id)
{
  CordonDeviceKind kind = feature == CORDON_FEATURE_CAMERA ? CORDON_DEVICE_VIDEO_INPUT
                                                           : CORDON_DEVICE_AUDIO_INPUT;

  return g_strdup (cordon_profile_find_device (data, (CordonDocument *) (guintptr) document, kind, page_id));
}

void
cordon_profile_set_hardware (CordonProfile *profile, const CordonHardware *hardware, gsize n_hardware)
{
  CordonDeviceViews *devices;

  g_return_if_fail (profile != NULL);
  g_return_if_fail (n_hardware == 0 || hardware != NULL);

  devices = profile->device_views;
  devices->was_told = TRUE;
  cordon_broker_set_device_map (profile->broker, &(CordonDeviceMap){ find_for_broker, profile });
  g_array_set_size (devices->hardware, 0);
  for (gsize i = 0; i < n_hardware; i++)
    {
      const CordonHardware copy = {
        .kind = hardware[i].kind,
        .id = g_strdup (hardware[i].id),
        .group = g_strdup (hardware[i].group),
        .label = g_strdup (hardware[i].label),
      };

      g_array_append_val (devices->hardware, copy);
    }
  if (profile->is_closed)
    return;
  cordon_document_set_foreach (cordon_broker_get_documents (profile->broker), update_hardware, profile);
  /* Where single devices were decided about, what is plugged in is part of the answer (B-34). */
  if (g_hash_table_size (profile->device_keys) > 0)
    cordon_profile_states_changed (profile, NULL, CORDON_FEATURE_NONE);
}

gboolean
cordon_device_views_all (const CordonProfile *profile, CordonFeature feature, CordonDeviceTest test,
                         gpointer data)
{
  const GArray *hardware = profile->device_views->hardware;
  guint n_devices = 0;

  for (guint i = 0; i < hardware->len; i++)
    {
      const CordonHardware *device = &g_array_index (hardware, CordonHardware, i);

      if (cordon_device_kind_to_feature (device->kind) != feature)
        continue;
      n_devices++;
      if (!test (device->id, data))
        return FALSE;
    }

  return n_devices > 0;
}

gboolean
cordon_profile_may_enumerate (CordonProfile *profile, CordonDocument *document)
{
  CordonEnumeration *view;

  g_return_val_if_fail (profile != NULL && document != NULL, FALSE);

  view = get_view (profile, document);
  return view && cordon_enumeration_may_proceed (view);
}

void
cordon_profile_foreach_device (CordonProfile *profile, CordonDocument *document, CordonDeviceFunc func,
                               gpointer data)
{
  CordonEnumeration *view;

  g_return_if_fail (profile != NULL && document != NULL && func != NULL);

  view = get_view (profile, document);
  if (view)
    cordon_enumeration_foreach (view, func, data);
}

const char *
cordon_profile_find_device (CordonProfile *profile, CordonDocument *document, CordonDeviceKind kind,
                            const char *device_id)
{
  CordonEnumeration *view;

  g_return_val_if_fail (profile != NULL && document != NULL && device_id != NULL, NULL);

  view = get_view (profile, document);
  return view ? cordon_enumeration_find_hardware (view, kind, device_id) : NULL;
}

const char *
cordon_profile_check_sink (CordonProfile *profile, CordonDocument *document, const char *device_id)
{
  CordonEnumeration *view;

  g_return_val_if_fail (profile != NULL && document != NULL && device_id != NULL, "NotAllowedError");

  view = get_view (profile, document);
  return view ? cordon_enumeration_check_sink (view, device_id) : "NotAllowedError";
}

void
cordon_profile_withdraw_devices (CordonProfile *profile, CordonDocument *document)
{
  CordonEnumeration *view;

  g_return_if_fail (profile != NULL && document != NULL);

  view = peek_view (profile, document);
  if (view)
    tell (profile, document, cordon_enumeration_withdraw (view));
}

void
cordon_profile_bar_identifiers (CordonProfile *profile, const CordonOrigin *origin, gboolean barred)
{
  g_return_if_fail (profile != NULL);
  g_return_if_fail (origin != NULL);

  if (barred)
    g_hash_table_add (profile->device_views->barred, cordon_origin_ref (origin));
  else
    g_hash_table_remove (profile->device_views->barred, origin);
}

void
cordon_device_views_document_changed (CordonProfile *profile, CordonDocument *document,
                                      CordonDocumentChange change)
{
  CordonEnumeration *view = peek_view (profile, document);

  if (!view)
    return;
  if (change == CORDON_DOCUMENT_CHANGE_GONE)
    g_hash_table_remove (profile->device_views->views, &document->id);
  else if (change == CORDON_DOCUMENT_CHANGE_VISIBLE || change == CORDON_DOCUMENT_CHANGE_FULLY_ACTIVE)
    tell (profile, document, cordon_enumeration_set_in_view (view, is_in_view (document)));
}

void
cordon_device_views_captured (CordonProfile *profile, CordonDocument *document, CordonFeature feature)
{
  guint8 salt[CORDON_IDENTIFIER_SALT_SIZE];
  CordonEnumeration *view = get_view (profile, document);

  if (!view || (feature != CORDON_FEATURE_CAMERA && feature != CORDON_FEATURE_MICROPHONE))
    return;

  read_salt (profile, document->facts.origin, TRUE, salt);
  read_salt (profile, document->facts.top_level_origin, TRUE, salt);
  tell (profile, document, cordon_enumeration_captured (view, feature));
}

void
cordon_device_views_output_granted (CordonProfile *profile, CordonDocument *document, const char *hardware)
{
  CordonEnumeration *view = get_view (profile, document);

  if (view)
    tell (profile, document, cordon_enumeration_output_granted (view, hardware));
}

void
cordon_device_views_grant_stored (CordonProfile *profile, const CordonOrigin *origin)
{
  guint8 salt[CORDON_IDENTIFIER_SALT_SIZE];

  read_salt (profile, origin, TRUE, salt);
}

static gboolean
forget_view (CordonDocument *document, gpointer data)
{
  g_hash_table_remove (data, &document->id);
  return TRUE;
}

typedef struct
{
  GHashTable *views;
  const CordonOrigin *origin;
} Forgetting;

static gboolean
forget_view_of (CordonDocument *document, gpointer data)
{
  const Forgetting *forgetting = data;

  if (cordon_origin_equal (document->facts.origin, forgetting->origin)
      || cordon_origin_equal (document->facts.top_level_origin, forgetting->origin))
    g_hash_table_remove (forgetting->views, &document->id);
  return TRUE;
}

/* A view is made anew when it is next asked for, with new salts and nothing exposed. */
void
cordon_device_views_identifiers_reset (CordonProfile *profile, const CordonOrigin *origin)
{
  CordonDocumentSet *documents = cordon_broker_get_documents (profile->broker);
  Forgetting forgetting = { profile->device_views->views, origin };

  if (origin)
    cordon_document_set_foreach (documents, forget_view_of, &forgetting);
  else
    cordon_document_set_foreach (documents, forget_view, profile->device_views->views);
}
