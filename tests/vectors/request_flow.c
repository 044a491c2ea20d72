/* From a request to what is stored: one question, one decision, embargo, the administrator's switch. */

#include <glib/gstdio.h>
#include <string.h>

#include "permissions/managed_private.h"
#include "tests/vectors/consent.h"
#include "tests/vectors/runners.h"

typedef struct
{
  World *world;
  ConsentKinds kinds;
  GHashTable *pages;   /* site → CordonDocument */
  GPtrArray *outcomes; /* Outcome, of the requests that go on side by side; not owned */
  char *directory;
  char *rules;
  const char *site; /* of the case */
  CordonFeature feature;
  CordonDocument *page; /* that asked last */
} Desk;

static CordonDocument *
find_page (Desk *desk, const char *site)
{
  CordonDocument *page = g_hash_table_lookup (desk->pages, site);

  if (!page)
    {
      page = world_open (desk->world, site);
      g_hash_table_insert (desk->pages, g_strdup (site), page);
    }

  return page;
}

/* A URL that is none has an opaque origin, like every document that cannot be told. */
static char *
read_site (Desk *desk, JsonObject *step)
{
  const char *url = vector_member_string (step, "origin");

  if (!url)
    url = desk->site;
  if (!url)
    return g_strdup ("https://www.example.org");

  return consent_site (url);
}

static void
let_user (Desk *desk, const char *answer)
{
  static const struct
  {
    const char *word;
    CordonAnswer answer;
  } words[] = {
    { "allow", CORDON_ANSWER_ALLOW },
    { "block", CORDON_ANSWER_BLOCK },
    { "dismiss", CORDON_ANSWER_DISMISS },
    { "ignore", CORDON_ANSWER_IGNORE },
    { "allow_once", CORDON_ANSWER_ALLOW_VISIT },
    { "allow-once", CORDON_ANSWER_ALLOW_VISIT },
  };

  desk->world->user.answers = FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_strcmp0 (words[i].word, answer) == 0)
      {
        desk->world->user.answers = TRUE;
        desk->world->user.answer = words[i].answer;
      }
}

static const char *
result_name (const Outcome *outcome)
{
  if (outcome->n_done == 0)
    return "dismissed (ask)";

  return outcome->verdict == CORDON_DECISION_ALLOW ? "granted" : "denied";
}

static const char *
source_name (CordonReason reason)
{
  if (reason == CORDON_REASON_EMBARGO_DISMISSED)
    return "multiple_dismissals";

  return reason == CORDON_REASON_EMBARGO_IGNORED ? "multiple_ignores" : "unspecified";
}

static void
check_state (VectorCase *vector, JsonObject *step, Desk *desk)
{
  g_auto (CordonDecision) decision = { 0 };

  cordon_profile_decide (desk->world->profile, desk->page, desk->feature, NULL, &decision);
  consent_check_string (vector, step, "expect_state_after",
                        consent_state_name (cordon_decision_to_state (&decision)));
  consent_check_string (vector, step, "expect_source", source_name (decision.reason));
}

static void
request (VectorCase *vector, JsonObject *step, gpointer state)
{
  Desk *desk = state;
  g_autofree char *site = read_site (desk, step);
  Outcome *outcome;

  desk->feature = consent_kind (&desk->kinds, vector_member_string (step, "type"));
  desk->page = find_page (desk, site ? site : "null");
  let_user (desk, vector_member_string (step, "user"));
  if (vector_has_member (step, "id"))
    {
      const CordonRequestSpec spec = { .features = CORDON_FEATURE_SET_OF (desk->feature) };

      g_ptr_array_add (desk->outcomes, world_ask_only (desk->world, desk->page, &spec));
      return;
    }
  cordon_document_activated (desk->page);
  outcome = world_ask (desk->world, desk->page, CORDON_FEATURE_SET_OF (desk->feature));
  world_advance (desk->world, 2 * CORDON_SECOND_US);
  consent_check_string (vector, step, "expect_result", result_name (outcome));
  check_state (vector, step, desk);
}

static void
user (VectorCase *vector, JsonObject *step, gpointer state)
{
  Desk *desk = state;

  world_settle (desk->world);
  let_user (desk, vector_member_string (step, "decision"));
  world_answer (desk->world, desk->world->user.answer);
}

static void
results (VectorCase *vector, JsonObject *step, gpointer state)
{
  Desk *desk = state;
  JsonArray *expect = vector_member_array (step, "expect");

  for (guint i = 0; expect && i < json_array_get_length (expect) && i < desk->outcomes->len; i++)
    {
      const char *actual = result_name (desk->outcomes->pdata[i]);

      if (g_strcmp0 (json_array_get_string_element (expect, i), actual) != 0)
        vector_fail (vector, "request %u: %s", i, actual);
    }
}

static gboolean
find_answer (const CordonGrant *grant, gpointer data)
{
  *(const char **) data = grant->answer == CORDON_GRANT_ALLOW ? "allow" : "block";

  return FALSE;
}

static void
stored (VectorCase *vector, JsonObject *step, gpointer state)
{
  Desk *desk = state;
  const char *answer = "ask";
  const CordonOrigin *key = cordon_document_get_top_level_origin (desk->page);

  if (!cordon_origin_is_opaque (key))
    cordon_profile_foreach_grant (desk->world->profile, key, desk->feature, find_answer, &answer);
  consent_check_string (vector, step, "expect", answer);
}

static void
reset (VectorCase *vector, JsonObject *step, gpointer state)
{
  Desk *desk = state;

  cordon_profile_set_state (desk->world->profile, cordon_document_get_top_level_origin (desk->page),
                            desk->feature, CORDON_STATE_PROMPT, CORDON_GRANT_SOURCE_SETTINGS, NULL);
}

static void
kill_switch (VectorCase *vector, JsonObject *step, gpointer state)
{
  Desk *desk = state;
  CordonFeature feature = consent_kind (&desk->kinds, vector_member_string (step, "type"));
  g_autofree char *json = vector_member_boolean (step, "on") ? g_strdup_printf (
                            "{ \"block\": { \"%s\": [\"*\"] } }", cordon_feature_to_string (feature))
                                                             : g_strdup ("{}");

  g_file_set_contents (desk->rules, json, -1, NULL);
  cordon_profile_reload_managed (desk->world->profile);
}

static gboolean
find_expiry (const CordonGrant *grant, gpointer data)
{
  *(gint64 *) data = grant->expires_wall_us;

  return FALSE;
}

static void
expiry_days (VectorCase *vector, JsonObject *step, gpointer state)
{
  Desk *desk = state;
  gint64 expires_us = 0;

  cordon_profile_foreach_grant (desk->world->profile, cordon_document_get_top_level_origin (desk->page),
                                desk->feature, find_expiry, &expires_us);
  if (!json_object_get_null_member (step, "expect"))
    consent_check_int (vector, step, "expect", (expires_us - desk->world->time.wall_us) / CORDON_DAY_US);
  else if (expires_us != 0)
    vector_fail (vector, "the decision expires");
}

static void
displayed (VectorCase *vector, JsonObject *step, gpointer state)
{
  vector_skip (vector,
               "what an engine displays is not a fact of a document; Cordon knows committed origins only");
}

static void
run (VectorCase *vector)
{
  static const ConsentOp ops[] = {
    { "request", request }, { "user", user },
    { "results", results }, { "stored", stored },
    { "reset", reset },     { "kill_switch", kill_switch },
    { "state", displayed }, { "expiry_days", expiry_days },
  };
  JsonObject *config = vector_member_object (vector_get_object (vector), "config");
  Desk desk = {
    .pages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) cordon_document_unref),
    .outcomes = g_ptr_array_new (),
    .directory = g_dir_make_tmp ("cordon-vectors-XXXXXX", NULL),
    .site = vector_member_string (vector_get_object (vector), "origin"),
  };
  CordonProfileOptions options = {
    .dismissals_before_embargo = config ? (guint) vector_member_int (config, "dismissals_before_block") : 0,
  };

  desk.rules = g_build_filename (desk.directory, "policy.json", NULL);
  g_file_set_contents (desk.rules, "{}", -1, NULL);
  options.managed_policy = desk.rules;
  desk.world = world_new_full (NULL, &options);
  consent_play (vector, ops, G_N_ELEMENTS (ops), &desk);
  g_hash_table_unref (desk.pages);
  world_free (desk.world);
  g_ptr_array_unref (desk.outcomes);
  g_remove (desk.rules);
  g_rmdir (desk.directory);
  g_free (desk.rules);
  g_free (desk.directory);
  consent_kinds_clear (&desk.kinds);
}

const VectorRunner vector_runners_request_flow[] = {
  { "chromium_content_settings", "request_flow", run },
  { NULL, NULL, NULL },
};
