/*
 * The write-ahead log as it lies on the disk, read without SQLite. SQLite ends at the first frame that does not
 * verify and says nothing of what stands behind it; here that is seen, and what verifies can be laid over a copy of
 * the file's pages.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CORDON_FRAME_LOG_NONE = 0, /* there is none, nothing is in it, or it is nobody's */
  CORDON_FRAME_LOG_WHOLE,
  CORDON_FRAME_LOG_TORN,    /* only the last transaction does not verify: a power cut, or damage just there */
  CORDON_FRAME_LOG_DAMAGED, /* what was committed stands behind a frame, or a header, that does not verify */
} CordonFrameLogState;

typedef struct _CordonFrameLog CordonFrameLog;

/** cordon_frame_log_new: @bytes: the whole log. Returns: (transfer full). */
CordonFrameLog *cordon_frame_log_new (GBytes *bytes);

/** cordon_frame_log_open: the log at @path; none where it cannot be read. Returns: (transfer full). */
CordonFrameLog *cordon_frame_log_open (const char *path);
void cordon_frame_log_free (CordonFrameLog *log);

CordonFrameLogState cordon_frame_log_get_state (const CordonFrameLog *log);

/**
 * cordon_frame_log_lay_over: each page that was committed and verifies, over @image, which grows where it has to.
 *
 * Returns: how many frames there were
 */
guint cordon_frame_log_lay_over (const CordonFrameLog *log, GByteArray *image);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonFrameLog, cordon_frame_log_free)

G_END_DECLS
