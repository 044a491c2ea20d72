/* Commands that show and change grants. */

#include <errno.h>
#include <fcntl.h>
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
  g_autoptr (CordonOrigin) origin = NULL;

  if (line->origin && !(origin = origin_of (line->origin)))
    {
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
  report_add_callee (report, grant->callee);
  report_add (report, grant->device);
  report_add_named (report, cordon_lifetime_to_string (grant->lifetime), lifetime);
  report_add_time (report, grant->expires_wall_us);
  report_add (report, cordon_grant_source_to_string (grant->source));
  report_add_bool (report, grant->pan_tilt_zoom);
  report_add_time (report, grant->created_wall_us);
  report_add_time (report, grant->last_used_wall_us);
}

static const char *const grant_headings[] = { "Id",        "Origin", "Feature",       "Answer",
                                              "Scope",     "Callee", "Device",        "Lifetime",
                                              "Expires",   "Source", "Pan tilt zoom", "Created",
                                              "Last used", NULL };

/* What a list leaves to "show". */
static const char *const beside[] = { "Expires", "Source", "Created", "Last used", NULL };

static const char *
say_nothing (const CommandLine *line)
{
  return line->origin || line->feature ? "Nothing that is stored matches: it is asked."
                                       : "Nothing is stored: every site asks.";
}

/* Returns: (transfer full) (nullable): NULL when an option names nothing. */
static Report *
report_of_grants (const CordonStore *store, const CommandLine *line)
{
  g_autoptr (GPtrArray) grants = select_grants (store, line);
  Report *report = grants ? report_new (grant_headings) : NULL;

  for (guint i = 0; grants && i < grants->len; i++)
    add_grant (report, g_ptr_array_index (grants, i));
  return report;
}

int
command_list (CordonStore *store, const CommandLine *line)
{
  g_autoptr (Report) report = report_of_grants (store, line);

  if (!report)
    return EXIT_USAGE;
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

static gboolean
has_grant (const GPtrArray *grants, guint64 id)
{
  for (guint i = 0; i < grants->len; i++)
    if (((const CordonGrant *) grants->pdata[i])->id == id)
      return TRUE;
  return FALSE;
}

/* Returns: FALSE when an operand names no grant. */
static gboolean
add_operands (const CordonStore *store, const CommandLine *line, GPtrArray *grants)
{
  for (guint i = 0; i < line->n_operands; i++)
    {
      g_autoptr (CordonGrant) grant = g_new0 (CordonGrant, 1);
      guint64 id = 0;

      if (!g_ascii_string_to_unsigned (line->operands[i], 10, 1, G_MAXINT64, &id, NULL)
          || !cordon_grant_table_get (cordon_store_peek_table (store), id, grant))
        {
          fail ("there is no grant %s; nothing was changed. \"list\" shows their ids", line->operands[i]);
          return FALSE;
        }
      if (!has_grant (grants, id))
        g_ptr_array_add (grants, g_steal_pointer (&grant));
    }
  return TRUE;
}

/* What was done with one grant, or the grants themselves for a program. */
static void
print_done (const GPtrArray *grants, const char *done, const CommandLine *line)
{
  g_autoptr (Report) report = report_new (grant_headings);

  for (guint i = 0; i < grants->len; i++)
    {
      const CordonGrant *grant = g_ptr_array_index (grants, i);

      add_grant (report, grant);
      if (!line->json)
        printf ("%s %" G_GUINT64_FORMAT ": %s %s %s\n", done, grant->id,
                cordon_grant_answer_to_string (grant->answer), cordon_feature_to_string (grant->feature),
                cordon_origin_to_string (grant->origin));
    }
  if (line->json)
    report_print_records (report, TRUE);
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
  if (!add_operands (store, line, grants))
    return EXIT_BAD;
  if (grants->len == 0)
    return fail ("nothing is stored for %s: there is nothing to take back", line->origin);

  for (guint i = 0; i < grants->len; i++)
    cordon_store_remove (store, ((const CordonGrant *) grants->pdata[i])->id, NULL, NULL);
  if (!cordon_store_flush (store, &error))
    return fail ("%s", error->message);
  print_done (grants, "took back", line);
  return EXIT_GOOD;
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

typedef struct
{
  guint64 undo_id;
  GPtrArray *grants; /* the one, where it is there */
} Undoing;

static void
find_undo (guint64 undo_id, const CordonGrant *grant, CordonUndoReason reason, gint64 removed_wall_us,
           gpointer data)
{
  Undoing *undoing = data;

  if (undo_id == undoing->undo_id)
    g_ptr_array_add (undoing->grants, cordon_grant_copy (grant));
}

static void
note_id (CordonStore *store, guint64 grant_id, const GError *error, gpointer data)
{
  *(guint64 *) data = grant_id;
}

static int
undo_one (CordonStore *store, const CommandLine *line)
{
  g_autoptr (GPtrArray) grants = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_grant_free);
  Undoing undoing = { 0, grants };
  g_autoptr (GError) error = NULL;

  if (g_ascii_string_to_unsigned (line->operands[0], 10, 1, G_MAXINT64, &undoing.undo_id, NULL))
    cordon_store_foreach_undo (store, now_us (), find_undo, &undoing);
  if (grants->len == 0)
    return fail ("there is nothing to undo under %s; \"undo\" alone lists what there is", line->operands[0]);
  cordon_store_undo (store, undoing.undo_id, now_us (), note_id, &((CordonGrant *) grants->pdata[0])->id);
  if (!cordon_store_flush (store, &error))
    return fail ("%s", error->message);
  print_done (grants, "brought back as", line);
  return EXIT_GOOD;
}

int
command_undo (CordonStore *store, const CommandLine *line)
{
  static const char *const headings[] = { "Undo id", "Origin",      "Feature", "Answer",
                                          "Scope",   "Why it went", "When",    NULL };
  static const char *const without_scope[] = { "Scope", NULL };
  g_autoptr (Report) report = report_new (headings);

  if (line->n_operands > 0)
    return undo_one (store, line);
  cordon_store_foreach_undo (store, now_us (), add_undo, report);
  report_print (report, line->json, without_scope, "Nothing can be undone.");
  return EXIT_GOOD;
}

/* What a user decided is nobody else's business: a new file is the user's alone. It may be a device or a pipe. */
static int
write_file (const char *path, const Report *report)
{
  g_autofree char *json = report_to_json (report);
  int handle = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  FILE *file = handle >= 0 ? fdopen (handle, "w") : NULL;
  gboolean written = file && fprintf (file, "%s\n", json) > 0;

  if (file)
    written = fclose (file) == 0 && written;
  return written ? EXIT_GOOD
                 : fail ("%s cannot be written: %s. Name another file.", path, g_strerror (errno));
}

int
command_export (CordonStore *store, const CommandLine *line)
{
  g_autoptr (Report) report = report_of_grants (store, line);

  if (!report)
    return EXIT_USAGE;
  if (line->n_operands > 0)
    return write_file (line->operands[0], report);
  report_print (report, TRUE, NULL, "");
  return EXIT_GOOD;
}
