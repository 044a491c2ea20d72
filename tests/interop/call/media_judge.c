/* What a decoded picture or sound is: the pattern of its track, nothing at all, or something else. */

#include <math.h>
#include <string.h>

#include "tests/interop/call/media.h"

#define SAMPLE_RATE 48000.0
#define QUIET 64
#define CHROMA_NEAR 14
#define LUMA_BLACK 28
#define CHROMA_GREY 128
#define CHROMA_BLACK_NEAR 8

static const MediaLook looks[] = {
  { "plain", 0x2050d0, 400 },
  { "isolated", 0xd03020, 700 },
  { "second", 0x10a030, 1000 },
};

G_STATIC_ASSERT (G_N_ELEMENTS (looks) == MEDIA_MAX_TRACKS);

const MediaLook *
media_get_look (guint track)
{
  return &looks[MIN (track, MEDIA_MAX_TRACKS - 1)];
}

static guint8
clamp (double value)
{
  return (guint8) CLAMP (value, 0, 255);
}

void
media_draw_strip (const guint8 *picture, guint8 out_strip[MEDIA_STRIP_SIZE])
{
  const guint8 *blue = picture + MEDIA_WIDTH * MEDIA_HEIGHT, *red = blue + MEDIA_WIDTH * MEDIA_HEIGHT / 4;

  for (guint row = 0; row < 2; row++)
    for (guint column = 0; column < MEDIA_STRIP_WIDTH; column++)
      {
        const guint x = MEDIA_WIDTH * (2 * column + 1) / (2 * MEDIA_STRIP_WIDTH);
        const guint y = MEDIA_HEIGHT * (2 * row + 1) / 4;
        const guint at = y / 2 * (MEDIA_WIDTH / 2) + x / 2;
        const double luma = 1.164 * (picture[y * MEDIA_WIDTH + x] - 16), u = blue[at] - 128,
                     v = red[at] - 128;
        guint8 *pixel = out_strip + 3 * (row * MEDIA_STRIP_WIDTH + column);

        pixel[0] = clamp (luma + 1.596 * v);
        pixel[1] = clamp (luma - 0.392 * u - 0.813 * v);
        pixel[2] = clamp (luma + 2.017 * u);
      }
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return *(const guint8 *) a - *(const guint8 *) b;
}

static int
median (const guint8 *plane, gsize size)
{
  guint8 sorted[MEDIA_WIDTH * MEDIA_HEIGHT / 4];

  memcpy (sorted, plane, size);
  qsort (sorted, size, 1, compare);
  return sorted[size / 2];
}

static gboolean
is_black (const guint8 *picture)
{
  for (gsize i = 0; i < MEDIA_PICTURE_SIZE; i++)
    if (i < MEDIA_WIDTH * MEDIA_HEIGHT ? picture[i] > LUMA_BLACK
                                       : ABS (picture[i] - CHROMA_GREY) > CHROMA_BLACK_NEAR)
      return FALSE;
  return TRUE;
}

/* The ground of the picture, as BT.601 writes its colour. */
static gboolean
has_ground (guint track, const guint8 *picture)
{
  const guint8 *chroma = picture + MEDIA_WIDTH * MEDIA_HEIGHT;
  const gsize size = MEDIA_WIDTH * MEDIA_HEIGHT / 4;
  const double red = media_get_look (track)->rgb >> 16, green = media_get_look (track)->rgb >> 8 & 0xff,
               blue = media_get_look (track)->rgb & 0xff;
  const double u = 128 + (-37.797 * red - 74.203 * green + 112.0 * blue) / 255;
  const double v = 128 + (112.0 * red - 93.786 * green - 18.214 * blue) / 255;

  return fabs (median (chroma, size) - u) <= CHROMA_NEAR
         && fabs (median (chroma + size, size) - v) <= CHROMA_NEAR;
}

/* The share of the energy that the track's tone has (Goertzel). */
static double
share_of_tone (guint track, const gint16 *samples, gsize n)
{
  const double factor = 2 * cos (2 * G_PI * media_get_look (track)->tone / SAMPLE_RATE);
  double one = 0, two = 0, energy = 0;

  for (gsize i = 0; i < n; i++)
    {
      const double next = samples[i] + factor * one - two;

      two = one;
      one = next;
      energy += (double) samples[i] * samples[i];
    }
  return energy > 0 ? (one * one + two * two - factor * one * two) / (energy * (double) n / 2) : 0;
}

static MediaFind
judge_sound (guint track, const guint8 *frame, gsize size)
{
  gint16 samples[5760];
  const gsize n = MIN (size / 2, G_N_ELEMENTS (samples));
  int peak = 0;

  memcpy (samples, frame, 2 * n);
  for (gsize i = 0; i < n; i++)
    peak = MAX (peak, ABS (samples[i]));
  if (peak <= QUIET)
    return MEDIA_BLANK;
  return share_of_tone (track, samples, n) > 0.5 ? MEDIA_CONTENT : MEDIA_ODD;
}

MediaFind
media_judge (guint track, MediaKind kind, const guint8 *frame, gsize size)
{
  if (kind == MEDIA_AUDIO)
    return judge_sound (track, frame, size);
  if (size != MEDIA_PICTURE_SIZE)
    return MEDIA_ODD;
  if (is_black (frame))
    return MEDIA_BLANK;
  return has_ground (track, frame) ? MEDIA_CONTENT : MEDIA_ODD;
}

const char *
media_describe (const MediaSeen *seen, MediaKind kind)
{
  if (seen->n[MEDIA_CONTENT] > 0)
    return "content";
  if (seen->n[MEDIA_ODD] > 0)
    return "noise";
  if (seen->n[MEDIA_BLANK] > 0)
    return kind == MEDIA_AUDIO ? "silence" : "black";
  return seen->n_refused > 0 ? "refused" : "nothing";
}
