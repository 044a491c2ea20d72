#include "tests/interop/call/verdict.h"

#include "tests/interop/call/media.h"

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

gboolean
verdict_is_right (const Piece *piece, const StageResult *result)
{
  return end_is (&piece->a, &result->a) && end_is (&piece->b, &result->b)
         && (!piece->check || piece->check (result));
}
