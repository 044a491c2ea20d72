#include "tests/vectors/consent.h"

#include <glib/gstdio.h>
#include <string.h>

#include "tests/vectors/engine_url.h"

char *
consent_site (const char *url)
{
  g_auto (EngineUrl) parsed = { 0 };
  g_autoptr (CordonOrigin) origin = NULL;

  if (!url)
    return NULL;
  engine_url_parse (url, strlen (url), &parsed);
  if (parsed.kind != ENGINE_URL_TUPLE)
    return NULL;
  if (g_strcmp0 (parsed.scheme, "http") == 0)
    {
      g_free (parsed.scheme);
      parsed.scheme = g_strdup ("https");
    }
  origin = engine_url_make_origin (&parsed);
  if (cordon_origin_is_opaque (origin) || strcmp (cordon_origin_get_scheme (origin), "https") != 0)
    return NULL;

  return g_strdup (cordon_origin_to_string (origin));
}

CordonFeature
consent_kind (ConsentKinds *kinds, const char *name)
{
  CordonFeature own;

  if (!name)
    name = "camera";
  own = cordon_feature_from_string (name);
  if (own != CORDON_FEATURE_NONE && kinds->names[own] == NULL)
    kinds->names[own] = g_strdup (name);
  for (guint i = 1; i < CORDON_N_FEATURES; i++)
    if (g_strcmp0 (kinds->names[i], name) == 0)
      return (CordonFeature) i;
  for (guint i = 1; i < CORDON_N_FEATURES; i++)
    if (!kinds->names[i])
      {
        kinds->names[i] = g_strdup (name);
        return (CordonFeature) i;
      }

  return CORDON_FEATURE_NONE;
}

void
consent_kinds_clear (ConsentKinds *kinds)
{
  for (guint i = 0; i < CORDON_N_FEATURES; i++)
    g_clear_pointer (&kinds->names[i], g_free);
}

const char *
consent_state_name (CordonState state)
{
  return cordon_state_to_string (state);
}

void
consent_check_string (VectorCase *vector, JsonObject *step, const char *member, const char *actual)
{
  const char *expected;

  if (!vector_has_member (step, member))
    return;
  expected = vector_member_string (step, member);
  if (g_strcmp0 (expected, actual) != 0)
    vector_fail (vector, "%s: %s %s, expected %s", vector_member_string (step, "op"), member,
                 actual ? actual : "null", expected ? expected : "null");
}

void
consent_check_boolean (VectorCase *vector, JsonObject *step, const char *member, gboolean actual)
{
  if (vector_has_member (step, member) && vector_member_boolean (step, member) != !!actual)
    vector_fail (vector, "%s: %s is %s", vector_member_string (step, "op"), member,
                 actual ? "true" : "false");
}

void
consent_check_int (VectorCase *vector, JsonObject *step, const char *member, gint64 actual)
{
  if (vector_has_member (step, member) && vector_member_int (step, member) != actual)
    vector_fail (vector, "%s: %s %" G_GINT64_FORMAT ", expected %" G_GINT64_FORMAT,
                 vector_member_string (step, "op"), member, actual, vector_member_int (step, member));
}

void
consent_remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder && (name = g_dir_read_name (folder)))
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_remove (file);
    }
  g_rmdir (path);
}

void
consent_play (VectorCase *vector, const ConsentOp *ops, gsize n_ops, gpointer state)
{
  JsonArray *steps = vector_member_array (vector_get_object (vector), "steps");

  for (guint i = 0; steps && i < json_array_get_length (steps); i++)
    {
      JsonObject *step = json_array_get_object_element (steps, i);
      const char *name = vector_member_string (step, "op");
      gsize j;

      for (j = 0; j < n_ops && g_strcmp0 (ops[j].name, name) != 0; j++)
        ;
      if (j == n_ops)
        {
          g_autofree char *reason = g_strdup_printf ("the step %s is not Cordon's", name);

          vector_skip (vector, reason);
          return;
        }
      ops[j].play (vector, step, state);
    }
}
