/* Commands that read the journal, verify and import. */

#include <stdio.h>
#include <string.h>

#include "storage/import.h"
#include "storage/journal.h"
#include "tools/cordon-profile/command.h"
#include "tools/cordon-profile/report.h"

static gboolean
add_entry (const CordonJournalEntry *entry, gpointer data)
{
  Report *report = data;
  gboolean has_grant = entry->feature != CORDON_FEATURE_NONE;

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
  report_add (report, entry->callee ? cordon_callee_get_display (entry->callee) : "");
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
  g_autoptr (GError) error = NULL;

  if (!cordon_store_read_journal (store, (guint) MAX (line->last, 0), add_entry, report, &error))
    return fail ("%s", error->message);
  report_print (report, line->json, beside, "The journal is empty.");
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

static void
add_problem (CordonStoreProblem problem, const char *detail, gpointer data)
{
  add_check (data, cordon_store_problem_to_string (problem), FALSE, detail);
}

static void
count_problem (CordonStoreProblem problem, const char *detail, gpointer data)
{
  (*(guint *) data)++;
}

int
command_verify (CordonStore *store, const CommandLine *line)
{
  static const char *const headings[] = { "What", "Good", "Detail", NULL };
  g_autoptr (Report) report = report_new (headings);
  g_autoptr (GError) error = NULL;
  g_autofree char *grants = g_strdup_printf ("%" G_GSIZE_FORMAT " grants, each verified",
                                             cordon_grant_table_get_size (cordon_store_peek_table (store)));
  g_autofree char *entries = NULL;
  CordonJournalReport journal = { 0 };
  guint n_problems = 0;
  gboolean good;

  cordon_store_foreach_problem (store, count_problem, &n_problems);
  add_check (report, "grants", n_problems == 0, grants);
  cordon_store_foreach_problem (store, add_problem, report);
  good = cordon_store_verify_journal (store, &journal, &error);
  entries = g_strdup_printf ("%" G_GUINT64_FORMAT " entries, %" G_GUINT64_FORMAT
                             " forgotten, chained from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT,
                             journal.n_entries, journal.n_forgotten, journal.first_sequence,
                             journal.last_sequence);
  add_check (report, "journal", good, good ? entries : error->message);
  report_print (report, line->json, NULL, "");
  return good && n_problems == 0 ? EXIT_GOOD : EXIT_BAD;
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
  CordonImportSource source = g_strcmp0 (line->from, "firefox") == 0    ? CORDON_IMPORT_FIREFOX
                              : g_strcmp0 (line->from, "chromium") == 0 ? CORDON_IMPORT_CHROMIUM
                                                                        : CORDON_IMPORT_NONE;
  g_autoptr (CordonImportReport) imported = NULL;
  g_autoptr (Report) report = report_new (headings);
  g_autoptr (GError) error = NULL;
  guint n_same = 0;

  if (source == CORDON_IMPORT_NONE)
    {
      fail ("say --from firefox or --from chromium");
      return EXIT_USAGE;
    }
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
