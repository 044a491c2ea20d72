#include "tests/support/test.h"

#include "tests/support/world.h"

static gboolean
note_grant (const CordonGrant *grant, gpointer data)
{
  g_string_append_printf (data, "%" G_GUINT64_FORMAT " %d %" G_GINT64_FORMAT "\n", grant->id, grant->answer,
                          grant->last_used_wall_us);
  return TRUE;
}

static gboolean
note_log (const CordonLogEntry *entry, gpointer data)
{
  g_string_append_printf (data, "log %d\n", entry->kind);
  return TRUE;
}

static void
count_event (CordonProfile *profile, const CordonEvent *event, gpointer data)
{
  guint *n_events = data;

  (*n_events)++;
}

/* Everything about a profile that a page, a user or a disk could notice. */
static char *
take_traces (World *world)
{
  GString *text = g_string_new (NULL);

  cordon_profile_foreach_grant (world->profile, NULL, CORDON_FEATURE_NONE, note_grant, text);
  cordon_profile_foreach_decision (world->profile, note_log, text);
  g_string_append_printf (text, "asked %u, withdrawn %u, captures %u\n", world->user.questions->len,
                          world->user.n_withdrawn, world->captures->len);
  return g_string_free (text, FALSE);
}

static void
a_query_is_a_silent_probe (void **state)
{
  World *world = world_new ();
  g_autoptr (CordonDocument) document = world_open (world, "https://a.example");
  g_autoptr (CordonCallee) bob = cordon_callee_new_identity ("bob@idp.example", -1, NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  guint n_events = 0;

  world->user.answers = TRUE;
  world->user.answer = CORDON_ANSWER_ALLOW;
  world_ask (world, document, CAMERA);
  world->user.answer = CORDON_ANSWER_BLOCK;
  world_ask (world, document, MICROPHONE);
  before = take_traces (world);
  cordon_profile_add_observer (world->profile, count_event, &n_events);

  for (guint i = 0; i < 100; i++)
    for (int feature = CORDON_FEATURE_CAMERA; feature < CORDON_N_FEATURES; feature++)
      {
        g_auto (CordonDecision) decision = { 0 };
        const CordonDescriptor towards = { .feature = (CordonFeature) feature,
                                           .callee = feature <= CORDON_FEATURE_MICROPHONE ? bob : NULL };

        world_state (world, document, (CordonFeature) feature);
        cordon_profile_query (world->profile, document, &towards);
        cordon_profile_decide (world->profile, document, (CordonFeature) feature, NULL, &decision);
      }
  world_settle (world);
  after = take_traces (world);
  assert_string_equal (before, after);
  assert_int_equal (n_events, 0);
  world_free (world);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (a_query_is_a_silent_probe, "G-18"),
  };

  return cordon_test_run (tests);
}
