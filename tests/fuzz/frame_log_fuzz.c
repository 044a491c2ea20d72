/*
 * SQLite's log as it lies on the disk: whatever the bytes, what is laid over a file is whole pages of committed
 * frames.
 */

#include "storage/frame_log_private.h"

#define PAGE_SIZE 4096
#define FRAME_SIZE (24 + PAGE_SIZE)

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (CordonFrameLog) log = cordon_frame_log_new (bytes);
  g_autoptr (GByteArray) image = g_byte_array_new ();
  guint n_frames = cordon_frame_log_lay_over (log, image);

  g_assert_true (n_frames <= size / FRAME_SIZE);
  g_assert_true (image->len % PAGE_SIZE == 0);
  g_assert_true ((n_frames == 0) == (image->len == 0));
  if (cordon_frame_log_get_state (log) == CORDON_FRAME_LOG_NONE)
    g_assert_true (n_frames == 0);
  return 0;
}
