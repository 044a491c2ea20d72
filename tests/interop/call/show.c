#include "tests/interop/call/show.h"

#include <stdio.h>
#include <string.h>

#include "tests/interop/call/media.h"

#define GREEN "\033[32m"
#define RED "\033[1;31m"
#define DIM "\033[2m"
#define BOLD "\033[1m"
#define END "\033[0m"

static const char *
paint (const char *code, gboolean colours)
{
  return colours ? code : "";
}

void
show_title (gboolean colours)
{
  printf (
    "%sA call between two processes, piece by piece%s\n"
    "For each end: what its user sees and hears of the other's tracks, and what its page's script reads.\n\n",
    paint (BOLD, colours), paint (END, colours));
}

/* A picture and its sound in words. */
static const char *
word_for (char *const pair[2])
{
  static const struct
  {
    const char *video, *audio, *word;
  } words[] = {
    { "content", "content", "picture and sound" }, { "black", "silence", "black and silence" },
    { "refused", "silence", "nothing" },           { "nothing", "nothing", "nothing" },
    { "nothing", "content", "sound alone" },       { "content", "nothing", "picture alone" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_strcmp0 (pair[0], words[i].video) == 0 && g_strcmp0 (pair[1], words[i].audio) == 0)
      return words[i].word;
  return NULL;
}

static char *
describe (char *const pair[2])
{
  const char *word = word_for (pair);

  return word ? g_strdup (word) : g_strdup_printf ("%s, %s", pair[0], pair[1]);
}

static const char *
find_fact (const StageReport *report, const char *name)
{
  const char *at = report->facts ? strstr (report->facts, name) : NULL;

  return at ? at + strlen (name) : NULL;
}

static guint
hex_at (const char *text, guint index)
{
  return (guint) (g_ascii_xdigit_value (text[2 * index]) << 4 | g_ascii_xdigit_value (text[2 * index + 1]));
}

/* Two rows of the picture that was decoded last, in half blocks. */
static void
show_strip (const StageReport *report, guint track)
{
  g_autofree char *name = g_strdup_printf ("strip-%u=", track);
  const char *strip = find_fact (report, name);

  for (guint x = 0;
       strip && strspn (strip, "0123456789abcdef") >= MEDIA_STRIP_SIZE * 2 && x < MEDIA_STRIP_WIDTH; x++)
    {
      const guint top = 3 * x, low = 3 * (MEDIA_STRIP_WIDTH + x);

      printf ("\033[38;2;%u;%u;%um\033[48;2;%u;%u;%um\342\226\200", hex_at (strip, top),
              hex_at (strip, top + 1), hex_at (strip, top + 2), hex_at (strip, low), hex_at (strip, low + 1),
              hex_at (strip, low + 2));
    }
  printf (END "  ");
}

static void
show_track (const StageReport *report, guint track, gboolean colours)
{
  g_autofree char *seen = describe (report->seen[track]);
  g_autofree char *read = describe (report->read[track]);

  if (!report->seen[track][0] || g_str_equal (seen, "nothing"))
    return;
  printf ("         %-9s", media_get_look (track)->name);
  if (colours)
    show_strip (report, track);
  printf ("user: %-18s script: %s\n", seen, g_str_equal (seen, read) ? "the same" : read);
}

static gboolean
sees_nothing (const StageReport *report)
{
  for (guint track = 0; track < MEDIA_MAX_TRACKS; track++)
    if (g_strcmp0 (report->seen[track][0], "nothing") != 0
        || g_strcmp0 (report->seen[track][1], "nothing") != 0)
      return FALSE;
  return TRUE;
}

static void
show_end (const char *name, const StageReport *report, gboolean colours)
{
  printf ("     %s%s%s  %s", paint (BOLD, colours), name, paint (END, colours),
          report->state ? report->state : "gone");
  if (report->secure && *report->secure)
    printf (", secure with %.40s", report->secure);
  if (report->failure && !g_str_equal (report->failure, "none"))
    printf (" (%s)", report->failure);
  if (report->alert && !g_str_equal (report->alert, "0"))
    printf (", was told alert %s", report->alert);
  printf ("%s\n", report->state && sees_nothing (report) ? "; nothing arrives" : "");
  for (guint track = 0; track < MEDIA_MAX_TRACKS; track++)
    show_track (report, track, colours);
}

void
show_piece (const Piece *piece, const StageResult *result, gboolean right, gboolean colours)
{
  const char *colour = paint (right ? GREEN : RED, colours);

  printf ("%s%s%s %s%s %s%s  %s\n", colour, right ? "ok  " : "FAIL", paint (END, colours),
          paint (DIM, colours), piece->table, piece->row, paint (END, colours), piece->what);
  show_end ("A", &result->a, colours);
  show_end ("B", &result->b, colours);
  if (piece->script.tamper)
    printf ("     one in the middle passed on %u packets, touched %u, could decode %u\n", result->n_relayed,
            result->n_tampered, result->n_readable);
  printf ("\n");
  fflush (stdout);
}
