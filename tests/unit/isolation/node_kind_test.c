#include "isolation/node_kind_private.h"

#include "tests/support/test.h"

static void
names_read_both_ways (void **state)
{
  for (guint i = 0; i < CORDON_N_NODE_KINDS; i++)
    assert_int_equal (cordon_node_kind_from_string (cordon_node_kind_to_string ((CordonNodeKind) i)), i);
  for (guint i = 0; i < CORDON_N_DERIVES; i++)
    assert_int_equal (cordon_derive_from_string (cordon_derive_to_string ((CordonDerive) i)), i);
  for (guint i = 0; i < CORDON_N_SOURCES; i++)
    assert_int_equal (cordon_source_from_string (cordon_source_to_string ((CordonSource) i)), i);

  assert_int_equal (cordon_node_kind_from_string ("film"), CORDON_NODE_NONE);
  assert_string_equal (cordon_node_kind_to_string ((CordonNodeKind) 99), "none");
  assert_string_equal (cordon_derive_to_string ((CordonDerive) -1), "none");
  assert_int_equal (cordon_source_from_string (NULL), CORDON_SOURCE_NONE);
}

/* The order of narrowing rests on it: what holds nothing stands behind its inputs that hold nothing. */
static void
ranks_order_what_holds_nothing (void **state)
{
  for (guint into = 1; into < CORDON_N_NODE_KINDS; into++)
    {
      const CordonNodeTraits *target = cordon_node_kind_get_traits ((CordonNodeKind) into);

      if (target->hold != CORDON_HOLD_NOTHING)
        continue;
      assert_true (target->rank <= CORDON_NODE_MAX_RANK);
      for (guint from = 1; from < CORDON_N_NODE_KINDS; from++)
        {
          const CordonNodeTraits *source = cordon_node_kind_get_traits ((CordonNodeKind) from);

          if ((target->inputs & (1U << from)) != 0 && source->hold == CORDON_HOLD_NOTHING)
            assert_true (source->rank < target->rank);
        }
    }
}

static void
no_kind_takes_or_gives_anything (void **state)
{
  const CordonNodeTraits *none = cordon_node_kind_get_traits (CORDON_NODE_NONE);

  assert_int_equal (none->inputs, 0);
  assert_int_equal (none->hold, CORDON_HOLD_FOR_GOOD);
  assert_ptr_equal (cordon_node_kind_get_traits ((CordonNodeKind) 99), none);
  assert_int_equal (cordon_source_to_node_kind ((CordonSource) 99), CORDON_NODE_NONE);
  for (guint into = 0; into < CORDON_N_NODE_KINDS; into++)
    assert_int_equal (cordon_node_kind_get_traits ((CordonNodeKind) into)->inputs & 1U, 0);
}

static void
derived_nodes_may_have_the_edge_that_they_get (void **state)
{
  for (guint how = 1; how < CORDON_N_DERIVES; how++)
    {
      const CordonDeriveTraits *traits = cordon_derive_get_traits ((CordonDerive) how);

      if (traits->is_live && how != CORDON_DERIVE_CLONE)
        assert_int_equal (traits->from & ~cordon_node_kind_get_traits (traits->into)->inputs, 0);
    }
}

static void
each_derivation_makes_its_own_kind (void **state)
{
  static const struct
  {
    CordonDerive how;
    CordonNodeKind into;
    gboolean of_readable_only; /* the API throws instead of making something that cannot be read */
  } cases[] = {
    { CORDON_DERIVE_STREAM, CORDON_NODE_STREAM, FALSE },
    { CORDON_DERIVE_ELEMENT_CAPTURE, CORDON_NODE_ELEMENT_TRACK, FALSE },
    { CORDON_DERIVE_CANVAS_CAPTURE, CORDON_NODE_CANVAS_TRACK, TRUE },
    { CORDON_DERIVE_PATTERN, CORDON_NODE_PATTERN, FALSE },
    { CORDON_DERIVE_IMAGE_BITMAP, CORDON_NODE_IMAGE_BITMAP, FALSE },
    { CORDON_DERIVE_TEXTURE, CORDON_NODE_TEXTURE, TRUE },
    { CORDON_DERIVE_VIDEO_FRAME, CORDON_NODE_VIDEO_FRAME, TRUE },
    { CORDON_DERIVE_PLACEHOLDER, CORDON_NODE_PLACEHOLDER, FALSE },
    { CORDON_DERIVE_AUDIO_SOURCE, CORDON_NODE_AUDIO_SOURCE, FALSE },
    { CORDON_DERIVE_RECORDER, CORDON_NODE_RECORDER, TRUE },
    { CORDON_DERIVE_PROCESSOR, CORDON_NODE_PROCESSOR, TRUE },
    { CORDON_DERIVE_SENDER, CORDON_NODE_SENDER, FALSE },
  };

  G_STATIC_ASSERT (G_N_ELEMENTS (cases) == CORDON_N_DERIVES - 2); /* all but none and clone */
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const CordonDeriveTraits *traits = cordon_derive_get_traits (cases[i].how);

      assert_int_equal (traits->into, cases[i].into);
      assert_int_equal (!!traits->of_readable_only, cases[i].of_readable_only);
    }
}

static void
nodes_that_are_sinks_name_their_row (void **state)
{
  static const CordonSink sinks[CORDON_N_NODE_KINDS] = {
    [CORDON_NODE_ELEMENT_TRACK] = CORDON_SINK_ELEMENT_CAPTURE,
    [CORDON_NODE_CANVAS_TRACK] = CORDON_SINK_CANVAS_CAPTURE,
    [CORDON_NODE_AUDIO_SOURCE] = CORDON_SINK_AUDIO_STREAM_SOURCE,
    [CORDON_NODE_RECORDER] = CORDON_SINK_RECORDER,
    [CORDON_NODE_PROCESSOR] = CORDON_SINK_TRACK_PROCESSOR,
  };

  for (guint kind = 0; kind < CORDON_N_NODE_KINDS; kind++)
    assert_int_equal (cordon_node_kind_sink ((CordonNodeKind) kind), sinks[kind]);
  assert_int_equal (cordon_node_kind_sink ((CordonNodeKind) 99), CORDON_SINK_NONE);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (names_read_both_ways, ""),
    CORDON_TEST (ranks_order_what_holds_nothing, ""),
    CORDON_TEST (no_kind_takes_or_gives_anything, ""),
    CORDON_TEST (each_derivation_makes_its_own_kind, "C-18 C-21 C-27"),
    CORDON_TEST (nodes_that_are_sinks_name_their_row, "C-47"),
    CORDON_TEST (derived_nodes_may_have_the_edge_that_they_get, ""),
  };

  return cordon_test_run (tests);
}
