/* One track on its way out: a test source, the gate, the encoder, the payloader. */

#pragma once

#include "tests/interop/call/media.h"

typedef struct _MediaSource MediaSource;

/* An encoded packet. */
typedef struct
{
  guint track;
  gboolean is_content; /* the gate was open for something that is in it */
  gsize size;
  guint8 data[];
} MediaPacket;

/* @out: where packets go, of MediaPacket, freed by g_free(). */
MediaSource *media_source_new (guint track, MediaKind kind, gboolean telephone, GAsyncQueue *out);
void media_source_free (MediaSource *source);

/* @open: whether anything is sent at all yet. @gate: NULL: whatever there is. */
void media_source_set_gate (MediaSource *source, gboolean open, CordonGate *gate);
