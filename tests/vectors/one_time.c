/* One-time grants: the pages that keep them, and what ends them. */

#include <string.h>

#include "permissions/limits.h"
#include "tests/vectors/consent.h"
#include "tests/vectors/runners.h"

#define PAST_HIDDEN_US (CORDON_VISIT_HIDDEN_US + CORDON_SECOND_US)

typedef struct
{
  World *world;
  ConsentKinds kinds;
  GHashTable *pages; /* URL → CordonDocument */
  GHashTable *live;  /* kind of media → CordonCapture, not held */
  guint n_ended[CORDON_N_FEATURES];
  guint n_ended_by_close;
  gboolean closing;
} Street;

static void
heard (CordonProfile *profile, const CordonEvent *event, gpointer data)
{
  Street *street = data;

  if (event->kind != CORDON_EVENT_GRANT_REMOVED || event->grant->lifetime != CORDON_LIFETIME_VISIT)
    return;
  street->n_ended[event->grant->feature]++;
  if (street->closing && event->grant->feature == CORDON_FEATURE_CAMERA)
    street->n_ended_by_close++;
}

static void
write_grant (Street *street, const char *site, CordonFeature feature, CordonLifetime lifetime)
{
  g_autoptr (CordonOrigin) origin = world_origin (site);
  gint64 wall_us = street->world->time.wall_us;
  const CordonGrant grant = {
    .origin = origin,
    .feature = feature,
    .answer = CORDON_GRANT_ALLOW,
    .scope = CORDON_SCOPE_ORIGIN,
    .lifetime = lifetime,
    .source = CORDON_GRANT_SOURCE_SETTINGS,
    .created_wall_us = wall_us,
    .expires_wall_us = lifetime == CORDON_LIFETIME_VISIT ? wall_us + CORDON_VISIT_MAX_US : 0,
  };

  cordon_profile_set_grant (street->world->profile, &grant, NULL, NULL, NULL);
  world_settle (street->world);
}

static CordonFeature
read_kind (Street *street, JsonObject *step)
{
  return consent_kind (&street->kinds, vector_member_string (step, "type"));
}

/* A page and the probes whose end the cases call notifications. */
static CordonDocument *
open_page (Street *street, const char *url)
{
  g_autofree char *site = consent_site (url);
  CordonDocument *page;

  if (!site)
    return NULL;
  page = world_open (street->world, site);
  g_hash_table_replace (street->pages, g_strdup (url), page);

  return page;
}

static CordonDocument *
find_page (Street *street, JsonObject *step)
{
  const char *url = vector_member_string (step, "origin");
  GHashTableIter iter;
  gpointer key, page;

  if (!url)
    url = vector_member_string (step, "url");
  if (url && (page = g_hash_table_lookup (street->pages, url)))
    return page;
  g_hash_table_iter_init (&iter, street->pages);

  return !url && g_hash_table_iter_next (&iter, &key, &page) ? page : NULL;
}

static void
grant_one_time (VectorCase *vector, JsonObject *step, gpointer state)
{
  Street *street = state;
  g_autofree char *site = consent_site (vector_member_string (step, "origin"));

  if (!find_page (street, step))
    open_page (street, vector_member_string (step, "origin"));
  write_grant (street, site, read_kind (street, step), CORDON_LIFETIME_VISIT);
}

static void
grant (VectorCase *vector, JsonObject *step, gpointer state)
{
  Street *street = state;
  g_autofree char *site = consent_site (vector_member_string (step, "origin"));
  gboolean one_time = g_strcmp0 (vector_member_string (step, "session_model"), "one-time") == 0;

  write_grant (street, site, read_kind (street, step),
               one_time ? CORDON_LIFETIME_VISIT : CORDON_LIFETIME_UNTIL_UNUSED);
}

static gboolean
find_one_time (const CordonGrant *grant, gpointer data)
{
  if (grant->lifetime == CORDON_LIFETIME_VISIT)
    *(const char **) data = grant->answer == CORDON_GRANT_ALLOW ? "allow" : "block";

  return TRUE;
}

/* The cases ask the store of one-time grants, not the whole. */
static void
query (VectorCase *vector, JsonObject *step, gpointer state)
{
  Street *street = state;
  g_autofree char *site = consent_site (vector_member_string (step, "origin"));
  g_autoptr (CordonOrigin) origin = world_origin (site);
  const char *answer = "default";

  cordon_profile_foreach_grant (street->world->profile, origin, read_kind (street, step), find_one_time,
                                &answer);
  consent_check_string (vector, step, "expect", answer);
}

static void
take_back (VectorCase *vector, JsonObject *step, gpointer state)
{
  Street *street = state;
  g_autofree char *site = consent_site (vector_member_string (step, "origin"));

  cordon_profile_revoke (street->world->profile,
                         world_find_grant (street->world, site, read_kind (street, step)), NULL);
}

static void
load_page (Street *street, const char *url)
{
  g_autofree char *site = consent_site (url);
  gboolean first = g_hash_table_size (street->pages) == 0;

  if (!open_page (street, url) || !first)
    return;
  write_grant (street, site, CORDON_FEATURE_CAMERA, CORDON_LIFETIME_VISIT);
  write_grant (street, site, CORDON_FEATURE_MICROPHONE, CORDON_LIFETIME_VISIT);
  write_grant (street, site, CORDON_FEATURE_SPEAKER_SELECTION, CORDON_LIFETIME_VISIT);
}

static void
page_loaded (VectorCase *vector, JsonObject *step, gpointer state)
{
  load_page (state, vector_member_string (step, "origin"));
}

static void
set_seen (Street *street, JsonObject *step, gboolean seen)
{
  CordonDocument *page = find_page (street, step);

  if (page)
    cordon_document_set_visible (page, seen);
  world_settle (street->world);
}

static void
page_backgrounded (VectorCase *vector, JsonObject *step, gpointer state)
{
  set_seen (state, step, FALSE);
}

static void
page_foregrounded (VectorCase *vector, JsonObject *step, gpointer state)
{
  set_seen (state, step, TRUE);
}

static void
close_page (Street *street, const char *url)
{
  CordonDocument *page = url ? g_hash_table_lookup (street->pages, url) : NULL;

  if (!page)
    return;
  street->closing = TRUE;
  cordon_document_gone (page);
  world_settle (street->world);
  street->closing = FALSE;
  g_hash_table_remove (street->pages, url);
}

static void
page_closed (VectorCase *vector, JsonObject *step, gpointer state)
{
  close_page (state, vector_member_string (step, "origin"));
}

/* The new document is committed before the old one goes, as in an engine. */
static void
navigate (VectorCase *vector, JsonObject *step, gpointer state)
{
  Street *street = state;
  const char *from = vector_member_string (step, "from"), *to = vector_member_string (step, "to");

  if (g_strcmp0 (from, to) != 0)
    open_page (street, to);
  close_page (street, from);
}

static void
advance_clock (VectorCase *vector, JsonObject *step, gpointer state)
{
  world_advance (((Street *) state)->world, vector_member_int (step, "seconds") * CORDON_SECOND_US);
}

static CordonFeature
media_kind (const char *name)
{
  return g_strcmp0 (name, "audio") == 0 ? CORDON_FEATURE_MICROPHONE : CORDON_FEATURE_CAMERA;
}

/* A hidden page is not given a device, so it is looked at for no time at all. */
static void
start_capture (Street *street, CordonDocument *page, CordonFeature feature, gboolean seen)
{
  Outcome *outcome;

  cordon_document_set_visible (page, TRUE);
  outcome = world_ask (street->world, page, CORDON_FEATURE_SET_OF (feature));
  if (outcome->verdict == CORDON_DECISION_ALLOW)
    g_hash_table_insert (street->live, GUINT_TO_POINTER (feature),
                         world_capture (street->world, page, outcome, feature));
  cordon_document_set_visible (page, seen);
  world_settle (street->world);
}

static void
capturing (VectorCase *vector, JsonObject *step, gpointer state)
{
  Street *street = state;
  CordonFeature feature = media_kind (vector_member_string (step, "kind"));
  CordonDocument *page = find_page (street, step);
  CordonCapture *capture = g_hash_table_lookup (street->live, GUINT_TO_POINTER (feature));

  if (vector_member_boolean (step, "on") && page)
    start_capture (street, page, feature, FALSE);
  else if (capture)
    {
      g_hash_table_remove (street->live, GUINT_TO_POINTER (feature));
      cordon_capture_ended (capture);
      world_settle (street->world);
    }
}

/* What the tracker reports in the cases is brought about here: one kind expires while the other is in use. */
static void
expire_capture (Street *street, CordonDocument *page, CordonFeature expiring)
{
  CordonFeature other = expiring == CORDON_FEATURE_CAMERA ? CORDON_FEATURE_MICROPHONE : CORDON_FEATURE_CAMERA;
  CordonCapture *capture;

  if (!page)
    return;
  start_capture (street, page, other, FALSE);
  world_advance (street->world, PAST_HIDDEN_US);
  cordon_document_set_visible (page, TRUE);
  capture = g_hash_table_lookup (street->live, GUINT_TO_POINTER (other));
  g_hash_table_remove (street->live, GUINT_TO_POINTER (other));
  if (capture)
    cordon_capture_ended (capture);
  world_settle (street->world);
}

static void
event (VectorCase *vector, JsonObject *step, gpointer state)
{
  Street *street = state;
  const char *name = vector_member_string (step, "event");
  CordonDocument *page = find_page (street, step);

  if (g_strcmp0 (name, "suspend") == 0)
    cordon_profile_suspended (street->world->profile);
  else if (g_strcmp0 (name, "capturing-video-expired") == 0)
    expire_capture (street, page, CORDON_FEATURE_CAMERA);
  else if (g_strcmp0 (name, "capturing-audio-expired") == 0)
    expire_capture (street, page, CORDON_FEATURE_MICROPHONE);
  else if (g_strcmp0 (name, "last-page-closed") == 0 || g_strcmp0 (name, "last-page-from-origin-closed") == 0)
    close_page (street, vector_member_string (step, "origin"));
  else if (name && strstr (name, "timeout"))
    {
      set_seen (street, step, FALSE);
      world_advance (street->world,
                     strstr (name, "long") ? CORDON_VISIT_MAX_US + CORDON_SECOND_US : PAST_HIDDEN_US);
    }
  else
    vector_skip (vector, "the event is not Cordon's");
}

static void
notifications (VectorCase *vector, JsonObject *step, gpointer state)
{
  Street *street = state;
  const char *kind = vector_member_string (step, "kind");
  guint n;

  if (g_strcmp0 (kind, "capturing-video-expired") == 0)
    n = street->n_ended[CORDON_FEATURE_CAMERA];
  else if (g_strcmp0 (kind, "capturing-audio-expired") == 0)
    n = street->n_ended[CORDON_FEATURE_MICROPHONE];
  else if (kind && g_str_has_prefix (kind, "last-page"))
    n = street->n_ended_by_close;
  else
    n = street->n_ended[CORDON_FEATURE_SPEAKER_SELECTION];
  consent_check_int (vector, step, "expect_count", n);
}

static void
run (VectorCase *vector)
{
  static const ConsentOp ops[] = {
    { "query", query },
    { "grant_one_time", grant_one_time },
    { "grant", grant },
    { "event", event },
    { "revoke", take_back },
    { "page_loaded", page_loaded },
    { "page_backgrounded", page_backgrounded },
    { "page_foregrounded", page_foregrounded },
    { "page_destroyed", page_closed },
    { "page_closed", page_closed },
    { "page_discarded", page_closed },
    { "navigate", navigate },
    { "advance_clock", advance_clock },
    { "capturing", capturing },
    { "notifications", notifications },
  };
  Street street = {
    .world = world_new (),
    .pages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) cordon_document_unref),
    .live = g_hash_table_new (NULL, NULL),
  };

  cordon_profile_add_observer (street.world->profile, heard, &street);
  consent_play (vector, ops, G_N_ELEMENTS (ops), &street);
  g_hash_table_unref (street.pages);
  g_hash_table_unref (street.live);
  world_free (street.world);
  consent_kinds_clear (&street.kinds);
}

const VectorRunner vector_runners_one_time[] = {
  { "chromium_content_settings", "one_time", run },
  { NULL, NULL, NULL },
};
