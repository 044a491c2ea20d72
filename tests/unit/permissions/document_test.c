#include "tests/support/test.h"

#include "permissions/document_private.h"
#include "permissions/error.h"

typedef struct
{
  gint64 mono_us;
  guint changes[CORDON_DOCUMENT_CHANGE_GONE + 1];
  CordonDocumentSet *set;
  CordonOrigin *page;
  CordonOrigin *frame;
  gboolean was_gone;
} Fixture;

static CordonTime
now (gpointer data)
{
  return (CordonTime){ .wall_us = 1, .mono_us = ((Fixture *) data)->mono_us };
}

static void
changed (gpointer data, CordonDocument *document, CordonDocumentChange change)
{
  Fixture *fixture = data;

  fixture->changes[change]++;
  if (change == CORDON_DOCUMENT_CHANGE_GONE)
    fixture->was_gone = cordon_document_is_gone (document)
                        && !cordon_document_set_find (fixture->set, cordon_document_get_id (document));
}

static int
set_up (void **state)
{
  Fixture *fixture = g_new0 (Fixture, 1);
  const CordonClock clock = { now, fixture };

  fixture->mono_us = CORDON_SECOND_US;
  fixture->set = cordon_document_set_new (&clock, changed, fixture);
  fixture->page = cordon_origin_new ("https://page.example", -1, NULL);
  fixture->frame = cordon_origin_new ("https://frame.example", -1, NULL);
  *state = fixture;
  return 0;
}

static int
tear_down (void **state)
{
  Fixture *fixture = *state;

  cordon_document_set_free (fixture->set);
  cordon_origin_unref (fixture->page);
  cordon_origin_unref (fixture->frame);
  g_free (fixture);
  return 0;
}

static CordonDocumentFacts
facts_of (const Fixture *fixture)
{
  return (CordonDocumentFacts){
    CORDON_DOCUMENT_FACTS_INIT,
    .origin = fixture->page,
    .top_level_origin = fixture->page,
    .tab_id = 1,
    .permissions_policy = { .known = TRUE },
    .secure_context = CORDON_FACT_YES,
    .private_session = CORDON_FACT_NO,
    .active_mixed_content = CORDON_FACT_NO,
    .csp_blocks_webrtc = CORDON_FACT_NO,
    .cross_origin_isolated = CORDON_FACT_NO,
  };
}

static void
expect_refused (Fixture *fixture, const CordonDocumentFacts *facts)
{
  g_autoptr (GError) error = NULL;

  assert_null (cordon_document_set_add (fixture->set, NULL, facts, &error));
  assert_true (g_error_matches (error, CORDON_ERROR, CORDON_ERROR_FACTS));
  assert_int_equal (cordon_document_set_get_size (fixture->set), 0);
}

#define REFUSED_WITHOUT(member, value) \
  { \
    CordonDocumentFacts facts = facts_of (*state); \
    facts.member = value; \
    expect_refused (*state, &facts); \
  }

static void
every_missing_fact_refuses_the_document (void **state)
{
  expect_refused (*state, NULL);
  REFUSED_WITHOUT (struct_size, 0);
  REFUSED_WITHOUT (struct_size, sizeof (CordonDocumentFacts) + 8);
  REFUSED_WITHOUT (origin, NULL);
  REFUSED_WITHOUT (top_level_origin, NULL);
  REFUSED_WITHOUT (tab_id, 0);
  REFUSED_WITHOUT (permissions_policy.known, FALSE);
  REFUSED_WITHOUT (secure_context, CORDON_FACT_MISSING);
  REFUSED_WITHOUT (private_session, CORDON_FACT_MISSING);
  REFUSED_WITHOUT (active_mixed_content, CORDON_FACT_MISSING);
  REFUSED_WITHOUT (csp_blocks_webrtc, CORDON_FACT_MISSING);
  REFUSED_WITHOUT (cross_origin_isolated, CORDON_FACT_MISSING);
}

static void
a_frame_without_its_chain_of_ancestors_is_refused (void **state)
{
  Fixture *fixture = *state;
  const CordonOrigin *wrong_end[] = { fixture->page, fixture->frame };
  const CordonOrigin *hole[] = { NULL, fixture->page };
  const CordonOrigin *right[] = { fixture->frame, fixture->page };
  CordonDocumentFacts facts = facts_of (fixture);
  CordonDocument *document;

  facts.origin = fixture->frame;
  expect_refused (fixture, &facts);
  facts.n_ancestors = 2;
  expect_refused (fixture, &facts);
  facts.ancestors = wrong_end;
  expect_refused (fixture, &facts);
  facts.ancestors = hole;
  expect_refused (fixture, &facts);
  facts.ancestors = right;
  document = cordon_document_set_add (fixture->set, NULL, &facts, NULL);
  assert_non_null (document);
  cordon_document_unref (document);
}

static void
facts_that_were_never_set_read_as_missing (void **state)
{
  Fixture *fixture = *state;
  const CordonDocumentFacts facts = facts_of (fixture);
  CordonDocument *document = cordon_document_set_add (fixture->set, NULL, &facts, NULL);

  assert_int_equal (document->fully_active, CORDON_FACT_MISSING);
  assert_int_equal (document->visible, CORDON_FACT_MISSING);
  assert_int_equal (document->focused, CORDON_FACT_MISSING);
  assert_false (cordon_document_has_activation (document, fixture->mono_us));
  assert_false (cordon_document_is_private (document));
  cordon_document_unref (document);
}

static void
a_changed_fact_is_told_once (void **state)
{
  Fixture *fixture = *state;
  const CordonDocumentFacts facts = facts_of (fixture);
  CordonDocument *document = cordon_document_set_add (fixture->set, NULL, &facts, NULL);

  cordon_document_set_visible (document, TRUE);
  cordon_document_set_visible (document, 42);
  cordon_document_set_focused (document, FALSE);
  cordon_document_set_fully_active (document, TRUE);
  cordon_document_set_active_mixed_content (document);
  cordon_document_set_active_mixed_content (document);
  assert_int_equal (fixture->changes[CORDON_DOCUMENT_CHANGE_VISIBLE], 1);
  assert_int_equal (fixture->changes[CORDON_DOCUMENT_CHANGE_FOCUSED], 1);
  assert_int_equal (fixture->changes[CORDON_DOCUMENT_CHANGE_FULLY_ACTIVE], 1);
  assert_int_equal (fixture->changes[CORDON_DOCUMENT_CHANGE_MIXED_CONTENT], 1);
  assert_int_equal (document->facts.active_mixed_content, CORDON_FACT_YES);
  cordon_document_unref (document);
}

static void
activation_lasts_five_seconds_and_is_used_up_once (void **state)
{
  Fixture *fixture = *state;
  const CordonDocumentFacts facts = facts_of (fixture);
  CordonDocument *document = cordon_document_set_add (fixture->set, NULL, &facts, NULL);

  cordon_document_activated (document);
  assert_true (cordon_document_has_activation (document, fixture->mono_us));
  assert_true (cordon_document_has_activation (document, fixture->mono_us + CORDON_ACTIVATION_US - 1));
  assert_false (cordon_document_has_activation (document, fixture->mono_us + CORDON_ACTIVATION_US));
  assert_false (cordon_document_has_activation (document, fixture->mono_us - 1));
  cordon_document_consume_activation (document);
  assert_false (cordon_document_has_activation (document, fixture->mono_us));
  cordon_document_unref (document);
}

static void
a_document_that_has_gone_is_out_of_the_set_before_anybody_hears (void **state)
{
  Fixture *fixture = *state;
  const CordonDocumentFacts facts = facts_of (fixture);
  CordonDocument *document = cordon_document_set_add (fixture->set, NULL, &facts, NULL);

  cordon_document_gone (document);
  cordon_document_gone (document);
  cordon_document_set_visible (document, TRUE);
  cordon_document_activated (document);
  assert_int_equal (fixture->changes[CORDON_DOCUMENT_CHANGE_GONE], 1);
  assert_int_equal (fixture->changes[CORDON_DOCUMENT_CHANGE_VISIBLE], 0);
  assert_true (fixture->was_gone);
  assert_false (cordon_document_has_activation (document, fixture->mono_us));
  cordon_document_unref (document);
}

static void
ids_are_not_zero_and_not_in_order (void **state)
{
  Fixture *fixture = *state;
  const CordonDocumentFacts facts = facts_of (fixture);
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  guint n_rising = 0;
  guint64 last = 0;

  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr (CordonDocument) document = cordon_document_set_add (fixture->set, NULL, &facts, NULL);
      const guint64 id = cordon_document_get_id (document);

      assert_true (id != 0);
      assert_true (g_hash_table_add (ids, g_memdup2 (&id, sizeof id)));
      n_rising += id > last;
      last = id;
      cordon_document_gone (document);
    }
  assert_in_range (n_rising, 350, 650);
}

static gboolean
end_and_count (CordonDocument *document, gpointer data)
{
  (*(guint *) data)++;
  cordon_document_gone (document);
  return TRUE;
}

static gboolean
end_all (CordonDocument *document, gpointer data)
{
  guint n = 0;

  (*(guint *) data)++;
  cordon_document_set_foreach (document->set, end_and_count, &n);
  return TRUE;
}

static void
walks_by_key_and_tab_find_exactly_theirs_and_may_change_the_set (void **state)
{
  Fixture *fixture = *state;
  CordonDocumentFacts facts = facts_of (fixture);
  guint n = 0;

  for (guint i = 0; i < 30; i++)
    {
      facts.origin = facts.top_level_origin = i % 3 == 0 ? fixture->frame : fixture->page;
      facts.tab_id = 1 + i % 2;
      cordon_document_unref (cordon_document_set_add (fixture->set, NULL, &facts, NULL));
    }
  cordon_document_set_foreach_key (fixture->set, fixture->frame, end_and_count, &n);
  assert_int_equal (n, 10);
  assert_int_equal (cordon_document_set_get_size (fixture->set), 20);
  n = 0;
  cordon_document_set_foreach_tab (fixture->set, 2, end_and_count, &n);
  assert_int_equal (n, 10);
  n = 0;
  cordon_document_set_foreach_key (fixture->set, fixture->frame, end_and_count, &n);
  assert_int_equal (n, 0);
  cordon_document_set_foreach_key (fixture->set, fixture->page, end_all, &n);
  assert_int_equal (n, 1);
  assert_int_equal (cordon_document_set_get_size (fixture->set), 0);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (every_missing_fact_refuses_the_document, "A-26", set_up, tear_down),
    CORDON_TEST_WITH (a_frame_without_its_chain_of_ancestors_is_refused, "A-26", set_up, tear_down),
    CORDON_TEST_WITH (facts_that_were_never_set_read_as_missing, "A-26", set_up, tear_down),
    CORDON_TEST_WITH (a_changed_fact_is_told_once, "", set_up, tear_down),
    CORDON_TEST_WITH (activation_lasts_five_seconds_and_is_used_up_once, "", set_up, tear_down),
    CORDON_TEST_WITH (a_document_that_has_gone_is_out_of_the_set_before_anybody_hears, "", set_up, tear_down),
    CORDON_TEST_WITH (ids_are_not_zero_and_not_in_order, "", set_up, tear_down),
    CORDON_TEST_WITH (walks_by_key_and_tab_find_exactly_theirs_and_may_change_the_set, "", set_up, tear_down),
  };

  return cordon_test_run (tests);
}
