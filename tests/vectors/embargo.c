/* Prompts that nobody answers: the counters and what they hold back. */

#include <stdlib.h>
#include <string.h>

#include "permissions/embargo.h"
#include "permissions/limits.h"
#include "tests/vectors/consent.h"
#include "tests/vectors/runners.h"

#define START_US (1700000000 * CORDON_SECOND_US)

typedef struct
{
  CordonEmbargoes *embargoes;
  gint64 wall_us;
  ConsentKinds kinds;
} Room;

static CordonOrigin *
read_origin (JsonObject *step)
{
  g_autofree char *site = consent_site (vector_member_string (step, "origin"));

  return site ? cordon_origin_new (site, -1, NULL) : cordon_origin_new_opaque ();
}

static CordonFeature
read_kind (Room *room, JsonObject *step)
{
  return consent_kind (&room->kinds, vector_member_string (step, "type"));
}

static void
record (VectorCase *vector, JsonObject *step, Room *room, CordonEmbargoKind kind)
{
  g_autoptr (CordonOrigin) origin = read_origin (step);
  gboolean started = cordon_embargoes_record (room->embargoes, origin, read_kind (room, step), kind,
                                              vector_member_boolean (step, "quiet_ui"), room->wall_us);

  consent_check_boolean (vector, step, "expect_embargo_started", started);
}

static void
record_dismiss (VectorCase *vector, JsonObject *step, gpointer state)
{
  record (vector, step, state, CORDON_EMBARGO_DISMISSED);
}

static void
record_ignore (VectorCase *vector, JsonObject *step, gpointer state)
{
  record (vector, step, state, CORDON_EMBARGO_IGNORED);
}

static const char *
source_name (CordonReason reason)
{
  if (reason == CORDON_REASON_EMBARGO_DISMISSED)
    return "multiple_dismissals";

  return reason == CORDON_REASON_EMBARGO_IGNORED ? "multiple_ignores" : NULL;
}

static void
embargo_result (VectorCase *vector, JsonObject *step, gpointer state)
{
  Room *room = state;
  g_autoptr (CordonOrigin) origin = read_origin (step);
  CordonReason reason = cordon_embargoes_check (room->embargoes, origin, read_kind (room, step),
                                                room->wall_us);
  JsonObject *expect = vector_member_object (step, "expect");

  if (!expect && reason != CORDON_REASON_NONE)
    vector_fail (vector, "held back for %s", cordon_reason_to_string (reason));
  if (!expect)
    return;
  consent_check_string (vector, expect, "state", reason != CORDON_REASON_NONE ? "denied" : "prompt");
  consent_check_string (vector, expect, "source", source_name (reason));
}

static void
check_count (VectorCase *vector, JsonObject *step, Room *room, CordonEmbargoKind kind)
{
  g_autoptr (CordonOrigin) origin = read_origin (step);
  CordonEmbargoEntry entry = { 0 };

  cordon_embargoes_get (room->embargoes, origin, read_kind (room, step), &entry);
  consent_check_int (vector, step, "expect", entry.counts[kind]);
}

static void
dismiss_count (VectorCase *vector, JsonObject *step, gpointer state)
{
  check_count (vector, step, state, CORDON_EMBARGO_DISMISSED);
}

static void
ignore_count (VectorCase *vector, JsonObject *step, gpointer state)
{
  check_count (vector, step, state, CORDON_EMBARGO_IGNORED);
}

static void
remove_embargo (VectorCase *vector, JsonObject *step, gpointer state)
{
  Room *room = state;
  g_autoptr (CordonOrigin) origin = read_origin (step);

  cordon_embargoes_reset (room->embargoes, origin, read_kind (room, step));
}

static gboolean
collect (const CordonOrigin *origin, const CordonEmbargoEntry *entry, gpointer data)
{
  g_ptr_array_add (data, cordon_origin_ref (origin));

  return TRUE;
}

/* The filter is a sentence: all origins, or those whose host is the last word. */
static void
remove_all_for (VectorCase *vector, JsonObject *step, gpointer state)
{
  Room *room = state;
  const char *filter = vector_member_string (step, "filter");
  const char *host = filter && strstr (filter, "host is ") ? strstr (filter, "host is ") + 8 : NULL;
  g_autoptr (GPtrArray) origins = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_origin_unref);

  cordon_embargoes_foreach (room->embargoes, collect, origins);
  for (guint i = 0; i < origins->len; i++)
    if (!host || g_str_equal (cordon_origin_get_host (origins->pdata[i]), host))
      cordon_embargoes_reset (room->embargoes, origins->pdata[i], CORDON_FEATURE_NONE);
}

/* "t0", "t0 + 9 d" */
static gint64
read_label (const char *label)
{
  const char *plus = label ? strchr (label, '+') : NULL;

  return START_US + (plus ? (gint64) (g_ascii_strtod (plus + 1, NULL) * CORDON_DAY_US) : 0);
}

static void
set_clock (VectorCase *vector, JsonObject *step, gpointer state)
{
  ((Room *) state)->wall_us = read_label (vector_member_string (step, "label"));
}

static void
advance_clock (VectorCase *vector, JsonObject *step, gpointer state)
{
  ((Room *) state)->wall_us += vector_member_int (step, "seconds") * CORDON_SECOND_US;
}

static void
embargo_start (VectorCase *vector, JsonObject *step, gpointer state)
{
  Room *room = state;
  g_autoptr (CordonOrigin) origin = read_origin (step);
  const char *label = vector_member_string (step, "expect");
  gint64 start = cordon_embargoes_get_start (room->embargoes, origin, read_kind (room, step));

  if (start != (label ? read_label (label) : 0))
    vector_fail (vector, "the embargo began at %" G_GINT64_FORMAT, start);
}

static gboolean
has_foreign_schedule (VectorCase *vector)
{
  JsonArray *steps = vector_member_array (vector_get_object (vector), "steps");

  for (guint i = 0; steps && i < json_array_get_length (steps); i++)
    {
      const char *type = vector_member_string (json_array_get_object_element (steps, i), "type");

      if (type && g_ascii_isupper (type[0]))
        return TRUE;
    }

  return FALSE;
}

static void
run_auto_blocker (VectorCase *vector)
{
  static const ConsentOp ops[] = {
    { "record_dismiss", record_dismiss }, { "record_ignore", record_ignore },
    { "embargo_result", embargo_result }, { "dismiss_count", dismiss_count },
    { "ignore_count", ignore_count },     { "remove_embargo", remove_embargo },
    { "remove_all_for", remove_all_for }, { "set_clock", set_clock },
    { "advance_clock", advance_clock },   { "embargo_start", embargo_start },
  };
  Room room = { .embargoes = cordon_embargoes_new (0), .wall_us = START_US };

  if (has_foreign_schedule (vector))
    vector_skip (vector, "a permission outside media capture with a schedule of its own");
  else
    consent_play (vector, ops, G_N_ELEMENTS (ops), &room);
  consent_kinds_clear (&room.kinds);
  cordon_embargoes_free (room.embargoes);
}

static void
run_embargo_numbers (VectorCase *vector)
{
  JsonObject *object = vector_get_object (vector);
  const char *kind = vector_member_string (object, "kind");
  g_autoptr (CordonEmbargoes) embargoes = cordon_embargoes_new (0);
  g_autoptr (CordonOrigin) origin = cordon_origin_new ("https://www.example.org", -1, NULL);
  gboolean elapsed = g_strcmp0 (kind, "elapsed") == 0;
  gint64 n = elapsed ? CORDON_EMBARGO_DISMISSALS : vector_member_int (object, "count");
  gint64 later_us = vector_member_int (object, "seconds_after_embargo") * CORDON_SECOND_US;

  for (gint64 i = 0; i < n; i++)
    cordon_embargoes_record (embargoes, origin, CORDON_FEATURE_CAMERA,
                             g_strcmp0 (kind, "ignore") == 0 ? CORDON_EMBARGO_IGNORED
                                                             : CORDON_EMBARGO_DISMISSED,
                             vector_member_boolean (object, "quiet_ui"), START_US);
  vector_check_boolean (vector, "embargo",
                        cordon_embargoes_check (embargoes, origin, CORDON_FEATURE_CAMERA, START_US + later_us)
                          != CORDON_REASON_NONE);
}

const VectorRunner vector_runners_embargo[] = {
  { "chromium_content_settings", "auto_blocker", run_auto_blocker },
  { "chromium_content_settings", "embargo_numbers", run_embargo_numbers },
  { NULL, NULL, NULL },
};
