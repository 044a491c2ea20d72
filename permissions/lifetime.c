#include "permissions/lifetime_private.h"

#include "permissions/capture_private.h"
#include "permissions/limits.h"

typedef struct
{
  guint64 grant_id;
  CordonFeature feature;
} VisitGrant;

/* One-time grants of one origin. */
typedef struct
{
  GArray *grants; /* VisitGrant */
  gboolean hidden;
  gint64 hidden_mono_us;                      /* since when, where hidden */
  gint64 captured_mono_us[CORDON_N_FEATURES]; /* end of the last capture */
} Visit;

struct _CordonLifetimes
{
  GHashTable *visits;  /* CordonOrigin → Visit */
  gint64 next_wall_us; /* when the store has something to expire */
};

static void
visit_free (gpointer data)
{
  Visit *visit = data;

  g_array_unref (visit->grants);
  g_free (visit);
}

CordonLifetimes *
cordon_lifetimes_new (void)
{
  CordonLifetimes *lifetimes = g_new0 (CordonLifetimes, 1);

  lifetimes->visits = g_hash_table_new_full (cordon_origin_hash, cordon_origin_equal,
                                             (GDestroyNotify) cordon_origin_unref, visit_free);

  return lifetimes;
}

void
cordon_lifetimes_free (CordonLifetimes *lifetimes)
{
  if (lifetimes == NULL)
    return;

  g_hash_table_unref (lifetimes->visits);
  g_free (lifetimes);
}

/* Visits. */

typedef struct
{
  guint n_documents;
  gboolean visible;
} Presence;

static gboolean
count_document (CordonDocument *document, gpointer data)
{
  Presence *presence = data;

  presence->n_documents++;
  presence->visible = presence->visible || document->visible == CORDON_FACT_YES;

  return TRUE;
}

static Presence
look (CordonProfile *profile, const CordonOrigin *key)
{
  Presence presence = { 0 };

  cordon_document_set_foreach_key (cordon_broker_get_documents (profile->broker), key, count_document,
                                   &presence);

  return presence;
}

static void
set_hidden (Visit *visit, gboolean hidden, gint64 mono_us)
{
  if (hidden && !visit->hidden)
    visit->hidden_mono_us = mono_us;
  visit->hidden = hidden;
}

static void
add_visit (CordonProfile *profile, const CordonGrant *grant)
{
  CordonLifetimes *lifetimes = profile->lifetimes;
  const VisitGrant entry = { .grant_id = grant->id, .feature = grant->feature };
  Visit *visit = g_hash_table_lookup (lifetimes->visits, grant->origin);

  if (visit == NULL)
    {
      visit = g_new0 (Visit, 1);
      visit->grants = g_array_new (FALSE, FALSE, sizeof (VisitGrant));
      g_hash_table_insert (lifetimes->visits, cordon_origin_ref (grant->origin), visit);
    }
  for (guint i = 0; i < visit->grants->len; i++)
    if (g_array_index (visit->grants, VisitGrant, i).grant_id == grant->id)
      return;
  g_array_append_val (visit->grants, entry);
  set_hidden (visit, !look (profile, grant->origin).visible, cordon_profile_now (profile).mono_us);
}

static void
forget (CordonLifetimes *lifetimes, guint64 grant_id)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, lifetimes->visits);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Visit *visit = value;

      for (guint i = visit->grants->len; i > 0; i--)
        if (g_array_index (visit->grants, VisitGrant, i - 1).grant_id == grant_id)
          g_array_remove_index_fast (visit->grants, i - 1);
      if (visit->grants->len == 0)
        g_hash_table_iter_remove (&iter);
    }
}

/* Ends @ids; the visit may be gone afterwards. One that another decision has replaced is only forgotten: what it was
 * waiting for is due no more.
 */
static void
end_all (CordonProfile *profile, GArray *ids)
{
  const CordonEnding ending = { .reason = CORDON_REASON_REVOKED, .by_itself = TRUE };

  for (guint i = 0; i < ids->len; i++)
    if (!cordon_profile_end_grant (profile, g_array_index (ids, guint64, i), &ending))
      forget (profile->lifetimes, g_array_index (ids, guint64, i));
}

static void
collect_visit (const Visit *visit, CordonFeature feature, GArray *ids)
{
  for (guint i = 0; i < visit->grants->len; i++)
    {
      const VisitGrant *grant = &g_array_index (visit->grants, VisitGrant, i);

      if (feature == CORDON_FEATURE_NONE || grant->feature == feature)
        g_array_append_val (ids, grant->grant_id);
    }
}

void
cordon_lifetimes_end_visits (CordonProfile *profile, const CordonOrigin *key, CordonFeature feature)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint64));
  GHashTableIter iter;
  gpointer origin, visit;

  g_hash_table_iter_init (&iter, profile->lifetimes->visits);
  while (g_hash_table_iter_next (&iter, &origin, &visit))
    if (key == NULL || cordon_origin_equal (origin, key))
      collect_visit (visit, feature, ids);
  end_all (profile, ids);
}

void
cordon_lifetimes_documents_changed (CordonProfile *profile, const CordonOrigin *key)
{
  Visit *visit = g_hash_table_lookup (profile->lifetimes->visits, key);
  Presence presence;

  if (visit == NULL)
    return;

  presence = look (profile, key);
  if (presence.n_documents == 0)
    cordon_lifetimes_end_visits (profile, key, CORDON_FEATURE_NONE);
  else
    set_hidden (visit, !presence.visible, cordon_profile_now (profile).mono_us);
  cordon_profile_wake (profile);
}

void
cordon_lifetimes_capture_ended (CordonProfile *profile, const CordonCapture *capture)
{
  Visit *visit = g_hash_table_lookup (profile->lifetimes->visits, capture->document->facts.top_level_origin);

  if (visit != NULL)
    visit->captured_mono_us[capture->feature] = cordon_profile_now (profile).mono_us;
}

/* When @grant ends for being out of sight: never while it is seen or used. */
static gint64
get_visit_due (CordonProfile *profile, const CordonOrigin *key, const Visit *visit, const VisitGrant *grant)
{
  const CordonCaptureMatch match = { .key = key, .feature = grant->feature };

  if (!visit->hidden || cordon_captures_count (profile, &match) > 0)
    return G_MAXINT64;

  return MAX (visit->hidden_mono_us, visit->captured_mono_us[grant->feature]) + CORDON_VISIT_HIDDEN_US;
}

static void
collect_hidden (CordonProfile *profile, gint64 mono_us, GArray *ids, gint64 *out_next_mono_us)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, profile->lifetimes->visits);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const Visit *visit = value;

      for (guint i = 0; i < visit->grants->len; i++)
        {
          const VisitGrant *grant = &g_array_index (visit->grants, VisitGrant, i);
          gint64 due = get_visit_due (profile, key, visit, grant);

          if (due <= mono_us)
            g_array_append_val (ids, grant->grant_id);
          *out_next_mono_us = MIN (*out_next_mono_us, due);
        }
    }
}

/* All of them. */

static gint64
deadline_of (const CordonGrant *grant)
{
  gint64 deadline = grant->expires_wall_us != 0 ? grant->expires_wall_us : G_MAXINT64;

  if (grant->lifetime == CORDON_LIFETIME_UNTIL_UNUSED)
    deadline = MIN (deadline, MAX (grant->created_wall_us, grant->last_used_wall_us) + CORDON_UNUSED_US);
  return deadline;
}

/* What else there is need not be looked through for this. */
void
cordon_lifetimes_grant_added (CordonProfile *profile, const CordonGrant *grant)
{
  profile->lifetimes->next_wall_us = MIN (profile->lifetimes->next_wall_us, deadline_of (grant));
  if (grant->lifetime == CORDON_LIFETIME_VISIT)
    add_visit (profile, grant);
}

void
cordon_lifetimes_grant_removed (CordonProfile *profile, const CordonGrant *grant)
{
  CordonLifetimes *lifetimes = profile->lifetimes;
  Visit *visit = g_hash_table_lookup (lifetimes->visits, grant->origin);

  if (visit == NULL)
    return;
  for (guint i = visit->grants->len; i > 0; i--)
    if (g_array_index (visit->grants, VisitGrant, i - 1).grant_id == grant->id)
      g_array_remove_index_fast (visit->grants, i - 1);
  if (visit->grants->len == 0)
    g_hash_table_remove (lifetimes->visits, grant->origin);
}

/* What is in use now is not unused. */
static void
touch (CordonCapture *capture, gpointer data)
{
  CordonProfile *profile = data;

  if (capture->grant_id != 0)
    cordon_store_touch (profile->store, capture->grant_id, cordon_profile_now (profile).wall_us);
}

static gboolean
collect_expired (const CordonGrant *grant, gpointer data)
{
  g_ptr_array_add (data, cordon_grant_copy (grant));

  return TRUE;
}

static void
expire (CordonProfile *profile, gint64 wall_us)
{
  g_autoptr (GPtrArray) expired = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_grant_free);
  gboolean unused = FALSE;

  cordon_captures_foreach (profile, touch, profile);
  profile->lifetimes->next_wall_us = cordon_store_expire (profile->store, wall_us, collect_expired, expired);
  for (guint i = 0; i < expired->len; i++)
    {
      const CordonGrant *grant = expired->pdata[i];

      unused = unused || grant->lifetime == CORDON_LIFETIME_UNTIL_UNUSED;
      cordon_profile_grant_gone (profile, grant, &(CordonEnding){ .reason = CORDON_REASON_REVOKED });
    }
  cordon_profile_tell_restored (profile);
  if (unused)
    cordon_profile_notice (profile, CORDON_NOTICE_GRANTS_UNUSED, &(CordonNoticeFacts){ 0 });
}

void
cordon_lifetimes_tick (CordonProfile *profile, CordonTime now)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint64));
  gint64 next = G_MAXINT64;

  collect_hidden (profile, now.mono_us, ids, &next);
  end_all (profile, ids);
  if (profile->lifetimes->next_wall_us <= now.wall_us)
    expire (profile, now.wall_us);
}

CordonTime
cordon_lifetimes_get_next_due (CordonProfile *profile)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint64));
  CordonTime due = { .wall_us = profile->lifetimes->next_wall_us, .mono_us = G_MAXINT64 };

  collect_hidden (profile, G_MININT64, ids, &due.mono_us);

  return due;
}
