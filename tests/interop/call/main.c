/*
 * Plays the call: every row of the tables of labels and content, the attacks, the administrator's rules, consent
 * and keys. The verdict is what the far end decoded.
 */

#include <gst/gst.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/interop/call/attacks.h"
#include "tests/interop/call/peer.h"
#include "tests/interop/call/show.h"
#include "tests/interop/call/verdict.h"

typedef struct
{
  const char *program;
  const char *only;
  char *debug_pages; /* a folder for both ends' debug pages */
  char *shared;
  gboolean colours;
  guint n_played;
  guint n_right;
} Playbill;

static const char usage[] =
  "usage: cordon-call [--only TABLE[.ROW]] [--debug-page FOLDER]\n"
  "\n"
  "  --only        one table, or one row: 4.7, 4.8, attack, rules, consent, keys; 4.8.2\n"
  "  --debug-page  writes what each end's inspector shows at the end of a piece, as HTML and as JSON\n";

static gboolean
is_right (const StageResult *result, gpointer data)
{
  return verdict_is_right (data, result);
}

static void
write_page (const Playbill *bill, const Piece *piece, const char *end, const char *ending, const char *text)
{
  g_autofree char *name = g_strdup_printf ("%s.%s-%s.%s", piece->table, piece->row, end, ending);
  g_autofree char *path = g_build_filename (bill->debug_pages, name, NULL);

  if (text && *text)
    g_file_set_contents (path, text, -1, NULL);
}

static void
write_pages (const Playbill *bill, const Piece *piece, const StageResult *result)
{
  write_page (bill, piece, "a", "html", result->a.debug_html);
  write_page (bill, piece, "a", "json", result->a.debug_json);
  write_page (bill, piece, "b", "html", result->b.debug_html);
  write_page (bill, piece, "b", "json", result->b.debug_json);
}

static void
play (Playbill *bill, const Piece *piece)
{
  const StageSetting setting = { bill->program, bill->shared, bill->debug_pages != NULL };
  StageResult result;
  gboolean right;

  stage_run (&setting, &piece->script, is_right, (gpointer) (guintptr) piece, &result);
  right = verdict_is_right (piece, &result);
  show_piece (piece, &result, right, bill->colours);
  if (bill->debug_pages)
    write_pages (bill, piece, &result);
  if (result.b_description && strstr (result.b_description, "a=identity:"))
    attack_remember (result.b_description);
  stage_result_clear (&result);
  bill->n_played++;
  bill->n_right += right ? 1 : 0;
}

static void
play_table (Playbill *bill, const PieceTable *table)
{
  for (gsize i = 0; i < table->n; i++)
    {
      const Piece *piece = &table->pieces[i];
      g_autofree char *name = g_strdup_printf ("%s.%s", piece->table, piece->row);

      if (!bill->only || g_str_equal (bill->only, piece->table) || g_str_equal (bill->only, name))
        play (bill, piece);
    }
}

static gboolean
read_arguments (Playbill *bill, int argc, char **argv)
{
  for (int i = 1; i < argc; i += 2)
    {
      if (i + 1 == argc)
        return FALSE;
      if (g_str_equal (argv[i], "--only"))
        bill->only = argv[i + 1];
      else if (g_str_equal (argv[i], "--debug-page"))
        bill->debug_pages = argv[i + 1];
      else
        return FALSE;
    }
  return !bill->debug_pages || g_mkdir_with_parents (bill->debug_pages, 0755) == 0;
}

int
main (int argc, char **argv)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  Playbill bill = { .program = program, .colours = isatty (STDOUT_FILENO) && !g_getenv ("NO_COLOR") };

  if (argc > 1 && g_str_equal (argv[1], "peer"))
    return peer_main (argc - 2, argv + 2);
  if (!read_arguments (&bill, argc, argv))
    {
      fputs (usage, stderr);
      return 2;
    }
  /* Here, once: the ends find GStreamer's registry made. */
  gst_init (NULL, NULL);
  bill.shared = g_dir_make_tmp ("cordon-stage-XXXXXX", NULL);
  show_title (bill.colours);
  play_table (&bill, &piece_table_labels);
  play_table (&bill, &piece_table_attacks);
  play_table (&bill, &piece_table_rules);
  stage_remove_folder (bill.shared);
  g_free (bill.shared);
  printf ("%u pieces played, %u as they should be\n", bill.n_played, bill.n_right);
  return bill.n_played > 0 && bill.n_right == bill.n_played ? 0 : 1;
}
