#include "permissions/embargo_memory_private.h"

#include "permissions/embargo.h"
#include "permissions/limits.h"
#include "permissions/profile_private.h"
#include "storage/embargo_table.h"

/* The store keeps the end of the embargo that began last, and what it was for. */
static void
load_one (const CordonOrigin *origin, CordonFeature feature, const CordonEmbargo *stored, gpointer data)
{
  CordonProfile *profile = data;
  CordonEmbargoEntry entry = {
    .feature = feature,
    .counts = { [CORDON_EMBARGO_DISMISSED] = stored->dismissals, [CORDON_EMBARGO_IGNORED] = stored->ignores },
  };

  if (stored->until_wall_us != 0 && stored->reason == CORDON_REASON_EMBARGO_DISMISSED)
    entry.started_wall_us[CORDON_EMBARGO_DISMISSED] = stored->until_wall_us - CORDON_EMBARGO_US;
  if (stored->until_wall_us != 0 && stored->reason == CORDON_REASON_EMBARGO_IGNORED)
    entry.started_wall_us[CORDON_EMBARGO_IGNORED] = stored->until_wall_us - CORDON_EMBARGO_US;
  cordon_embargoes_put (profile->embargoes, origin, &entry);
}

void
cordon_profile_load_embargoes (CordonProfile *profile)
{
  cordon_store_foreach_embargo (profile->store, load_one, profile);
}

static CordonEmbargo
to_stored (const CordonEmbargoEntry *entry, gint64 wall_us)
{
  gint64 dismissed = entry->started_wall_us[CORDON_EMBARGO_DISMISSED];
  gint64 ignored = entry->started_wall_us[CORDON_EMBARGO_IGNORED];
  gint64 latest = MAX (dismissed, ignored);
  CordonEmbargo stored = {
    .dismissals = entry->counts[CORDON_EMBARGO_DISMISSED],
    .ignores = entry->counts[CORDON_EMBARGO_IGNORED],
    .changed_wall_us = wall_us,
  };

  if (latest != 0)
    {
      stored.until_wall_us = latest + CORDON_EMBARGO_US;
      stored.reason = latest == dismissed ? CORDON_REASON_EMBARGO_DISMISSED : CORDON_REASON_EMBARGO_IGNORED;
      stored.repeated = TRUE;
    }

  return stored;
}

void
cordon_profile_embargo_counted (CordonProfile *profile, const CordonOrigin *origin, CordonFeature feature)
{
  CordonEmbargoEntry entry;
  CordonEmbargo stored = { 0 };

  if (cordon_embargoes_get (profile->embargoes, origin, feature, &entry))
    stored = to_stored (&entry, cordon_profile_now (profile).wall_us);
  cordon_store_set_embargo (profile->store, origin, feature, &stored);
}

static gboolean
collect (const CordonOrigin *origin, const CordonEmbargoEntry *entry, gpointer data)
{
  g_ptr_array_add (data, cordon_origin_ref (origin));

  return TRUE;
}

void
cordon_profile_embargo_reset (CordonProfile *profile, const CordonOrigin *origin, CordonFeature feature)
{
  g_autoptr (GPtrArray) origins = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_origin_unref);

  if (origin != NULL)
    g_ptr_array_add (origins, cordon_origin_ref (origin));
  else
    cordon_embargoes_foreach (profile->embargoes, collect, origins);
  cordon_embargoes_reset (profile->embargoes, origin, feature);
  for (guint i = 0; i < origins->len; i++)
    for (guint j = 1; j < CORDON_N_FEATURES; j++)
      if (feature == CORDON_FEATURE_NONE || (guint) feature == j)
        cordon_profile_embargo_counted (profile, origins->pdata[i], (CordonFeature) j);
}
