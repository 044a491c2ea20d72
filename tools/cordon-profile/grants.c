/* Commands that show and change grants. */

#include <stdio.h>
#include <string.h>

#include "storage/clearing.h"
#include "storage/undo_list.h"
#include "tools/cordon-profile/command.h"
#include "tools/cordon-profile/report.h"

typedef struct
{
  GPtrArray *grants; /* CordonGrant */
  const char *feature;
} Selection;

static gboolean
select_grant (const CordonGrant *grant, gpointer data)
{
  Selection *selection = data;

  if (!selection->feature || strcmp (selection->feature, cordon_feature_to_string (grant->feature)) == 0)
    g_ptr_array_add (selection->grants, cordon_grant_copy (grant));
  return TRUE;
}

static int
compare_grants (gconstpointer a, gconstpointer b)
{
  const CordonGrant *first = *(const CordonGrant *const *) a;
  const CordonGrant *second = *(const CordonGrant *const *) b;
  int order = strcmp (cordon_origin_to_string (first->origin), cordon_origin_to_string (second->origin));

  if (order == 0)
    order = (first->feature > second->feature) - (first->feature < second->feature);
  return order ? order : (first->id > second->id) - (first->id < second->id);
}

/* Returns: (nullable): NULL when an option names nothing. */
static GPtrArray *
select_grants (const CordonStore *store, const CommandLine *line)
{
  Selection selection = { g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_grant_free),
                          line->feature };
  g_autoptr (CordonOrigin) origin = line->origin ? cordon_origin_new (line->origin, -1, NULL) : NULL;

  if (line->origin && !origin)
    {
      fail ("\"%s\" is not an origin such as https://example.org", line->origin);
      g_ptr_array_unref (selection.grants);
      return NULL;
    }
  cordon_grant_table_foreach (cordon_store_peek_table (store), origin, CORDON_FEATURE_NONE, select_grant,
                              &selection);
  g_ptr_array_sort (selection.grants, compare_grants);
  return selection.grants;
}

static char *
describe_lifetime (const CordonGrant *grant)
{
  g_autoptr (GDateTime) end = g_date_time_new_from_unix_utc (grant->expires_wall_us / G_USEC_PER_SEC);

  if (grant->expires_wall_us && end)
    return g_date_time_format (end, "until %Y-%m-%d %H:%M:%SZ");
  return g_strdup (cordon_lifetime_to_string (grant->lifetime));
}

static void
add_grant (Report *report, const CordonGrant *grant)
{
  g_autofree char *lifetime = describe_lifetime (grant);

  report_begin_row (report);
  report_add_number (report, grant->id);
  report_add (report, cordon_origin_to_string (grant->origin));
  report_add (report, cordon_feature_to_string (grant->feature));
  report_add (report, cordon_grant_answer_to_string (grant->answer));
  report_add (report, cordon_scope_to_string (grant->scope));
  report_add (report, grant->callee ? cordon_callee_get_display (grant->callee) : "");
  report_add (report, grant->device);
  report_add (report, lifetime);
  report_add (report, cordon_grant_source_to_string (grant->source));
  report_add_bool (report, grant->pan_tilt_zoom);
  report_add_time (report, grant->created_wall_us);
  report_add_time (report, grant->last_used_wall_us);
}

static const char *const grant_headings[] = { "Id",      "Origin",    "Feature",  "Answer", "Scope",
                                              "Callee",  "Device",    "Lifetime", "Source", "Pan tilt zoom",
                                              "Created", "Last used", NULL };

/* What a list leaves to "show". */
static const char *const beside[] = { "Source", "Created", "Last used", NULL };

static const char *
say_nothing (const CommandLine *line)
{
  return line->origin || line->feature ? "Nothing that is stored matches: it is asked."
                                       : "Nothing is stored: every site asks.";
}

int
command_list (CordonStore *store, const CommandLine *line)
{
  g_autoptr (Report) report = report_new (grant_headings);
  g_autoptr (GPtrArray) grants = select_grants (store, line);

  if (!grants)
    return EXIT_USAGE;
  for (guint i = 0; i < grants->len; i++)
    add_grant (report, g_ptr_array_index (grants, i));
  report_print (report, line->json, beside, say_nothing (line));
  return EXIT_GOOD;
}

/* An operand is an id, or an origin with all that it has. */
int
command_show (CordonStore *store, const CommandLine *line)
{
  g_autoptr (Report) report = report_new (grant_headings);
  g_auto (CordonGrant) grant = { 0 };
  guint64 id = 0;
  CommandLine wanted = *line;
  g_autoptr (GPtrArray) grants = NULL;

  if (g_ascii_string_to_unsigned (line->operands[0], 10, 1, G_MAXINT64, &id, NULL))
    {
      if (!cordon_grant_table_get (cordon_store_peek_table (store), id, &grant))
        return fail ("there is no grant %s; \"list\" shows their ids", line->operands[0]);
      add_grant (report, &grant);
      report_print_records (report, line->json);
      return EXIT_GOOD;
    }
  wanted.origin = (char *) line->operands[0];
  grants = select_grants (store, &wanted);
  if (!grants)
    return EXIT_USAGE;
  if (grants->len == 0)
    return fail ("nothing is stored for %s: it asks", line->operands[0]);
  for (guint i = 0; i < grants->len; i++)
    add_grant (report, g_ptr_array_index (grants, i));
  report_print_records (report, line->json);
  return EXIT_GOOD;
}

static void
remove_all (CordonStore *store, const GPtrArray *grants)
{
  for (guint i = 0; i < grants->len; i++)
    {
      const CordonGrant *grant = g_ptr_array_index (grants, i);

      cordon_store_remove (store, grant->id, NULL, NULL);
      printf ("took back %" G_GUINT64_FORMAT ": %s %s %s\n", grant->id,
              cordon_grant_answer_to_string (grant->answer), cordon_feature_to_string (grant->feature),
              cordon_origin_to_string (grant->origin));
    }
}

int
command_revoke (CordonStore *store, const CommandLine *line)
{
  g_autoptr (GPtrArray) grants = NULL;
  g_autoptr (GError) error = NULL;

  if (line->n_operands == 0 && !line->origin)
    {
      fail ("name the ids of the grants, or --origin");
      return EXIT_USAGE;
    }
  grants = line->origin ? select_grants (store, line)
                        : g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_grant_free);
  if (!grants)
    return EXIT_USAGE;
  for (guint i = 0; i < line->n_operands; i++)
    {
      CordonGrant *grant = g_new0 (CordonGrant, 1);
      guint64 id = 0;

      g_ptr_array_add (grants, grant);
      if (!g_ascii_string_to_unsigned (line->operands[i], 10, 1, G_MAXINT64, &id, NULL)
          || !cordon_grant_table_get (cordon_store_peek_table (store), id, grant))
        return fail ("there is no grant %s; nothing was changed. \"list\" shows their ids",
                     line->operands[i]);
    }
  remove_all (store, grants);
  if (!cordon_store_flush (store, &error))
    return fail ("%s", error->message);
  return grants->len > 0 ? EXIT_GOOD : fail ("there is nothing to take back");
}

/* The undo list. */

static void
add_undo (guint64 undo_id, const CordonGrant *grant, CordonUndoReason reason, gint64 removed_wall_us,
          gpointer data)
{
  Report *report = data;

  report_begin_row (report);
  report_add_number (report, undo_id);
  report_add (report, cordon_origin_to_string (grant->origin));
  report_add (report, cordon_feature_to_string (grant->feature));
  report_add (report, cordon_grant_answer_to_string (grant->answer));
  report_add (report, cordon_scope_to_string (grant->scope));
  report_add (report, cordon_undo_reason_to_string (reason));
  report_add_time (report, removed_wall_us);
}

int
command_undo (CordonStore *store, const CommandLine *line)
{
  static const char *const headings[] = { "Undo id", "Origin",      "Feature", "Answer",
                                          "Scope",   "Why it went", "When",    NULL };
  static const char *const without_scope[] = { "Scope", NULL };
  g_autoptr (Report) report = report_new (headings);
  g_autoptr (GError) error = NULL;
  guint64 id = 0;

  if (line->n_operands == 0)
    {
      cordon_store_foreach_undo (store, now_us (), add_undo, report);
      report_print (report, line->json, without_scope, "Nothing can be undone.");
      return EXIT_GOOD;
    }
  if (!g_ascii_string_to_unsigned (line->operands[0], 10, 1, G_MAXINT64, &id, NULL))
    return fail ("there is nothing to undo under %s", line->operands[0]);
  cordon_store_undo (store, id, now_us (), NULL, NULL);
  if (!cordon_store_flush (store, &error))
    return fail ("%s", error->message);
  printf ("brought back\n");
  return EXIT_GOOD;
}

int
command_export (CordonStore *store, const CommandLine *line)
{
  CommandLine wanted = *line;

  wanted.json = TRUE;
  if (line->n_operands > 0 && !freopen (line->operands[0], "w", stdout))
    return fail ("%s cannot be written", line->operands[0]);
  return command_list (store, &wanted);
}
