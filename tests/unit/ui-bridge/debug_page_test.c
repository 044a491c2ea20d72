#include "tests/unit/ui-bridge/chrome.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "permissions/document_private.h"
#include "permissions/error.h"
#include "ui-bridge/debug_page.h"

static char *
render_with (Chrome *chrome, CordonDebugFormat format, const char *media, gboolean for_export)
{
  const char *graphs[] = { media, NULL };
  g_autoptr (GVariant) list = media ? g_variant_ref_sink (g_variant_new_strv (graphs, -1)) : NULL;
  const CordonDebugRequest request = { .format = format, .media_graphs = list, .for_export = for_export };
  char *text = cordon_debug_page_render (chrome->world->profile, &request, NULL);

  assert_non_null (text);
  return text;
}

static char *
render (Chrome *chrome, CordonDebugFormat format)
{
  return render_with (chrome, format, NULL, FALSE);
}

static JsonObject *
parse (JsonParser *parser, const char *text)
{
  assert_true (json_parser_load_from_data (parser, text, -1, NULL));
  return json_node_get_object (json_parser_get_root (parser));
}

static void
it_shows_grants_documents_captures_calls_and_decisions_with_reasons (void **state)
{
  static const char *const lists[] = { "grants", "documents", "captures", "calls", "decisions" };
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  Outcome *outcome = world_ask (chrome->world, document, CAMERA);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *json = NULL;
  g_autofree char *html = NULL;
  JsonObject *root;

  assert_true (chrome_answer (chrome, CORDON_ANSWER_ALLOW_CALL));
  world_capture (chrome->world, document, outcome, CORDON_FEATURE_CAMERA);
  json = render (chrome, CORDON_DEBUG_JSON);
  html = render (chrome, CORDON_DEBUG_HTML);
  root = parse (parser, json);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autofree char *title = g_strdup_printf ("<h2>%s</h2>", lists[i]);

      assert_true (json_array_get_length (json_object_get_array_member (root, lists[i])) > 0);
      assert_non_null (strstr (html, title));
    }
  assert_non_null (strstr (html, "https://page.example"));
  assert_non_null (strstr (html, cordon_reason_explain (CORDON_REASON_USER_ALLOWED)));
}

static void
it_shows_the_connections_but_not_what_two_people_compare (void **state)
{
  static const CordonConnectionTrack tracks[] = {
    { "video", TRUE, CORDON_GATE_CONTENT, CORDON_GATE_REASON_MATCH },
    { "audio", FALSE, CORDON_GATE_BLANK, CORDON_GATE_REASON_NO_IDENTITY },
  };
  Chrome *chrome = *state;
  g_autoptr (CordonCallee) peer = cordon_callee_new_identity ("bob@idp.example", -1, NULL);
  const CordonConnection facts = {
    .call_id = 9,
    .connection_id = 1,
    .peer = peer,
    .assurance = CORDON_ASSURANCE_PROVIDER,
    .confidential = TRUE,
    .label = "c-webrtc",
    .cipher = "ECDHE-ECDSA-AES128-GCM-SHA256",
    .check_value = "tango hotel",
    .freshness = CORDON_FRESHNESS_GRANTED,
    .address_mode = 2,
    .tracks = tracks,
    .n_tracks = G_N_ELEMENTS (tracks),
  };
  const CordonDebugRequest request = { .connections = cordon_bridge_get_connections (chrome->bridge) };
  static const char *const shown[] = {
    "identity:bob@idp.example",
    "ECDHE-ECDSA-AES128-GCM-SHA256",
    "\"provider\"",
    "\"c-webrtc\"",
    "\"granted\"",
    "\"address_mode\" : 2",
    "\"no-identity\"",
    "\"blank\"",
    "\"match\"",
    "\"content\"",
    "\"video\"",
  };
  g_autofree char *json = NULL;

  cordon_bridge_report_connection (chrome->bridge, &facts);
  json = cordon_debug_page_render (chrome->world->profile, &request, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    assert_non_null (strstr (json, shown[i]));
  assert_non_null (strstr (json, cordon_gate_reason_explain (CORDON_GATE_REASON_NO_IDENTITY)));
  assert_null (strstr (json, "tango"));
}

static void
an_empty_list_says_what_that_means (void **state)
{
  Chrome *chrome = *state;
  const CordonDebugRequest request = { .format = CORDON_DEBUG_HTML, .no_connections = "None <here>." };
  const CordonDebugRequest filtered = { .format = CORDON_DEBUG_HTML, .filter = "nowhere" };
  g_autofree char *html = render (chrome, CORDON_DEBUG_HTML);
  g_autofree char *explained = cordon_debug_page_render (chrome->world->profile, &request, NULL);
  g_autofree char *nothing = cordon_debug_page_render (chrome->world->profile, &filtered, NULL);

  assert_non_null (strstr (html, "No connection was reported."));
  assert_non_null (strstr (html, "No question waits for the user."));
  assert_non_null (strstr (explained, "None &lt;here&gt;."));
  assert_null (strstr (explained, "No connection was reported."));
  assert_non_null (strstr (nothing, "No line has the text of the filter in it."));
}

static void
a_filter_leaves_the_lines_that_have_its_text (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) one = world_open (chrome->world, "https://one.example");
  g_autoptr (CordonDocument) two = world_open (chrome->world, "https://two.example");
  const CordonDebugRequest request = { .filter = "ONE.ex" };
  const CordonDebugRequest hostile = { .format = CORDON_DEBUG_HTML, .filter = "\"><script>\xff" };
  g_autofree char *json = cordon_debug_page_render (chrome->world->profile, &request, NULL);
  g_autofree char *html = cordon_debug_page_render (chrome->world->profile, &hostile, NULL);

  assert_non_null (strstr (json, "https://one.example"));
  assert_null (strstr (json, "https://two.example"));
  assert_null (strstr (html, "<script"));
}

static void
an_open_question_is_shown_with_the_state_of_its_prompt (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  const CordonDebugRequest request = { .prompts = cordon_bridge_get_prompts (chrome->bridge) };
  g_autofree char *shown = NULL;
  g_autofree char *armed = NULL;

  world_ask (chrome->world, document, CAMERA);
  shown = cordon_debug_page_render (chrome->world->profile, &request, NULL);
  assert_non_null (strstr (shown, "https://page.example wants to use your camera"));
  assert_non_null (strstr (shown, "\"shown\""));
  chrome_armed_prompt (chrome);
  armed = cordon_debug_page_render (chrome->world->profile, &request, NULL);
  assert_non_null (strstr (armed, "\"armed\""));
}

static void
a_web_caller_is_refused (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonOrigin) web = cordon_origin_new ("https://page.example", -1, NULL);
  g_autoptr (CordonOrigin) opaque = cordon_origin_new_opaque ();
  const CordonOrigin *callers[] = { web, opaque };

  for (guint i = 0; i < G_N_ELEMENTS (callers); i++)
    {
      const CordonDebugRequest request = { .format = CORDON_DEBUG_JSON, .caller = callers[i] };
      g_autoptr (GError) error = NULL;

      assert_null (cordon_debug_page_render (chrome->world->profile, &request, &error));
      assert_true (g_error_matches (error, CORDON_ERROR, CORDON_ERROR_VIOLATION));
    }
}

/* What must never stand there, put wherever something can be put. */
static void
no_token_key_password_transaction_or_level_is_shown (void **state)
{
  static const char media[] =
    "{\"nodes\":[{\"id\":\"1.1\",\"kind\":\"track\",\"label\":\"peer-identity\","
    "\"audioLevel\":0.123456,\"totalAudioEnergy\":0.654321,\"transactionId\":\"TRANSACTION\","
    "\"icePwd\":\"PASSWORD\",\"ice-pwd\":\"PASSWORD\",\"privateKey\":\"PRIVATEKEY\","
    "\"inputs\":[{\"secret\":\"SECRET\"}]}],\"srtpKey\":\"MASTERKEY\",\"token\":\"TOKEN\"}";
  static const char *const forbidden[] = { "0.123456",   "0.654321", "TRANSACTION", "PASSWORD",
                                           "PRIVATEKEY", "SECRET",   "MASTERKEY",   "TOKEN" };
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  Outcome *outcome = world_ask (chrome->world, document, CAMERA);
  g_autofree char *json = NULL;
  g_autofree char *html = NULL;

  assert_true (chrome_answer (chrome, CORDON_ANSWER_ALLOW_CALL));
  json = render_with (chrome, CORDON_DEBUG_JSON, media, FALSE);
  html = render_with (chrome, CORDON_DEBUG_HTML, media, FALSE);
  assert_non_null (strstr (json, "peer-identity"));
  assert_true (strlen (outcome->token) > 0);
  assert_null (strstr (json, outcome->token));
  assert_null (strstr (html, outcome->token));
  for (guint i = 0; i < G_N_ELEMENTS (forbidden); i++)
    {
      assert_null (strstr (json, forbidden[i]));
      assert_null (strstr (html, forbidden[i]));
    }
}

static void
everything_a_site_or_peer_chose_is_escaped_and_visible (void **state)
{
  static const char *const corpus[] = {
    "<script>alert(1)</script>",
    "\\\" onload=\\\"x",
    "</td></table><img src=x>",
    "' onmouseover='x",
    "&lt;b&gt;",
    "\xe2\x80\xaegnp.exe",
    "a\\u0000b",
    "a\\u001b[31m",
    "\xe2\x80\x8b",
    "<!--",
    "]]>",
  };
  Chrome *chrome = *state;

  for (guint i = 0; i < G_N_ELEMENTS (corpus); i++)
    {
      g_autofree char *media = g_strdup_printf ("{\"nodes\":[{\"id\":\"%s\",\"callee\":\"%s\"}]}", corpus[i],
                                                corpus[i]);
      g_autofree char *html = render_with (chrome, CORDON_DEBUG_HTML, media, FALSE);
      g_autofree char *json = render_with (chrome, CORDON_DEBUG_JSON, media, FALSE);
      const char *body = strstr (html, "<h2>media</h2>");

      assert_non_null (body);
      assert_null (strstr (body, "<script"));
      assert_null (strstr (body, "<img"));
      assert_null (strstr (body, "<b>"));
      assert_null (strstr (body, "<!--"));
      assert_null (strchr (body, '\''));
      assert_null (strchr (body, '"'));
      assert_null (strstr (html, "\xe2\x80\xae"));
      assert_null (strstr (json, "\xe2\x80\xae"));
      assert_null (strstr (html, "\xe2\x80\x8b"));
      assert_null (strchr (html, '\x1b'));
    }
}

static void
a_bidi_character_is_written_out (void **state)
{
  Chrome *chrome = *state;
  g_autofree char *html = render_with (chrome, CORDON_DEBUG_HTML,
                                       "{\"callee\":\"a\xe2\x80\xae"
                                       "b\"}",
                                       FALSE);

  assert_non_null (strstr (html, "a&lt;U+202E&gt;b"));
}

static void
what_a_content_process_sends_cannot_break_the_page (void **state)
{
  Chrome *chrome = *state;
  g_autofree char *deep = g_strnfill (200000, '[');
  g_autofree char *deep_objects = g_strdup_printf ("{\"nodes\":%s", deep);
  g_autofree char *large = g_strnfill (2 * 1024 * 1024, ' ');
  const char *const bad[] = { "",
                              "nonsense",
                              "[1]",
                              "1",
                              "null",
                              "{\"nodes\":",
                              deep,
                              deep_objects,
                              large,
                              "{\"\\",
                              "{} {\"nodes\":[]}",
                              "{\"role\":\"\\ud800x\"}" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *json = render_with (chrome, CORDON_DEBUG_JSON, bad[i], FALSE);

      assert_non_null (strstr (json, "\"damaged\""));
    }
}

static void
rendering_changes_nothing (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  g_autofree char *first = NULL;
  guint n_grants;

  world_ask (chrome->world, document, CAMERA);
  assert_true (chrome_answer (chrome, CORDON_ANSWER_ALLOW));
  n_grants = world_count_grants (chrome->world);
  first = render (chrome, CORDON_DEBUG_JSON);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *html = render (chrome, CORDON_DEBUG_HTML);
      g_autofree char *again = render (chrome, CORDON_DEBUG_JSON);

      assert_string_equal (first, again);
      /* Its links and its one form lead to itself and carry nothing but words. */
      assert_null (strstr (html, "method="));
      assert_null (strstr (html, "://\">"));
      assert_null (strstr (html, "<script"));
    }
  assert_int_equal (world_count_grants (chrome->world), n_grants);
}

static void
a_private_session_leaves_the_browser_in_no_form (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  g_autofree char *shown = render (chrome, CORDON_DEBUG_JSON);
  g_autofree char *exported = render_with (chrome, CORDON_DEBUG_JSON, NULL, TRUE);

  /* The world's profile is in memory, so private. */
  assert_non_null (strstr (shown, "https://page.example"));
  assert_null (strstr (exported, "https://page.example"));
}

/* A profile on disk, with pages at addresses and one document of a private session that has strayed into it. */
static char *
render_stored (CordonProfile *profile, gboolean for_export)
{
  static const char *const graphs[] = { "{\"callee\":\"call 10.1.2.3 at fe80::1234:5678\"}", NULL };
  g_autoptr (GVariant) list = g_variant_ref_sink (g_variant_new_strv (graphs, -1));
  const CordonDebugRequest request = { .media_graphs = list, .for_export = for_export };

  return cordon_debug_page_render (profile, &request, NULL);
}

static void
a_kept_profile_tells_its_journal_and_whether_it_verifies (void **state)
{
  g_autofree char *folder = g_dir_make_tmp ("cordon-debug-XXXXXX", NULL);
  World *world = world_new_at (folder);
  g_autoptr (CordonDocument) document = world_open (world, "https://page.example");
  const CordonDebugRequest request = { .format = CORDON_DEBUG_JSON };
  g_autofree char *json = NULL;

  world->user.answer = CORDON_ANSWER_BLOCK;
  world->user.answers = TRUE;
  world_ask (world, document, CAMERA);
  world_settle (world);
  json = cordon_debug_page_render (world->profile, &request, NULL);
  assert_non_null (strstr (json, "\"decided\""));
  assert_non_null (strstr (json, "all 1 entries verify"));
  assert_non_null (strstr (json, "\"on disk\""));
  world_free (world);
}

static void
an_export_masks_addresses_and_each_page_shows_its_own_session_only (void **state)
{
  static const char *const secrets[] = { "192.168.7.9", "2001:db8::7", "10.1.2.3", "fe80::1234:5678" };
  g_autofree char *folder = g_dir_make_tmp ("cordon-debug-XXXXXX", NULL);
  World *world = world_new_at (folder);
  g_autoptr (CordonDocument) four = world_open (world, "https://192.168.7.9");
  g_autoptr (CordonDocument) six = world_open (world, "https://[2001:db8::7]");
  CordonDocumentFacts stray = four->facts;
  g_autofree char *shown = NULL;
  g_autofree char *exported = NULL;

  stray.private_session = CORDON_FACT_YES;
  cordon_document_unref (world_commit (world, "https://stray.example", "https://stray.example", &stray));
  shown = render_stored (world->profile, FALSE);
  exported = render_stored (world->profile, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    {
      assert_non_null (strstr (shown, secrets[i]));
      assert_null (strstr (exported, secrets[i]));
    }
  assert_null (strstr (shown, "stray.example"));
  assert_non_null (strstr (exported, "(address)"));
  world_free (world);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (it_shows_grants_documents_captures_calls_and_decisions_with_reasons, "", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (it_shows_the_connections_but_not_what_two_people_compare, "F-22", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (an_empty_list_says_what_that_means, "", chrome_set_up, chrome_tear_down),
    CORDON_TEST_WITH (a_filter_leaves_the_lines_that_have_its_text, "X-03", chrome_set_up, chrome_tear_down),
    CORDON_TEST_WITH (an_open_question_is_shown_with_the_state_of_its_prompt, "", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST (a_kept_profile_tells_its_journal_and_whether_it_verifies, ""),
    CORDON_TEST_WITH (a_web_caller_is_refused, "X-02", chrome_set_up, chrome_tear_down),
    CORDON_TEST_WITH (no_token_key_password_transaction_or_level_is_shown, "X-01", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (everything_a_site_or_peer_chose_is_escaped_and_visible, "X-03", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (a_bidi_character_is_written_out, "X-03", chrome_set_up, chrome_tear_down),
    CORDON_TEST_WITH (what_a_content_process_sends_cannot_break_the_page, "X-03", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (rendering_changes_nothing, "X-04", chrome_set_up, chrome_tear_down),
    CORDON_TEST_WITH (a_private_session_leaves_the_browser_in_no_form, "X-05", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST (an_export_masks_addresses_and_each_page_shows_its_own_session_only, "X-05"),
  };

  return cordon_test_run (tests);
}
