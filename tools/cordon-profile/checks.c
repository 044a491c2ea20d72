/* Commands that read the journal, verify and import. */

#include <stdio.h>
#include <string.h>

#include "storage/import.h"
#include "storage/journal.h"
#include "tools/cordon-profile/command.h"
#include "tools/cordon-profile/report.h"

typedef struct
{
  Report *report;
  const CordonOrigin *origin; /* NULL: all */
  CordonFeature feature;      /* CORDON_FEATURE_NONE: all */
} Wanted;

static gboolean
add_entry (const CordonJournalEntry *entry, gpointer data)
{
  const Wanted *wanted = data;
  Report *report = wanted->report;
  gboolean has_grant = entry->feature != CORDON_FEATURE_NONE;

  if (wanted->origin && !(entry->origin && cordon_origin_equal (entry->origin, wanted->origin)))
    return TRUE;
  if (wanted->feature != CORDON_FEATURE_NONE && entry->feature != wanted->feature)
    return TRUE;

  report_begin_row (report);
  report_add_number (report, entry->sequence);
  report_add_time (report, entry->wall_us);
  report_add (report, cordon_journal_kind_to_string (entry->kind));
  report_add (report, entry->forgotten ? "(forgotten)"
                      : entry->origin  ? cordon_origin_to_string (entry->origin)
                                       : "");
  report_add (report, has_grant ? cordon_feature_to_string (entry->feature) : "");
  report_add (report, has_grant ? cordon_grant_answer_to_string (entry->answer) : "");
  report_add (report, has_grant ? cordon_scope_to_string (entry->scope) : "");
  report_add_callee (report, entry->callee);
  report_add (report, entry->detail);
  return TRUE;
}

int
command_journal (CordonStore *store, const CommandLine *line)
{
  static const char *const headings[] = { "Entry",  "When",  "What",   "Origin", "Feature",
                                          "Answer", "Scope", "Callee", "Detail", NULL };
  static const char *const beside[] = { "Scope", NULL };
  g_autoptr (Report) report = report_new (headings);
  g_autoptr (CordonOrigin) origin = line->origin ? origin_of (line->origin) : NULL;
  Wanted wanted = { report, origin, line->feature ? cordon_feature_from_string (line->feature) : 0 };
  gboolean all = !line->origin && !line->feature;
  g_autoptr (GError) error = NULL;

  if (line->origin && !origin)
    return EXIT_USAGE;

  /* The last of what is wanted are somewhere in all of it. */
  if (!cordon_store_read_journal (store, all && line->last != CORDON_LAST_ALL ? (guint) line->last : 0,
                                  add_entry, &wanted, &error))
    return fail ("%s", error->message);
  report_keep_last (report, (guint) line->last);
  report_print (report, line->json, beside, all ? "The journal is empty." : "No entry matches.");
  return EXIT_GOOD;
}

/* Verifying. */

static void
add_check (Report *report, const char *what, gboolean good, const char *detail)
{
  report_begin_row (report);
  report_add (report, what);
  report_add_bool (report, good);
  report_add (report, detail);
}

typedef struct
{
  Report *report;
  guint n;
} Problems;

static void
add_problem (CordonStoreProblem problem, const char *detail, gpointer data)
{
  Problems *problems = data;

  add_check (problems->report, cordon_store_problem_to_string (problem), FALSE, detail);
  problems->n++;
}

int
command_verify (CordonStore *store, const CommandLine *line)
{
  static const char *const headings[] = { "What", "Good", "Detail", NULL };
  g_autoptr (Report) report = report_new (headings);
  g_autoptr (GError) error = NULL;
  gsize n_grants = cordon_grant_table_get_size (cordon_store_peek_table (store));
  g_autofree char *grants = g_strdup_printf ("%" G_GSIZE_FORMAT " %s", n_grants,
                                             n_grants == 1 ? "grant, verified" : "grants, each verified");
  g_autofree char *entries = NULL;
  CordonJournalReport journal = { 0 };
  Problems problems = { report, 0 };
  gboolean good;

  add_check (report, "grants", TRUE, grants);
  cordon_store_foreach_problem (store, add_problem, &problems);
  good = cordon_store_verify_journal (store, &journal, &error);
  entries = g_strdup_printf ("%" G_GUINT64_FORMAT " entries, %" G_GUINT64_FORMAT
                             " forgotten, chained from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT,
                             journal.n_entries, journal.n_forgotten, journal.first_sequence,
                             journal.last_sequence);
  add_check (report, "journal", good, good ? entries : error->message);
  report_print (report, line->json, NULL, "");
  return good && problems.n == 0 ? EXIT_GOOD : EXIT_BAD;
}

static const char *
describe_outcome (CordonImportLeftOut why)
{
  static const char *const texts[] = {
    [CORDON_IMPORT_TAKEN] = "taken over",
    [CORDON_IMPORT_LEFT_HTTP] = "left out: plain http",
    [CORDON_IMPORT_LEFT_ORIGIN] = "left out: not a site",
    [CORDON_IMPORT_LEFT_FORBIDDEN] = "left out: never stored",
    [CORDON_IMPORT_LEFT_EXPIRED] = "left out: has ended",
    [CORDON_IMPORT_LEFT_SESSION] = "left out: of one session",
    [CORDON_IMPORT_LEFT_UNKNOWN] = "left out: neither yes nor no",
    [CORDON_IMPORT_LEFT_DECIDED] = "left out: decided otherwise",
    [CORDON_IMPORT_LEFT_SAME] = "there already",
    [CORDON_IMPORT_LEFT_BLOCKED] = "left out: blocked as well",
  };

  G_STATIC_ASSERT (G_N_ELEMENTS (texts) == CORDON_N_IMPORT_LEFT_OUT);
  return texts[why];
}

int
command_import (CordonStore *store, const CommandLine *line)
{
  static const char *const headings[] = { "Origin", "Feature", "Answer", "Outcome", NULL };
  CordonImportSource source = g_str_equal (line->from, "firefox") ? CORDON_IMPORT_FIREFOX
                                                                  : CORDON_IMPORT_CHROMIUM;
  g_autoptr (CordonImportReport) imported = NULL;
  g_autoptr (Report) report = report_new (headings);
  g_autoptr (GError) error = NULL;
  guint n_same = 0;

  imported = cordon_import (store, source, line->operands[0], now_us (), &error);
  if (!imported)
    return fail ("%s", error->message);
  for (guint i = 0; i < imported->items->len; i++)
    {
      const CordonImportItem *item = g_ptr_array_index (imported->items, i);

      report_begin_row (report);
      report_add (report, item->origin);
      report_add (report, item->feature);
      report_add (report, cordon_grant_answer_to_string (item->answer));
      report_add_named (report, cordon_import_left_out_to_string (item->left_out),
                        describe_outcome (item->left_out));
      n_same += item->left_out == CORDON_IMPORT_LEFT_SAME ? 1 : 0;
    }
  report_print (report, line->json, NULL,
                "There is nothing about cameras, microphones, screens and speakers.");
  if (!line->json)
    printf ("%u taken over (%u of them blocks), %u were there already, %u left out\n", imported->n_taken,
            imported->n_blocks, n_same, imported->n_left_out - n_same);
  return EXIT_GOOD;
}
