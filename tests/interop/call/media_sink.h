/* One track on its way in: the depayloader, the decoder, and a judge of what comes out. */

#pragma once

#include "tests/interop/call/media.h"

typedef struct _MediaSink MediaSink;

MediaSink *media_sink_new (guint track, MediaKind kind, gboolean telephone);
void media_sink_free (MediaSink *sink);

/* @packet: RTP in clear. */
void media_sink_push (MediaSink *sink, const guint8 *packet, gsize size);

MediaSeen media_sink_get_seen (MediaSink *sink);
void media_sink_mark (MediaSink *sink);
gboolean media_sink_get_strip (MediaSink *sink, guint8 out_strip[MEDIA_STRIP_SIZE]);

/* Returns: (transfer full) (nullable): the newest frame, once. */
GBytes *media_sink_take_frame (MediaSink *sink);

/*
 * One who listens on the path and has no key: does with packets what the far end does. Content is what it found three
 * times in a row.
 */
typedef struct _MediaListener MediaListener;

MediaListener *media_listener_new (void);
void media_listener_free (MediaListener *listener);
void media_listener_hear (MediaListener *listener, const guint8 *packet, gsize size);
guint media_listener_get_n_content (MediaListener *listener);
