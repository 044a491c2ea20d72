#include "permissions/broker.h"
#include "permissions/call.h"
#include "permissions/snapshot.h"
#include "ui-bridge/debug_private.h"
#include "ui-bridge/peer_name.h"

typedef struct
{
  JsonBuilder *json;
  CordonProfile *profile;
  gboolean for_export;
} Page;

static void
add_text (Page *page, const char *name, const char *text)
{
  g_autofree char *safe = NULL;

  json_builder_set_member_name (page->json, name);
  if (!text)
    {
      json_builder_add_null_value (page->json);
      return;
    }
  safe = cordon_debug_safe_text (text, page->for_export);
  json_builder_add_string_value (page->json, safe);
}

static void
add_origin (Page *page, const char *name, const CordonOrigin *origin)
{
  add_text (page, name, origin ? cordon_origin_to_string (origin) : NULL);
}

static void
add_callee (Page *page, const CordonCallee *callee)
{
  add_text (page, "callee", callee ? cordon_callee_to_string (callee) : NULL);
}

static void
add_flag (Page *page, const char *name, gboolean flag)
{
  json_builder_set_member_name (page->json, name);
  json_builder_add_boolean_value (page->json, flag);
}

/* As text: a reader in JavaScript has no 64-bit numbers. */
static void
add_id (Page *page, const char *name, guint64 id)
{
  g_autofree char *text = id != 0 ? g_strdup_printf ("%" G_GUINT64_FORMAT, id) : NULL;

  add_text (page, name, text);
}

static void
add_count (Page *page, const char *name, guint count)
{
  json_builder_set_member_name (page->json, name);
  json_builder_add_int_value (page->json, count);
}

static void
add_time (Page *page, const char *name, gint64 wall_us)
{
  g_autoptr (GDateTime) seconds = wall_us > 0 ? g_date_time_new_from_unix_utc (wall_us / CORDON_SECOND_US)
                                              : NULL;
  g_autofree char *text = seconds ? g_date_time_format_iso8601 (seconds) : NULL;

  add_text (page, name, text);
}

static gboolean
visit_grant (const CordonGrant *grant, gpointer data)
{
  Page *page = data;

  json_builder_begin_object (page->json);
  add_id (page, "id", grant->id);
  add_origin (page, "origin", grant->origin);
  add_text (page, "feature", cordon_feature_to_string (grant->feature));
  add_text (page, "answer", cordon_grant_answer_to_string (grant->answer));
  add_text (page, "scope", cordon_scope_to_string (grant->scope));
  add_callee (page, grant->callee);
  add_text (page, "device", grant->device);
  add_text (page, "lifetime", cordon_lifetime_to_string (grant->lifetime));
  add_text (page, "source", cordon_grant_source_to_string (grant->source));
  add_id (page, "call", grant->call_id);
  add_time (page, "created", grant->created_wall_us);
  add_time (page, "last_used", grant->last_used_wall_us);
  add_time (page, "expires", grant->expires_wall_us);
  json_builder_end_object (page->json);
  return TRUE;
}

/* Another session's page shows nothing of a private one. */
static gboolean
is_hidden (const Page *page, gboolean private_session)
{
  return private_session && (page->for_export || !cordon_profile_is_private (page->profile));
}

static void
add_states (Page *page, const CordonDocumentView *view)
{
  json_builder_set_member_name (page->json, "states");
  json_builder_begin_object (page->json);
  for (guint i = 1; i < CORDON_N_FEATURES; i++)
    {
      g_autofree char *text = g_strdup_printf ("%s (%s)", cordon_state_to_string (view->states[i]),
                                               cordon_reason_to_string (view->reasons[i]));

      add_text (page, cordon_feature_to_string ((CordonFeature) i), text);
    }
  json_builder_end_object (page->json);
}

static gboolean
visit_document (const CordonDocumentView *view, gpointer data)
{
  Page *page = data;

  if (is_hidden (page, view->private_session))
    return TRUE;
  json_builder_begin_object (page->json);
  add_id (page, "id", view->id);
  add_id (page, "engine_id", view->engine_id);
  add_id (page, "tab", view->tab_id);
  add_origin (page, "origin", view->origin);
  add_origin (page, "top_level_origin", view->top_level_origin);
  add_flag (page, "secure", view->secure);
  add_flag (page, "fully_active", view->fully_active);
  add_flag (page, "visible", view->visible);
  add_flag (page, "focused", view->focused);
  add_flag (page, "private", view->private_session);
  add_flag (page, "mixed_content", view->mixed_content);
  add_id (page, "call", view->call_id);
  add_states (page, view);
  json_builder_end_object (page->json);
  return TRUE;
}

static const char *
surface_kind_to_string (CordonSurfaceKind kind)
{
  switch (kind)
    {
    case CORDON_SURFACE_NONE: return NULL;
    case CORDON_SURFACE_TAB: return "tab";
    case CORDON_SURFACE_WINDOW: return "window";
    case CORDON_SURFACE_MONITOR: return "monitor";
    case CORDON_SURFACE_VIEWPORT: return "viewport";
    }
  return NULL;
}

static gboolean
visit_capture (const CordonCaptureView *view, gpointer data)
{
  Page *page = data;

  if (is_hidden (page, view->use.private_session))
    return TRUE;
  json_builder_begin_object (page->json);
  add_id (page, "id", view->use.capture_id);
  add_text (page, "feature", cordon_feature_to_string (view->use.feature));
  add_id (page, "document", view->document_id);
  add_id (page, "tab", view->use.tab_id);
  add_origin (page, "top_level_origin", view->use.top_level_origin);
  add_origin (page, "frame_origin", view->use.frame_origin);
  add_callee (page, view->use.callee);
  add_text (page, "device", view->device);
  add_text (page, "surface", surface_kind_to_string (view->use.surface_kind));
  add_id (page, "grant", view->grant_id);
  add_id (page, "call", view->use.call_id);
  add_flag (page, "started", view->started);
  add_flag (page, "muted", view->use.muted);
  add_flag (page, "delivering", view->delivering);
  json_builder_end_object (page->json);
  return TRUE;
}

static gboolean
visit_call (const CordonCallView *view, gpointer data)
{
  Page *page = data;

  json_builder_begin_object (page->json);
  add_id (page, "id", view->id);
  add_id (page, "tab", view->tab_id);
  add_origin (page, "top_level_origin", view->top_level_origin);
  add_time (page, "opened", view->opened_wall_us);
  add_count (page, "documents", view->n_documents);
  add_count (page, "captures", view->n_captures);
  add_count (page, "connections", view->n_connections);
  add_text (page, "end", view->end == CORDON_CALL_END_NONE ? NULL : cordon_call_end_to_string (view->end));
  json_builder_end_object (page->json);
  return TRUE;
}

static gboolean
visit_decision (const CordonLogEntry *entry, gpointer data)
{
  Page *page = data;

  json_builder_begin_object (page->json);
  add_id (page, "serial", entry->serial);
  add_time (page, "time", entry->time.wall_us);
  add_text (page, "kind", cordon_log_kind_to_string (entry->kind));
  add_origin (page, "origin", entry->origin);
  add_origin (page, "top_level_origin", entry->top_level_origin);
  add_text (page, "feature", cordon_feature_to_string (entry->feature));
  add_text (page, "verdict", cordon_decision_verdict_to_string (entry->verdict));
  add_text (page, "reason", cordon_reason_to_string (entry->reason));
  add_text (page, "explanation", cordon_reason_explain (entry->reason));
  add_id (page, "document", entry->document_id);
  add_id (page, "grant", entry->grant_id);
  add_id (page, "call", entry->call_id);
  add_text (page, "detail", entry->detail);
  json_builder_end_object (page->json);
  return TRUE;
}

static void
visit_channel (const CordonChannelFacts *facts, gpointer data)
{
  Page *page = data;

  json_builder_begin_object (page->json);
  add_text (page, "state", facts->state);
  add_count (page, "documents", (guint) facts->n_documents);
  add_count (page, "departed", (guint) facts->n_departed);
  add_count (page, "open_requests", (guint) facts->n_open_requests);
  add_count (page, "messages", (guint) facts->n_messages);
  json_builder_end_object (page->json);
}

static void
begin_list (Page *page, const char *name)
{
  json_builder_set_member_name (page->json, name);
  json_builder_begin_array (page->json);
}

static void
add_lists (Page *page)
{
  begin_list (page, "grants");
  cordon_profile_foreach_grant (page->profile, NULL, CORDON_FEATURE_NONE, visit_grant, page);
  json_builder_end_array (page->json);
  begin_list (page, "documents");
  cordon_profile_foreach_document (page->profile, visit_document, page);
  json_builder_end_array (page->json);
  begin_list (page, "captures");
  cordon_profile_foreach_capture (page->profile, visit_capture, page);
  json_builder_end_array (page->json);
  begin_list (page, "calls");
  cordon_profile_foreach_call (page->profile, visit_call, page);
  json_builder_end_array (page->json);
  begin_list (page, "decisions");
  cordon_profile_foreach_decision (page->profile, visit_decision, page);
  json_builder_end_array (page->json);
  begin_list (page, "processes");
  cordon_broker_foreach_channel (cordon_profile_get_broker (page->profile), visit_channel, page);
  json_builder_end_array (page->json);
}

/* Without the check value: it is for the two people of the call alone. */
static gboolean
visit_connection (const CordonConnection *connection, gpointer data)
{
  Page *page = data;

  json_builder_begin_object (page->json);
  add_id (page, "id", connection->connection_id);
  add_id (page, "call", connection->call_id);
  add_id (page, "tab", connection->tab_id);
  add_callee (page, connection->peer);
  add_text (page, "assurance", cordon_assurance_to_string (connection->assurance));
  add_flag (page, "confidential", connection->confidential);
  add_text (page, "dtls_version", connection->dtls_version);
  add_text (page, "cipher", connection->cipher);
  add_text (page, "srtp_profile", connection->srtp_profile);
  add_flag (page, "forward_secret", connection->forward_secret);
  add_flag (page, "key_changed", connection->key_changed);
  add_flag (page, "check_compared", connection->check_compared);
  json_builder_end_object (page->json);
  return TRUE;
}

static void
add_connections (Page *page, const CordonConnections *connections)
{
  begin_list (page, "connections");
  if (connections)
    cordon_connections_foreach (connections, 0, visit_connection, page);
  json_builder_end_array (page->json);
}

static void
add_media (Page *page, GVariant *graphs)
{
  const gsize n_graphs = graphs && g_variant_is_of_type (graphs, G_VARIANT_TYPE_STRING_ARRAY)
                           ? g_variant_n_children (graphs)
                           : 0;

  begin_list (page, "media");
  for (gsize i = 0; i < n_graphs; i++)
    {
      const char *text = NULL;

      g_variant_get_child (graphs, i, "&s", &text);
      json_builder_add_value (page->json, cordon_debug_read_media (text, page->for_export));
    }
  json_builder_end_array (page->json);
}

JsonNode *
cordon_debug_build_snapshot (CordonProfile *profile, const CordonDebugRequest *request)
{
  g_autoptr (JsonBuilder) json = json_builder_new_immutable ();
  const gboolean is_private = cordon_profile_is_private (profile);
  Page page = { .json = json, .profile = profile, .for_export = request->for_export };

  json_builder_begin_object (json);
  add_time (&page, "time", cordon_profile_now (profile).wall_us);
  add_flag (&page, "private_session", is_private);
  /* A private session leaves the browser in no form. */
  if (!is_private || !request->for_export)
    {
      add_lists (&page);
      add_connections (&page, request->connections);
      add_media (&page, request->media_graphs);
    }
  json_builder_end_object (json);
  return json_builder_get_root (json);
}
