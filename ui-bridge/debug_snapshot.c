#include "permissions/broker.h"
#include "permissions/call.h"
#include "permissions/managed_policy.h"
#include "permissions/snapshot.h"
#include "storage/journal.h"
#include "ui-bridge/debug_column_private.h"
#include "ui-bridge/debug_private.h"

/* Of the newest entries; the rest is a matter for the profile's own tool. */
#define MAX_JOURNAL_ENTRIES 200

typedef CordonDebugPage Page;
typedef CordonDebugColumn Column;

/* An enum's names under one type. */
#define NAMES(function, Type, to_string) \
  static const char *function (guint value) \
  { \
    return to_string ((Type) value); \
  }

NAMES (feature_name, CordonFeature, cordon_feature_to_string)
NAMES (answer_name, CordonGrantAnswer, cordon_grant_answer_to_string)
NAMES (scope_name, CordonScope, cordon_scope_to_string)
NAMES (lifetime_name, CordonLifetime, cordon_lifetime_to_string)
NAMES (source_name, CordonGrantSource, cordon_grant_source_to_string)
NAMES (log_kind_name, CordonLogKind, cordon_log_kind_to_string)
NAMES (reason_name, CordonReason, cordon_reason_to_string)
NAMES (reason_explanation, CordonReason, cordon_reason_explain)
NAMES (assurance_name, CordonAssurance, cordon_assurance_to_string)
NAMES (freshness_name, CordonFreshnessState, cordon_freshness_state_to_string)
NAMES (gate_verdict_name, CordonGateVerdict, cordon_gate_verdict_to_string)
NAMES (gate_reason_name, CordonGateReason, cordon_gate_reason_to_string)
NAMES (gate_explanation, CordonGateReason, cordon_gate_reason_explain)
NAMES (prompt_state_name, CordonPromptState, cordon_prompt_state_to_string)
NAMES (journal_kind_name, CordonJournalKind, cordon_journal_kind_to_string)
NAMES (problem_name, CordonStoreProblem, cordon_store_problem_to_string)

static const char *
call_end_name (guint value)
{
  return value == CORDON_CALL_END_NONE ? NULL : cordon_call_end_to_string ((CordonCallEnd) value);
}

static const char *
surface_kind_name (guint value)
{
  switch ((CordonSurfaceKind) value)
    {
    case CORDON_SURFACE_NONE: return NULL;
    case CORDON_SURFACE_TAB: return "tab";
    case CORDON_SURFACE_WINDOW: return "window";
    case CORDON_SURFACE_MONITOR: return "monitor";
    case CORDON_SURFACE_VIEWPORT: return "viewport";
    }
  return NULL;
}

/* One state and its reason for each feature. */
static void
write_states (Page *page, const Column *column, const void *value)
{
  const CordonDocumentView *view = value;

  json_builder_set_member_name (page->json, column->name);
  json_builder_begin_object (page->json);
  for (guint i = 1; i < CORDON_N_FEATURES; i++)
    {
      g_autofree char *text = g_strdup_printf ("%s (%s)", cordon_state_to_string (view->states[i]),
                                               cordon_reason_to_string (view->reasons[i]));

      cordon_debug_add_text (page, cordon_feature_to_string ((CordonFeature) i), text);
    }
  json_builder_end_object (page->json);
}

/* That a call opened or a grant ended is no verdict, and must not be taken for a refusal. */
static void
write_verdict (Page *page, const Column *column, const void *value)
{
  const CordonLogEntry *entry = value;
  const gboolean decided = entry->kind != CORDON_LOG_CALL && entry->kind != CORDON_LOG_REVOKE;

  cordon_debug_add_text (page, column->name,
                         decided ? cordon_decision_verdict_to_string (entry->verdict) : NULL);
}

static const Column track_columns[] = {
  COLUMN (CordonConnectionTrack, string, "track", name),
  COLUMN (CordonConnectionTrack, flag, "isolated", isolated),
  NAMED (CordonConnectionTrack, gate_verdict_name, "gate", verdict),
  NAMED (CordonConnectionTrack, gate_reason_name, "reason", reason),
  NAMED (CordonConnectionTrack, gate_explanation, "explanation", reason),
};

static void
write_tracks (Page *page, const Column *column, const void *value)
{
  const CordonConnection *connection = value;

  json_builder_set_member_name (page->json, column->name);
  json_builder_begin_array (page->json);
  for (gsize i = 0; i < connection->n_tracks; i++)
    cordon_debug_add_line (page, track_columns, G_N_ELEMENTS (track_columns), &connection->tracks[i]);
  json_builder_end_array (page->json);
}

static gboolean
describe_beneath (const CordonGrant *grant, gpointer data)
{
  g_string_append_printf (
    data, "%s%s%s %s %s", ((GString *) data)->len > 0 ? ", " : "",
    grant->pan_tilt_zoom ? "strong form: " : "", cordon_grant_answer_to_string (grant->answer),
    cordon_lifetime_to_string (grant->lifetime), cordon_grant_source_to_string (grant->source));
  return TRUE;
}

/* What is in effect again when the grant whose id @value is has ended. */
static void
write_beneath (Page *page, const Column *column, const void *value)
{
  g_autoptr (GString) text = g_string_new ("");

  cordon_profile_foreach_beneath (page->profile, *(const guint64 *) value, describe_beneath, text);
  cordon_debug_add_text (page, column->name, text->len > 0 ? text->str : NULL);
}

static const Column grant_columns[] = {
  COLUMN (CordonGrant, id, "id", id),
  COLUMN (CordonGrant, origin, "origin", origin),
  NAMED (CordonGrant, feature_name, "feature", feature),
  NAMED (CordonGrant, answer_name, "answer", answer),
  NAMED (CordonGrant, scope_name, "scope", scope),
  COLUMN (CordonGrant, callee, "callee", callee),
  COLUMN (CordonGrant, string, "device", device),
  NAMED (CordonGrant, lifetime_name, "lifetime", lifetime),
  NAMED (CordonGrant, source_name, "source", source),
  COLUMN (CordonGrant, id, "call", call_id),
  COLUMN (CordonGrant, time, "created", created_wall_us),
  COLUMN (CordonGrant, time, "last_used", last_used_wall_us),
  COLUMN (CordonGrant, time, "expires", expires_wall_us),
  { "beneath", write_beneath, offsetof (CordonGrant, id), NULL },
};

static const Column document_columns[] = {
  COLUMN (CordonDocumentView, id, "id", id),
  COLUMN (CordonDocumentView, id, "engine_id", engine_id),
  COLUMN (CordonDocumentView, id, "tab", tab_id),
  COLUMN (CordonDocumentView, origin, "origin", origin),
  COLUMN (CordonDocumentView, origin, "top_level_origin", top_level_origin),
  COLUMN (CordonDocumentView, flag, "secure", secure),
  COLUMN (CordonDocumentView, flag, "fully_active", fully_active),
  COLUMN (CordonDocumentView, flag, "visible", visible),
  COLUMN (CordonDocumentView, flag, "focused", focused),
  COLUMN (CordonDocumentView, flag, "private", private_session),
  COLUMN (CordonDocumentView, flag, "mixed_content", mixed_content),
  COLUMN (CordonDocumentView, id, "call", call_id),
  { "states", write_states, 0, NULL },
};

static const Column capture_columns[] = {
  COLUMN (CordonCaptureView, id, "id", use.capture_id),
  NAMED (CordonCaptureView, feature_name, "feature", use.feature),
  COLUMN (CordonCaptureView, id, "document", document_id),
  COLUMN (CordonCaptureView, id, "tab", use.tab_id),
  COLUMN (CordonCaptureView, origin, "top_level_origin", use.top_level_origin),
  COLUMN (CordonCaptureView, origin, "frame_origin", use.frame_origin),
  COLUMN (CordonCaptureView, callee, "callee", use.callee),
  COLUMN (CordonCaptureView, string, "device", device),
  NAMED (CordonCaptureView, surface_kind_name, "surface", use.surface_kind),
  COLUMN (CordonCaptureView, id, "grant", grant_id),
  COLUMN (CordonCaptureView, id, "call", use.call_id),
  COLUMN (CordonCaptureView, flag, "started", started),
  COLUMN (CordonCaptureView, flag, "muted", use.muted),
  COLUMN (CordonCaptureView, flag, "cropped", use.cropped),
  COLUMN (CordonCaptureView, flag, "delivering", delivering),
};

static const Column call_columns[] = {
  COLUMN (CordonCallView, id, "id", id),
  COLUMN (CordonCallView, id, "tab", tab_id),
  COLUMN (CordonCallView, origin, "top_level_origin", top_level_origin),
  COLUMN (CordonCallView, time, "opened", opened_wall_us),
  COLUMN (CordonCallView, count, "documents", n_documents),
  COLUMN (CordonCallView, count, "captures", n_captures),
  COLUMN (CordonCallView, count, "connections", n_connections),
  NAMED (CordonCallView, call_end_name, "end", end),
};

/* Without the check value: it is for the two people of the call alone. */
static const Column connection_columns[] = {
  COLUMN (CordonConnection, id, "id", connection_id),
  COLUMN (CordonConnection, id, "call", call_id),
  COLUMN (CordonConnection, id, "tab", tab_id),
  COLUMN (CordonConnection, string, "label", label),
  COLUMN (CordonConnection, flag, "confidential", confidential),
  COLUMN (CordonConnection, callee, "callee", peer),
  NAMED (CordonConnection, assurance_name, "assurance", assurance),
  { "tracks", write_tracks, 0, NULL },
  NAMED (CordonConnection, freshness_name, "freshness", freshness),
  COLUMN (CordonConnection, count, "address_mode", address_mode),
  COLUMN (CordonConnection, string, "dtls_version", dtls_version),
  COLUMN (CordonConnection, string, "cipher", cipher),
  COLUMN (CordonConnection, string, "srtp_profile", srtp_profile),
  COLUMN (CordonConnection, flag, "forward_secret", forward_secret),
  COLUMN (CordonConnection, string, "own_certificate", own_certificate),
  COLUMN (CordonConnection, string, "peer_certificate", peer_certificate),
  COLUMN (CordonConnection, flag, "key_changed", key_changed),
  COLUMN (CordonConnection, flag, "check_compared", check_compared),
};

static const Column decision_columns[] = {
  COLUMN (CordonLogEntry, id, "serial", serial),
  COLUMN (CordonLogEntry, time, "time", time.wall_us),
  NAMED (CordonLogEntry, log_kind_name, "kind", kind),
  COLUMN (CordonLogEntry, origin, "origin", origin),
  COLUMN (CordonLogEntry, origin, "top_level_origin", top_level_origin),
  NAMED (CordonLogEntry, feature_name, "feature", feature),
  { "verdict", write_verdict, 0, NULL },
  NAMED (CordonLogEntry, reason_name, "reason", reason),
  NAMED (CordonLogEntry, reason_explanation, "explanation", reason),
  COLUMN (CordonLogEntry, id, "document", document_id),
  COLUMN (CordonLogEntry, id, "grant", grant_id),
  COLUMN (CordonLogEntry, id, "call", call_id),
  COLUMN (CordonLogEntry, string, "detail", detail),
};

static const Column process_columns[] = {
  COLUMN (CordonChannelFacts, string, "state", state),
  COLUMN (CordonChannelFacts, size, "documents", n_documents),
  COLUMN (CordonChannelFacts, size, "departed", n_departed),
  COLUMN (CordonChannelFacts, size, "open_requests", n_open_requests),
  COLUMN (CordonChannelFacts, number, "messages", n_messages),
};

static const Column journal_columns[] = {
  COLUMN (CordonJournalEntry, id, "sequence", sequence),
  COLUMN (CordonJournalEntry, time, "time", wall_us),
  NAMED (CordonJournalEntry, journal_kind_name, "kind", kind),
  COLUMN (CordonJournalEntry, origin, "origin", origin),
  NAMED (CordonJournalEntry, feature_name, "feature", feature),
  NAMED (CordonJournalEntry, answer_name, "answer", answer),
  NAMED (CordonJournalEntry, scope_name, "scope", scope),
  NAMED (CordonJournalEntry, lifetime_name, "lifetime", lifetime),
  NAMED (CordonJournalEntry, source_name, "source", source),
  COLUMN (CordonJournalEntry, callee, "callee", callee),
  COLUMN (CordonJournalEntry, id, "grant", grant_id),
  NAMED (CordonJournalEntry, reason_name, "reason", reason),
  COLUMN (CordonJournalEntry, string, "detail", detail),
  COLUMN (CordonJournalEntry, flag, "forgotten", forgotten),
};

typedef struct
{
  guint64 id;
  guint64 tab_id;
  CordonPromptState state;
  const char *summary;
} PromptView;

static const Column prompt_columns[] = {
  COLUMN (PromptView, id, "id", id),
  COLUMN (PromptView, id, "tab", tab_id),
  NAMED (PromptView, prompt_state_name, "state", state),
  COLUMN (PromptView, string, "question", summary),
};

typedef struct
{
  CordonStoreProblem problem;
  const char *detail;
} ProblemView;

static const Column problem_columns[] = {
  NAMED (ProblemView, problem_name, "problem", problem),
  COLUMN (ProblemView, string, "detail", detail),
};

#define ADD_LINE(page, columns, view) cordon_debug_add_line (page, columns, G_N_ELEMENTS (columns), view)

/* A visitor that writes one line for all that it is shown. */
#define VISITOR(function, Type, columns) \
  static gboolean function (const Type *view, gpointer data) \
  { \
    ADD_LINE (data, columns, view); \
    return TRUE; \
  }

VISITOR (visit_grant, CordonGrant, grant_columns)
VISITOR (visit_call, CordonCallView, call_columns)
VISITOR (visit_connection, CordonConnection, connection_columns)
VISITOR (visit_decision, CordonLogEntry, decision_columns)
VISITOR (visit_journal, CordonJournalEntry, journal_columns)

/* Another session's page shows nothing of a private one. */
static gboolean
is_hidden (const Page *page, gboolean private_session)
{
  return private_session && (page->request->for_export || !cordon_profile_is_private (page->profile));
}

static gboolean
visit_document (const CordonDocumentView *view, gpointer data)
{
  if (!is_hidden (data, view->private_session))
    ADD_LINE (data, document_columns, view);
  return TRUE;
}

static gboolean
visit_capture (const CordonCaptureView *view, gpointer data)
{
  if (!is_hidden (data, view->use.private_session))
    ADD_LINE (data, capture_columns, view);
  return TRUE;
}

static void
visit_channel (const CordonChannelFacts *facts, gpointer data)
{
  ADD_LINE (data, process_columns, facts);
}

static gboolean
visit_prompt (CordonPrompt *prompt, gpointer data)
{
  Page *page = data;
  const PromptView view = {
    .id = cordon_prompt_get_id (prompt),
    .tab_id = cordon_prompt_get_tab_id (prompt),
    .state = cordon_prompt_get_state (prompt, cordon_profile_now (page->profile).mono_us),
    .summary = cordon_prompt_get_summary (prompt),
  };

  if (!is_hidden (page, cordon_prompt_is_private (prompt)))
    ADD_LINE (page, prompt_columns, &view);
  return TRUE;
}

static void
visit_problem (CordonStoreProblem problem, const char *detail, gpointer data)
{
  const ProblemView view = { problem, detail };

  ADD_LINE (data, problem_columns, &view);
}

static void
fill_problems (Page *page)
{
  cordon_store_foreach_problem (cordon_profile_get_store (page->profile), visit_problem, page);
}

static void
fill_prompts (Page *page)
{
  if (page->request->prompts)
    cordon_prompt_queue_foreach (page->request->prompts, 0, visit_prompt, page);
}

static void
fill_calls (Page *page)
{
  cordon_profile_foreach_call (page->profile, visit_call, page);
}

static void
fill_connections (Page *page)
{
  if (page->request->connections)
    cordon_connections_foreach (page->request->connections, 0, visit_connection, page);
}

static void
fill_captures (Page *page)
{
  cordon_profile_foreach_capture (page->profile, visit_capture, page);
}

static void
fill_grants (Page *page)
{
  cordon_profile_foreach_grant (page->profile, NULL, CORDON_FEATURE_NONE, visit_grant, page);
}

static void
fill_documents (Page *page)
{
  cordon_profile_foreach_document (page->profile, visit_document, page);
}

static void
fill_media (Page *page)
{
  GVariant *graphs = page->request->media_graphs;
  const gsize n_graphs = graphs && g_variant_is_of_type (graphs, G_VARIANT_TYPE_STRING_ARRAY)
                           ? g_variant_n_children (graphs)
                           : 0;

  for (gsize i = 0; i < n_graphs; i++)
    {
      const char *text = NULL;

      g_variant_get_child (graphs, i, "&s", &text);
      json_builder_add_value (page->json, cordon_debug_read_media (text, page->request->for_export));
    }
}

static void
fill_decisions (Page *page)
{
  cordon_profile_foreach_decision (page->profile, visit_decision, page);
}

static void
fill_processes (Page *page)
{
  cordon_broker_foreach_channel (cordon_profile_get_broker (page->profile), visit_channel, page);
}

/* A journal that cannot be read is a problem of the store, and stands there. */
static void
fill_journal (Page *page)
{
  cordon_store_read_journal (cordon_profile_get_store (page->profile), MAX_JOURNAL_ENTRIES, visit_journal,
                             page, NULL);
}

/* The lists of the page, in its order, with what an empty one means. */
static const struct
{
  const char *name;
  void (*fill) (Page *page);
  const char *empty;
} lists[] = {
  { "problems", fill_problems, "The store has no trouble." },
  { "prompts", fill_prompts, "No question waits for the user." },
  { "calls", fill_calls, "No call goes on, and none ended lately." },
  { "connections", fill_connections,
    "No connection was reported. They stand here from the first handshake to the end of the call, where the place "
    "that runs DTLS reports them." },
  { "captures", fill_captures, "Nothing is captured." },
  { "grants", fill_grants, "Nothing is decided: every site will ask." },
  { "documents", fill_documents, "No page is open." },
  { "media", fill_media, "No content process has a media graph." },
  { "decisions", fill_decisions, "Nothing was asked since the browser started." },
  { "processes", fill_processes, "No content process is connected." },
  { "journal", fill_journal,
    "Nothing is written: nobody decided anything, or the profile is in memory only." },
};

static void
add_lists (Page *page)
{
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      json_builder_set_member_name (page->json, lists[i].name);
      json_builder_begin_array (page->json);
      lists[i].fill (page);
      json_builder_end_array (page->json);
    }
}

const char *
cordon_debug_explain_empty (const char *list)
{
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    if (g_str_equal (lists[i].name, list))
      return lists[i].empty;
  return NULL;
}

/* What holds for the profile as a whole: who decides over it, and whether what it keeps can be believed. */
static void
add_profile (Page *page)
{
  CordonStore *store = cordon_profile_get_store (page->profile);
  const CordonManagedPolicy *policy = cordon_profile_get_managed_policy (page->profile);
  const GError *policy_error = policy ? cordon_managed_policy_get_error (policy) : NULL;
  CordonJournalReport report = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *verified = NULL;

  json_builder_set_member_name (page->json, "profile");
  json_builder_begin_object (page->json);
  cordon_debug_add_text (page, "kept",
                         cordon_store_is_memory (store)      ? "in memory only"
                         : cordon_store_is_read_only (store) ? "on disk, read only: everything asks"
                                                             : "on disk");
  cordon_debug_add_text (page, "managed_policy", policy_error ? policy_error->message : "no trouble");
  if (cordon_store_verify_journal (store, &report, &error))
    verified = g_strdup_printf ("all %" G_GUINT64_FORMAT " entries verify", report.n_entries);
  cordon_debug_add_text (page, "journal", verified ? verified : error ? error->message : "not kept");
  json_builder_end_object (page->json);
}

JsonNode *
cordon_debug_build_snapshot (CordonProfile *profile, const CordonDebugRequest *request)
{
  g_autoptr (JsonBuilder) json = json_builder_new_immutable ();
  const gboolean is_private = cordon_profile_is_private (profile);
  Page page = { .json = json, .profile = profile, .request = request };

  json_builder_begin_object (json);
  cordon_debug_add_time (&page, "time", cordon_profile_now (profile).wall_us);
  cordon_debug_add_flag (&page, "private_session", is_private);
  /* A private session leaves the browser in no form. */
  if (!is_private || !request->for_export)
    {
      add_profile (&page);
      add_lists (&page);
    }
  json_builder_end_object (json);
  return json_builder_get_root (json);
}
