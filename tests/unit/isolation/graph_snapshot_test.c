#include "isolation/graph_snapshot.h"

#include <json-glib/json-glib.h>

#include "tests/unit/isolation/graph_fixture.h"

static JsonObject *
parse (JsonParser *parser, CordonGraph *graph)
{
  g_autofree char *json = cordon_graph_to_json (graph);

  assert_true (json_parser_load_from_data (parser, json, -1, NULL));

  return json_node_get_object (json_parser_get_root (parser));
}

static void
snapshot_shows_reasons_and_callee (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *nodes;
  JsonObject *track;

  camera_for (graph, "bob@idp.example");
  nodes = json_object_get_array_member (parse (parser, graph), "nodes");
  assert_int_equal (json_array_get_length (nodes), 2);
  track = json_array_get_object_element (nodes, 0);
  assert_string_equal (json_object_get_string_member (track, "kind"), "track");
  assert_string_equal (json_object_get_string_member (track, "label"), "peer-identity");
  assert_string_equal (json_object_get_string_member (track, "callee"), "identity:bob@idp.example");
  assert_int_equal (json_array_get_length (json_object_get_array_member (track, "inputs")), 1);
  assert_true (json_object_get_boolean_member (track, "named"));
}

static void
snapshot_shows_what_waits (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  g_autoptr (JsonParser) parser = json_parser_new ();
  CordonNodeId remote = cordon_graph_add_track (graph, CORDON_SOURCE_REMOTE, NULL);
  JsonObject *source;

  cordon_graph_latch (graph, remote, FALSE);
  source = json_array_get_object_element (json_object_get_array_member (parse (parser, graph), "nodes"), 1);
  assert_int_equal (json_object_get_int_member (source, "pending"), cordon_graph_get_pending (graph, remote));
  assert_string_equal (json_object_get_string_member (source, "label"), "pending");
}

static void
snapshot_is_bounded (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *root;

  for (guint i = 0; i <= CORDON_SNAPSHOT_MAX_NODES; i++)
    cordon_graph_add_bitmap (graph);
  root = parse (parser, graph);
  assert_true (json_object_get_boolean_member (root, "truncated"));
  assert_int_equal (json_array_get_length (json_object_get_array_member (root, "nodes")),
                    CORDON_SNAPSHOT_MAX_NODES);
  assert_int_equal (json_object_get_int_member (root, "named"), CORDON_SNAPSHOT_MAX_NODES + 1);
}

static void
hostile_text_cannot_leave_its_string (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  g_autoptr (JsonParser) parser = json_parser_new ();
  const char *identity = "a\"</script>\\b@idp.example";
  g_autoptr (CordonCallee) callee = cordon_callee_new_identity (identity, -1, NULL);
  CordonObligations bound = { .callee = callee, .isolate = TRUE };
  g_autofree char *json = NULL;

  if (!callee)
    cordon_test_skip ("no callee can have such a name");
  cordon_graph_add_track (graph, CORDON_SOURCE_CAPTURE, &bound);
  json = cordon_graph_to_json (graph);
  assert_null (strstr (json, "</script>"));
  parse (parser, graph);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (snapshot_shows_reasons_and_callee, "C-03"),
    CORDON_TEST (snapshot_shows_what_waits, "C-05"),
    CORDON_TEST (snapshot_is_bounded, ""),
    CORDON_TEST (hostile_text_cannot_leave_its_string, ""),
  };

  return cordon_test_run (tests);
}
