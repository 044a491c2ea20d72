#include "tests/support/test.h"

#include <string.h>

#include "permissions/error.h"
#include "permissions/protocol.h"

static void
the_table_names_each_message_both_ways (void **state)
{
  for (guint i = 1; i < CORDON_N_MESSAGES; i++)
    {
      const CordonMessageInfo *info = cordon_message_get_info ((CordonMessageType) i);

      assert_non_null (info);
      assert_int_equal (info->type, i);
      assert_int_equal (cordon_message_type_from_string (info->name), i);
      assert_string_equal (cordon_message_type_to_string ((CordonMessageType) i), info->name);
      assert_true (g_variant_type_string_is_valid (info->signature));
      assert_true (info->max_size > 0 && info->max_size <= CORDON_MESSAGE_MAX_SIZE);
      assert_true (info->direction != CORDON_DIRECTION_NONE && info->states != 0);
      assert_false (info->states & CORDON_CHANNEL_STATE_BIT (DEAD));
      if (info->direction == CORDON_DIRECTION_TO_BROWSER)
        assert_true (info->burst > 0);
    }
  assert_null (cordon_message_get_info (CORDON_MESSAGE_NONE));
  assert_null (cordon_message_get_info ((CordonMessageType) CORDON_N_MESSAGES));
  assert_null (cordon_message_get_info ((CordonMessageType) -1));
  assert_int_equal (cordon_message_type_from_string ("none"), CORDON_MESSAGE_NONE);
  assert_int_equal (cordon_message_type_from_string (NULL), CORDON_MESSAGE_NONE);
}

/*
 * No member of any message could carry an origin: the only texts are a callee, two device ids, an exception, a
 * token.
 */
static void
no_message_from_a_content_process_has_room_for_an_origin (void **state)
{
  for (guint i = 1; i < CORDON_N_MESSAGES; i++)
    {
      const CordonMessageInfo *info = cordon_message_get_info ((CordonMessageType) i);
      const char *text = info->direction == CORDON_DIRECTION_TO_BROWSER ? strchr (info->signature, 's')
                                                                        : NULL;

      if (i == CORDON_MESSAGE_REQUEST)
        assert_string_equal (info->signature, "(ttubbbumsmsms)");
      else
        assert_null (text);
      assert_null (strchr (info->signature, 'v'));
    }
}

static void
a_request_reads_as_it_was_written (void **state)
{
  const CordonRequestMessage request = {
    .request_id = 1,
    .document_id = G_MAXUINT64,
    .features = CORDON_FEATURE_BIT (CAMERA) | CORDON_FEATURE_BIT (MICROPHONE),
    .pan_tilt_zoom = TRUE,
    .callee = "bob@idp.example",
    .microphone_device_id = "m",
  };
  g_autoptr (GVariant) message = cordon_message_new_request (&request);
  g_auto (CordonMessage) opened = { 0 };
  CordonRequestMessage read = { 0 };

  assert_true (cordon_message_open (message, CORDON_DIRECTION_TO_BROWSER, &opened, NULL));
  assert_true (cordon_message_read_request (&opened, &read, NULL));
  assert_int_equal (read.request_id, 1);
  assert_true (read.document_id == G_MAXUINT64);
  assert_int_equal (read.features, request.features);
  assert_true (read.pan_tilt_zoom);
  assert_false (read.wants_audio);
  assert_string_equal (read.callee, "bob@idp.example");
  assert_null (read.camera_device_id);
  assert_string_equal (read.microphone_device_id, "m");
}

static void
a_response_reads_as_it_was_written (void **state)
{
  const CordonResponseMessage response = {
    .request_id = 3,
    .verdict = CORDON_DECISION_ALLOW,
    .reason = CORDON_REASON_GRANT,
    .token = "t",
    .callee = "identity:bob@idp.example",
    .isolate = TRUE,
    .call_id = 4,
    .surface_id = 5,
    .indicators = 6,
    .capture_ids = { [CORDON_FEATURE_MICROPHONE] = 77 },
  };
  g_autoptr (GVariant) message = cordon_message_new_response (&response);
  g_auto (CordonMessage) opened = { 0 };
  CordonResponseMessage read = { 0 };

  assert_true (cordon_message_open (message, CORDON_DIRECTION_TO_CONTENT, &opened, NULL));
  assert_true (cordon_message_read_response (&opened, &read, NULL));
  assert_int_equal (read.verdict, CORDON_DECISION_ALLOW);
  assert_null (read.exception);
  assert_string_equal (read.callee, response.callee);
  assert_int_equal (read.call_id, 4);
  assert_int_equal (read.surface_id, 5);
  assert_int_equal (read.indicators, 6);
  assert_int_equal (read.capture_ids[CORDON_FEATURE_MICROPHONE], 77);
  assert_int_equal (read.capture_ids[CORDON_FEATURE_CAMERA], 0);
}

static void
the_small_messages_read_as_they_were_written (void **state)
{
  g_autoptr (GVariant) answer = cordon_message_new_answer (
    &(CordonAnswerMessage){ .query_id = 1, .state = CORDON_STATE_PROMPT, .version = 2 });
  g_autoptr (GVariant) changed = cordon_message_new_changed (&(CordonChangedMessage){
    .document_id = 1, .feature = CORDON_FEATURE_CAMERA, .state = CORDON_STATE_GRANTED, .version = 9 });
  g_autoptr (GVariant) stopped = cordon_message_new_capture (
    CORDON_MESSAGE_CAPTURE_STOPPED,
    &(CordonCaptureMessage){ .document_id = 1, .capture_id = 2, .feature = CORDON_FEATURE_CAMERA });
  g_autoptr (GVariant) muted = cordon_message_new_capture (
    CORDON_MESSAGE_CAPTURE_MUTED,
    &(CordonCaptureMessage){ .document_id = 1, .capture_id = 2, .muted = TRUE });
  g_autoptr (GVariant) document = cordon_message_new_document (
    &(CordonDocumentMessage){ .document_id = 1, .engine_id = 2, .version_slot = 3 });
  GVariant *messages[] = { answer, changed, stopped, muted, document };
  CordonMessage opened[5] = { 0 };
  CordonAnswerMessage read_answer;
  CordonChangedMessage read_changed;
  CordonCaptureMessage read_capture;
  CordonDocumentMessage read_document;

  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    assert_true (cordon_message_open (messages[i], CORDON_DIRECTION_TO_CONTENT, &opened[i], NULL));
  assert_true (cordon_message_read_answer (&opened[0], &read_answer, NULL));
  assert_int_equal (read_answer.state, CORDON_STATE_PROMPT);
  assert_true (cordon_message_read_changed (&opened[1], &read_changed, NULL));
  assert_int_equal (read_changed.version, 9);
  assert_true (cordon_message_read_capture (&opened[2], &read_capture, NULL));
  assert_int_equal (read_capture.feature, CORDON_FEATURE_CAMERA);
  assert_true (cordon_message_read_capture (&opened[3], &read_capture, NULL));
  assert_true (read_capture.muted);
  assert_true (cordon_message_read_document (&opened[4], &read_document, NULL));
  assert_int_equal (read_document.version_slot, 3);
  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    cordon_message_clear (&opened[i]);
}

static GVariant *
envelope (guint32 type, const char *signature, const void *bytes, gsize size)
{
  GVariant *array = g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, bytes, size, 1);

  return g_variant_ref_sink (g_variant_new (signature, type, array));
}

static gboolean
opens (GVariant *message)
{
  g_auto (CordonMessage) opened = { 0 };
  g_autoptr (GError) error = NULL;
  const gboolean taken = cordon_message_open (message, CORDON_DIRECTION_TO_BROWSER, &opened, &error);

  g_variant_unref (message);
  if (!taken)
    assert_true (g_error_matches (error, CORDON_ERROR, CORDON_ERROR_VIOLATION));
  return taken;
}

static void
an_envelope_that_is_none_is_refused (void **state)
{
  static const guint8 zero[CORDON_MESSAGE_MAX_SIZE + 1] = { 0 };

  assert_false (opens (g_variant_ref_sink (g_variant_new_string ("hello"))));
  assert_false (opens (g_variant_ref_sink (g_variant_new ("(uv)", 1, g_variant_new_uint32 (1)))));
  assert_false (opens (g_variant_ref_sink (g_variant_new ("(us)", 1, "x"))));
  assert_false (opens (envelope (0, "(u@ay)", zero, 4)));
  assert_false (opens (envelope (CORDON_N_MESSAGES, "(u@ay)", zero, 4)));
  assert_false (opens (envelope (G_MAXUINT32, "(u@ay)", zero, 4)));
  assert_false (opens (envelope (CORDON_MESSAGE_RESPONSE, "(u@ay)", zero, 4)));
  assert_false (opens (envelope (CORDON_MESSAGE_REQUEST, "(u@ay)", zero, sizeof zero)));
  assert_true (opens (envelope (CORDON_MESSAGE_HELLO, "(u@ay)", zero, 4)));
}

/* Every size but the right one, for every message of fixed size. */
static void
a_body_of_another_size_is_refused (void **state)
{
  static const guint8 zero[64] = { 0 };
  static const struct
  {
    CordonMessageType type;
    gsize size;
  } fixed[] = {
    { CORDON_MESSAGE_HELLO, 4 },        { CORDON_MESSAGE_QUERY, 24 },    { CORDON_MESSAGE_CANCEL, 8 },
    { CORDON_MESSAGE_TRACK_ENDED, 16 }, { CORDON_MESSAGE_FORGOTTEN, 8 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (fixed); i++)
    for (gsize size = 0; size <= sizeof zero; size++)
      if (opens (envelope (fixed[i].type, "(u@ay)", zero, size)) != (size == fixed[i].size))
        fail_msg ("%s with %zu bytes", cordon_message_type_to_string (fixed[i].type), (size_t) size);
}

static gboolean
reads_request (const CordonRequestMessage *request)
{
  g_autoptr (GVariant) message = cordon_message_new_request (request);
  g_auto (CordonMessage) opened = { 0 };
  CordonRequestMessage read = { .request_id = 4711 };

  if (cordon_message_open (message, CORDON_DIRECTION_TO_BROWSER, &opened, NULL)
      && cordon_message_read_request (&opened, &read, NULL))
    return TRUE;
  assert_int_equal (read.request_id, 4711);
  return FALSE;
}

static void
members_out_of_range_are_refused_and_nothing_is_written (void **state)
{
  g_autofree char *long_callee = g_strnfill (CORDON_CALLEE_MAX_SIZE + 1, 'c');
  g_autofree char *long_device = g_strnfill (CORDON_MESSAGE_MAX_DEVICE_SIZE + 1, 'd');
  CordonRequestMessage request = { .request_id = 1,
                                   .document_id = 2,
                                   .features = CORDON_FEATURE_BIT (CAMERA) };

  assert_true (reads_request (&request));
  request.features = 0;
  assert_false (reads_request (&request));
  request.features = 1u;
  assert_false (reads_request (&request));
  request.features = 1u << CORDON_N_FEATURES;
  assert_false (reads_request (&request));
  request.features = CORDON_FEATURE_BIT (CAMERA);
  request.fault = CORDON_N_REQUEST_FAULTS;
  assert_false (reads_request (&request));
  request.fault = CORDON_REQUEST_FAULT_NONE;
  request.callee = long_callee;
  assert_false (reads_request (&request));
  request.callee = NULL;
  request.camera_device_id = long_device;
  assert_false (reads_request (&request));
  request.camera_device_id = "";
  assert_false (reads_request (&request));
  request.camera_device_id = NULL;
  request.microphone_device_id = long_device;
  assert_false (reads_request (&request));
}

static void
a_boolean_of_two_and_a_text_of_bad_utf8_are_not_in_normal_form (void **state)
{
  const CordonRequestMessage request = {
    .request_id = 1, .document_id = 2, .features = CORDON_FEATURE_BIT (CAMERA), .callee = "bob@idp.example"
  };
  g_autoptr (GVariant) message = cordon_message_new_request (&request);
  g_autoptr (GVariant) body = g_variant_get_child_value (message, 1);
  const gsize size = g_variant_get_size (body);
  g_autofree guint8 *bytes = g_memdup2 (g_variant_get_data (body), size);

  assert_true (opens (envelope (CORDON_MESSAGE_REQUEST, "(u@ay)", bytes, size)));
  bytes[20] = 2; /* pan_tilt_zoom, behind two 64-bit and one 32-bit members */
  assert_false (opens (envelope (CORDON_MESSAGE_REQUEST, "(u@ay)", bytes, size)));
  bytes[20] = 0;
  bytes[28] = 0xff; /* the callee's first character */
  assert_false (opens (envelope (CORDON_MESSAGE_REQUEST, "(u@ay)", bytes, size)));
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (the_table_names_each_message_both_ways, ""),
    CORDON_TEST (no_message_from_a_content_process_has_room_for_an_origin, "A-26"),
    CORDON_TEST (a_request_reads_as_it_was_written, ""),
    CORDON_TEST (a_response_reads_as_it_was_written, ""),
    CORDON_TEST (the_small_messages_read_as_they_were_written, ""),
    CORDON_TEST (an_envelope_that_is_none_is_refused, ""),
    CORDON_TEST (a_body_of_another_size_is_refused, ""),
    CORDON_TEST (members_out_of_range_are_refused_and_nothing_is_written, ""),
    CORDON_TEST (a_boolean_of_two_and_a_text_of_bad_utf8_are_not_in_normal_form, ""),
  };

  return cordon_test_run (tests);
}
