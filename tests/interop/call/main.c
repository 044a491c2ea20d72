/*
 * Plays the call: every row of the tables of labels and content, and the attacks. The verdict is what the far end
 * decoded.
 */

#include <gst/gst.h>
#include <stdio.h>
#include <string.h>

#include "tests/interop/call/attacks.h"
#include "tests/interop/call/peer.h"
#include "tests/interop/call/pieces.h"

/* "black" and "silence" are the blank of their kinds. */
static gboolean
seen_is (const char *expected, char *const seen[2])
{
  if (!expected)
    return TRUE;
  if (!seen[0] || !seen[1])
    return FALSE;
  if (g_str_equal (expected, "blank"))
    return g_str_equal (seen[0], "black") && g_str_equal (seen[1], "silence");
  return g_str_equal (seen[0], expected) && g_str_equal (seen[1], expected);
}

static gboolean
text_is (const char *expected, const char *actual)
{
  return !expected || g_strcmp0 (expected, actual) == 0;
}

/* Script has what its user has where the media is the page's, and else not a sample of it. */
static gboolean
script_is_right (const StageReport *report)
{
  const gboolean open = text_is ("accessible", report->received) || text_is ("no Cordon", report->received);
  static const char *const withheld[2] = { "refused", "silence" };

  for (guint track = 0; track < MEDIA_MAX_TRACKS; track++)
    for (guint kind = 0; kind < 2; kind++)
      {
        const char *seen = report->seen[track][kind], *read = report->read[track][kind];
        const gboolean nothing = g_strcmp0 (seen, "nothing") == 0;

        if (g_strcmp0 (read, open || nothing ? seen : withheld[kind]) != 0)
          return FALSE;
      }
  return TRUE;
}

static gboolean
end_is (const PieceEnd *expected, const StageReport *actual)
{
  return text_is (expected->state, actual->state) && text_is (expected->received, actual->received)
         && text_is (expected->alert, actual->alert) && text_is (expected->secure, actual->secure)
         && text_is (expected->data, actual->data) && script_is_right (actual)
         && seen_is (expected->plain, actual->seen[0]) && seen_is (expected->isolated, actual->seen[1])
         && seen_is (expected->isolated_too, actual->seen[2]);
}

static char *
show_track (char *const seen[2])
{
  if (!seen[0])
    return g_strdup ("?");
  if (g_strcmp0 (seen[0], seen[1]) == 0)
    return g_strdup (seen[0]);
  return g_strdup_printf ("%s+%s", seen[0], seen[1]);
}

static void
show_end (const char *name, const StageReport *report)
{
  g_autofree char *plain = show_track (report->seen[0]);
  g_autofree char *isolated = show_track (report->seen[1]);
  g_autofree char *too = show_track (report->seen[2]);

  printf ("    %s %-12s %-10s plain: %-8s isolated: %-14s", name, report->state ? report->state : "gone",
          report->received ? report->received : "-", plain, isolated);
  if (g_strcmp0 (too, "nothing") != 0)
    printf (" second: %s", too);
  if (report->alert && !g_str_equal (report->alert, "0"))
    printf (" alert %s", report->alert);
  if (report->failure && !g_str_equal (report->failure, "none"))
    printf (" (%s)", report->failure);
  if (report->secure && *report->secure)
    printf (" secure with %.40s", report->secure);
  printf ("\n");
}

static gboolean
is_right (const StageResult *result, gpointer data)
{
  const Piece *piece = data;

  return end_is (&piece->a, &result->a) && end_is (&piece->b, &result->b)
         && (!piece->check || piece->check (result));
}

static gboolean
play (const char *program, const Piece *piece)
{
  StageResult result;
  gboolean right;

  stage_run (program, &piece->script, is_right, (gpointer) (guintptr) piece, &result);
  right = is_right (&result, (gpointer) (guintptr) piece);
  printf ("%s %-6s %-3s %s\n", right ? "ok  " : "FAIL", piece->table, piece->row, piece->what);
  show_end ("A", &result.a);
  show_end ("B", &result.b);
  if (piece->script.tamper)
    printf ("    the one in the middle passed %u packets, touched %u, read %u\n", result.n_relayed,
            result.n_tampered, result.n_readable);
  fflush (stdout);
  if (result.b_description && strstr (result.b_description, "a=identity:"))
    attack_remember (result.b_description);
  stage_result_clear (&result);
  return right;
}

int
main (int argc, char **argv)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  const char *only = NULL;
  guint n_played = 0, n_right = 0;

  if (argc > 1 && g_str_equal (argv[1], "peer"))
    return peer_main (argc - 2, argv + 2);
  if (argc > 2 && g_str_equal (argv[1], "--only"))
    only = argv[2];
  else if (argc > 1)
    {
      printf ("usage: cordon-call [--only TABLE or TABLE.ROW]\n");
      return 2;
    }
  /* Here, once: the ends find GStreamer's registry made. */
  gst_init (NULL, NULL);
  printf ("What each end of a call decoded of the other's plain and isolated tracks\n\n");
  for (gsize i = 0; i < n_pieces; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s.%s", pieces[i].table, pieces[i].row);

      if (only && !g_str_equal (only, pieces[i].table) && !g_str_equal (only, name))
        continue;
      n_played++;
      n_right += play (program, &pieces[i]) ? 1 : 0;
    }
  printf ("\n%u pieces played, %u as they should be\n", n_played, n_right);
  return n_played > 0 && n_right == n_played ? 0 : 1;
}
