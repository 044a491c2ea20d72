/* navigator.permissions as a page sees it: states, names, change events, frames. */

#include <string.h>

#include "permissions/error.h"
#include "tests/vectors/consent.h"
#include "tests/vectors/runners.h"

#define SITE "https://www.example.org"
#define ELSEWHERE "https://elsewhere.example"

typedef struct
{
  World *world;
  ConsentKinds kinds;
  CordonDocument *page;
  CordonDocument *frame;
  GHashTable *statuses; /* name → Status */
} Browser;

typedef struct
{
  CordonPermissionStatus *status;
  guint n_changes;
  CordonState state;
  CordonFeature feature;
} Status;

static void
status_free (gpointer data)
{
  cordon_permission_status_free (((Status *) data)->status);
  g_free (data);
}

static void
changed (CordonPermissionStatus *status, CordonState state, gpointer data)
{
  ((Status *) data)->n_changes++;
  ((Status *) data)->state = state;
}

/* Whether a case is about the states of @name, whatever it names; then another kind plays it. */
static gboolean
has_states (VectorCase *vector, const char *name)
{
  JsonArray *steps = vector_member_array (vector_get_object (vector), "steps");

  for (guint i = 0; steps && i < json_array_get_length (steps); i++)
    {
      JsonObject *step = json_array_get_object_element (steps, i);

      if (g_strcmp0 (vector_member_string (step, "name"), name) == 0
          && (g_strcmp0 (vector_member_string (step, "op"), "set_permission") == 0
              || vector_member_string (step, "expect_state")))
        return TRUE;
    }

  return FALSE;
}

/* Kinds that stand in for any other; every further name is either Cordon's or unknown. */
static CordonFeature
read_name (VectorCase *vector, Browser *browser, JsonObject *step)
{
  const char *name = vector_member_string (step, "name");

  if (name && cordon_feature_from_string (name) == CORDON_FEATURE_NONE && has_states (vector, name))
    return consent_kind (&browser->kinds, name);

  return name ? cordon_feature_from_string (name) : CORDON_FEATURE_NONE;
}

static CordonDocument *
read_document (Browser *browser, JsonObject *step)
{
  if (g_strcmp0 (vector_member_string (step, "document"), "iframe") != 0)
    return browser->page;
  if (!browser->frame)
    browser->frame = world_open_frame (browser->world, browser->page, SITE, FALSE);

  return browser->frame;
}

static gboolean
read_state (Browser *browser, JsonObject *step, CordonFeature feature, CordonState *out_state)
{
  static const CordonState states[] = { CORDON_STATE_DENIED, CORDON_STATE_PROMPT, CORDON_STATE_GRANTED };
  const char *name = vector_member_string (step, "state");

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_strcmp0 (name, cordon_state_to_string (states[i])) == 0)
      {
        *out_state = states[i];
        return TRUE;
      }
  *out_state = world_state (browser->world, browser->page, feature) == CORDON_STATE_GRANTED
                 ? CORDON_STATE_DENIED
                 : CORDON_STATE_GRANTED;

  return name && name[0] == '<';
}

static void
set_permission (VectorCase *vector, JsonObject *step, gpointer state)
{
  Browser *browser = state;
  CordonFeature feature = read_name (vector, browser, step);
  g_autoptr (CordonOrigin) origin = world_origin (SITE);
  CordonState wanted;

  if (!read_state (browser, step, feature, &wanted)
      || !cordon_profile_set_state (browser->world->profile, origin, feature, wanted,
                                    CORDON_GRANT_SOURCE_AUTOMATION, NULL))
    vector_fail (vector, "set_permission was refused");
  world_settle (browser->world);
}

static const char *
error_name (const GError *error)
{
  return g_error_matches (error, CORDON_ERROR, CORDON_ERROR_STATE) ? "InvalidStateError" : "TypeError";
}

static gboolean
is_another_s (VectorCase *vector, JsonObject *step)
{
  return vector_member_boolean (step, "expect_ok")
         && !has_states (vector, vector_member_string (step, "name"))
         && cordon_feature_from_string (vector_member_string (step, "name")) == CORDON_FEATURE_NONE;
}

static void
query (VectorCase *vector, JsonObject *step, gpointer state)
{
  Browser *browser = state;
  CordonDocument *document = read_document (browser, step);
  const char *as = vector_member_string (step, "as");
  Status *status = g_new0 (Status, 1);
  g_autoptr (GError) error = NULL;

  if (is_another_s (vector, step))
    {
      vector_skip (vector, "the name is another part of the engine's; Cordon knows the capture permissions");
      g_free (status);
      return;
    }
  status->feature = read_name (vector, browser, step);
  status->status = cordon_permission_status_new (browser->world->profile, document,
                                                 &(CordonDescriptor){ .feature = status->feature }, changed,
                                                 status, &error);
  consent_check_boolean (vector, step, "expect_ok", status->status != NULL);
  if (!status->status)
    {
      consent_check_string (vector, step, "expect_error", error_name (error));
      g_free (status);
      return;
    }
  if (vector_member_string (step, "expect_error"))
    vector_fail (vector, "the query succeeded");
  if (vector_member_string (step, "expect_state"))
    consent_check_string (vector, step, "expect_state",
                          consent_state_name (cordon_permission_status_get_state (status->status)));
  g_hash_table_replace (browser->statuses, g_strdup (as ? as : "-"), status);
}

static void
events (VectorCase *vector, JsonObject *step, gpointer state)
{
  Browser *browser = state;
  Status *status = g_hash_table_lookup (browser->statuses, vector_member_string (step, "on"));

  if (!status)
    {
      vector_fail (vector, "there is no such status object");
      return;
    }
  consent_check_int (vector, step, "expect_count", status->n_changes);
  if (vector_member_string (step, "expect_state"))
    consent_check_string (vector, step, "expect_state",
                          consent_state_name (cordon_permission_status_get_state (status->status)));
}

static void
detach (VectorCase *vector, JsonObject *step, gpointer state)
{
  cordon_document_set_fully_active (read_document (state, step), FALSE);
}

static void
attach (VectorCase *vector, JsonObject *step, gpointer state)
{
  cordon_document_set_fully_active (read_document (state, step), TRUE);
}

/* A frame of the same origin has what its parent has; another one only what `allow` names. */
static void
iframe (VectorCase *vector, JsonObject *step, gpointer state)
{
  Browser *browser = state;
  gboolean same = g_strcmp0 (vector_member_string (step, "origin"), "same") == 0;
  gboolean delegated = same || vector_member_string (step, "allow") != NULL;
  CordonDocumentFacts facts = world_usual_facts (cordon_document_get_tab_id (browser->page));

  if (!delegated)
    facts.permissions_policy.enabled = 0;
  if (browser->frame)
    cordon_document_unref (browser->frame);
  browser->frame = world_commit (browser->world, same ? SITE : ELSEWHERE, SITE, &facts);
}

/* Who holds a status object is the binding layer's; here its listener does. */
static void
nothing (VectorCase *vector, JsonObject *step, gpointer state)
{
}

static void
run (VectorCase *vector)
{
  static const ConsentOp ops[] = {
    { "set_permission", set_permission },
    { "query", query },
    { "events", events },
    { "detach", detach },
    { "attach", attach },
    { "iframe", iframe },
    { "drop_reference", nothing },
    { "gc", nothing },
  };
  Browser browser = {
    .world = world_new (),
    .statuses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, status_free),
  };

  browser.page = world_open (browser.world, SITE);
  consent_play (vector, ops, G_N_ELEMENTS (ops), &browser);
  g_hash_table_unref (browser.statuses);
  g_clear_pointer (&browser.frame, cordon_document_unref);
  cordon_document_unref (browser.page);
  world_free (browser.world);
  consent_kinds_clear (&browser.kinds);
}

const VectorRunner vector_runners_permissions_api[] = {
  { "permissions", "permissions_api", run },
  { NULL, NULL, NULL },
};
