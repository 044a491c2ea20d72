#include "storage/frame_log_private.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE_SIZE 4096
#define FRAME_SIZE (24 + PAGE_SIZE)

/* The header: magic, version, page size, count of restarts, two salts, two sums; all big endian. */
#define HEADER_SIZE 32
#define HEADER_PAGE_SIZE 8
#define HEADER_SALTS 16
#define HEADER_SUMS 24
#define MAGIC 0x377f0682u /* its lowest bit: the sums are over big-endian words */

/* A frame: page, size of the file after a commit or 0, two salts, two sums; then the page. */
#define FRAME_COMMIT 4
#define FRAME_SALTS 8
#define FRAME_SUMS 16
#define FRAME_PAGE 24
#define SALTS_SIZE 8

/* No store has more: a page number out of a damaged frame does not make the image grow without end. */
#define MAX_PAGES (256u * 1024 * 1024 / PAGE_SIZE)

struct _CordonFrameLog
{
  GBytes *bytes;
  const guint8 *data;
  gsize n_frames;
  gboolean big_endian;
  guint8 salts[SALTS_SIZE];
  gsize n_committed; /* frames up to the last commit that verifies */
  CordonFrameLogState state;
};

static guint32
get_number (const guint8 *at)
{
  return (guint32) at[0] << 24 | (guint32) at[1] << 16 | (guint32) at[2] << 8 | at[3];
}

static guint32
get_word (const CordonFrameLog *log, const guint8 *at)
{
  if (log->big_endian)
    return get_number (at);
  return (guint32) at[3] << 24 | (guint32) at[2] << 16 | (guint32) at[1] << 8 | at[0];
}

static void
add_sums (const CordonFrameLog *log, const guint8 *at, gsize size, guint32 sums[2])
{
  for (gsize i = 0; i < size; i += 8)
    {
      sums[0] += get_word (log, at + i) + sums[1];
      sums[1] += get_word (log, at + i + 4) + sums[0];
    }
}

static gboolean
sums_are (const guint32 sums[2], const guint8 *at)
{
  return sums[0] == get_number (at) && sums[1] == get_number (at + 4);
}

static const guint8 *
get_frame (const CordonFrameLog *log, gsize i)
{
  return log->data + HEADER_SIZE + i * FRAME_SIZE;
}

/* Whether the frame is what was written behind the one before, whose sums it goes on from as they stand there. */
static gboolean
follows (const CordonFrameLog *log, gsize i)
{
  const guint8 *frame = get_frame (log, i);
  const guint8 *seed = i == 0 ? log->data + HEADER_SUMS : get_frame (log, i - 1) + FRAME_SUMS;
  guint32 sums[2] = { get_number (seed), get_number (seed + 4) };

  add_sums (log, frame, FRAME_SALTS, sums);
  add_sums (log, frame + FRAME_PAGE, PAGE_SIZE, sums);
  return get_number (frame) != 0 && sums_are (sums, frame + FRAME_SUMS);
}

/* What a restarted log has not overwritten yet has other salts. */
static gboolean
is_of_this_log (const CordonFrameLog *log, gsize i)
{
  return memcmp (get_frame (log, i) + FRAME_SALTS, log->salts, SALTS_SIZE) == 0;
}

static gboolean
verifies (const CordonFrameLog *log, gsize i)
{
  return is_of_this_log (log, i) && follows (log, i);
}

static gboolean
is_commit (const CordonFrameLog *log, gsize i)
{
  return get_number (get_frame (log, i) + FRAME_COMMIT) != 0;
}

static gboolean
read_header (CordonFrameLog *log)
{
  guint32 sums[2] = { 0, 0 };

  log->big_endian = get_number (log->data) & 1;
  memcpy (log->salts, log->data + HEADER_SALTS, SALTS_SIZE);
  add_sums (log, log->data, HEADER_SUMS, sums);
  return (get_number (log->data) & ~1u) == MAGIC && get_number (log->data + HEADER_PAGE_SIZE) == PAGE_SIZE
         && sums_are (sums, log->data + HEADER_SUMS);
}

/* Without a header: as this machine writes it, with the salts of the first two frames that belong together. */
static gboolean
guess_header (CordonFrameLog *log)
{
  log->big_endian = G_BYTE_ORDER == G_BIG_ENDIAN;
  for (gsize i = 1; i < log->n_frames; i++)
    {
      memcpy (log->salts, get_frame (log, i) + FRAME_SALTS, SALTS_SIZE);
      if (is_of_this_log (log, i - 1) && follows (log, i))
        return TRUE;
    }
  memcpy (log->salts, get_frame (log, 0) + FRAME_SALTS, SALTS_SIZE);
  return follows (log, 0);
}

/* Behind the last frame that SQLite would read: nothing, the rest of a power cut, or what was committed. */
static CordonFrameLogState
judge_behind (const CordonFrameLog *log, gsize begin)
{
  gboolean any = begin < log->n_frames && follows (log, begin);
  gboolean ended = FALSE;

  for (gsize i = begin; i < log->n_frames; i++)
    {
      if (!is_of_this_log (log, i))
        continue;
      any = TRUE;
      if (ended && follows (log, i))
        return CORDON_FRAME_LOG_DAMAGED;
      ended = ended || is_commit (log, i);
    }
  return any ? CORDON_FRAME_LOG_TORN : CORDON_FRAME_LOG_WHOLE;
}

/* A commit counts also where its own frame is damaged, as long as something was written behind it. */
static void
find_committed (CordonFrameLog *log)
{
  gsize n_ended = 0;

  for (gsize i = 0; i < log->n_frames; i++)
    {
      if (!is_of_this_log (log, i))
        continue;
      if (follows (log, i))
        log->n_committed = is_commit (log, i) ? i + 1 : MAX (log->n_committed, n_ended);
      if (is_commit (log, i))
        n_ended = i + 1;
    }
}

static void
judge (CordonFrameLog *log)
{
  gboolean whole_header = read_header (log);
  gsize n_read = 0;

  if (!whole_header && !guess_header (log))
    {
      log->state = CORDON_FRAME_LOG_TORN;
      return;
    }
  while (whole_header && n_read < log->n_frames && verifies (log, n_read))
    n_read++;
  find_committed (log);
  if (whole_header)
    log->state = judge_behind (log, n_read);
  else
    log->state = log->n_committed > 0 ? CORDON_FRAME_LOG_DAMAGED : CORDON_FRAME_LOG_TORN;
}

CordonFrameLog *
cordon_frame_log_new (GBytes *bytes)
{
  CordonFrameLog *log = g_new0 (CordonFrameLog, 1);
  gsize size = 0;

  log->bytes = g_bytes_ref (bytes);
  log->data = g_bytes_get_data (bytes, &size);
  log->n_frames = size > HEADER_SIZE ? (size - HEADER_SIZE) / FRAME_SIZE : 0;
  if (log->n_frames > 0)
    judge (log);
  return log;
}

/* Read, not mapped: a log that somebody cuts off meanwhile must not end the process. */
static GBytes *
read_bytes (int fd)
{
  struct stat facts;
  gssize n_read;
  guint8 *data;

  if (fd < 0 || fstat (fd, &facts) != 0 || !S_ISREG (facts.st_mode) || facts.st_size <= HEADER_SIZE)
    return g_bytes_new_static ("", 0);
  data = g_try_malloc ((gsize) facts.st_size);
  n_read = data ? pread (fd, data, (gsize) facts.st_size, 0) : 0;
  return g_bytes_new_take (data, (gsize) MAX (n_read, 0));
}

CordonFrameLog *
cordon_frame_log_open (const char *path)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  g_autoptr (GBytes) bytes = read_bytes (fd);

  if (fd >= 0)
    close (fd);
  return cordon_frame_log_new (bytes);
}

void
cordon_frame_log_free (CordonFrameLog *log)
{
  if (!log)
    return;

  g_bytes_unref (log->bytes);
  g_free (log);
}

CordonFrameLogState
cordon_frame_log_get_state (const CordonFrameLog *log)
{
  return log->state;
}

guint
cordon_frame_log_lay_over (const CordonFrameLog *log, GByteArray *image)
{
  guint n_pages = 0;

  for (gsize i = 0; i < log->n_committed; i++)
    {
      const guint8 *frame = get_frame (log, i);
      guint32 page = get_number (frame);
      gsize end = (gsize) page * PAGE_SIZE;

      if (!verifies (log, i) || page > MAX_PAGES)
        continue;
      if (image->len < end)
        {
          gsize before = image->len;

          g_byte_array_set_size (image, (guint) end);
          memset (image->data + before, 0, end - before);
        }
      memcpy (image->data + end - PAGE_SIZE, frame + FRAME_PAGE, PAGE_SIZE);
      n_pages++;
    }
  return n_pages;
}
