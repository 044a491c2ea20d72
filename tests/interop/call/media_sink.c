#include "tests/interop/call/media_sink.h"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <string.h>

struct _MediaSink
{
  guint track;
  MediaKind kind;
  gboolean telephone;
  GstElement *pipeline;
  GstAppSrc *in;

  GMutex lock;
  MediaSeen seen;
  guint n_in_a_row; /* content */
  guint n_sure;
  guint8 strip[MEDIA_STRIP_SIZE];
  gboolean has_strip;
  GBytes *frame;
};

struct _MediaListener
{
  MediaSink *sinks[MEDIA_MAX_TRACKS][2];
};

static const char *
find_launch (MediaKind kind, gboolean telephone)
{
  if (telephone && kind == MEDIA_VIDEO)
    return "appsrc name=in is-live=true do-timestamp=true format=time "
           "caps=application/x-rtp,media=video,clock-rate=90000,encoding-name=VP8,payload=96 ! "
           "rtpvp8depay ! vp8dec threads=1 ! videoconvert ! videoscale ! "
           "video/x-raw,format=I420,width=96,height=72 ! appsink name=out sync=false";
  if (telephone)
    return "appsrc name=in is-live=true do-timestamp=true format=time "
           "caps=application/x-rtp,media=audio,clock-rate=8000,encoding-name=PCMU,payload=0 ! "
           "rtppcmudepay ! mulawdec ! appsink name=out sync=false";
  if (kind == MEDIA_AUDIO)
    return "appsrc name=in is-live=true do-timestamp=true format=time "
           "caps=application/x-rtp,media=audio,clock-rate=48000,encoding-name=OPUS,payload=97 ! "
           "rtpopusdepay ! opusdec ! audio/x-raw,format=S16LE,rate=48000,channels=1 ! "
           "appsink name=out sync=false";
  return "appsrc name=in is-live=true do-timestamp=true format=time "
         "caps=application/x-rtp,media=video,clock-rate=90000,encoding-name=VP8,payload=96 ! "
         "rtpvp8depay ! vp8dec threads=1 ! appsink name=out sync=false";
}

/* A telephone's lines have whatever the browser plays: what is not black, and what is loud, is content. */
static MediaFind
judge_telephone (MediaKind kind, const guint8 *frame, gsize size)
{
  if (kind == MEDIA_VIDEO)
    return media_judge (0, kind, frame, size) == MEDIA_BLANK ? MEDIA_BLANK : MEDIA_CONTENT;
  for (gsize i = 0; i + 1 < size; i += 2)
    {
      gint16 sample;

      memcpy (&sample, frame + i, sizeof sample);
      if (ABS (sample) > 64)
        return MEDIA_CONTENT;
    }
  return MEDIA_BLANK;
}

static void
note (MediaSink *sink, const guint8 *frame, gsize size)
{
  const MediaFind find = sink->telephone ? judge_telephone (sink->kind, frame, size)
                                         : media_judge (sink->track, sink->kind, frame, size);

  g_mutex_lock (&sink->lock);
  sink->seen.n[find]++;
  sink->n_in_a_row = find == MEDIA_CONTENT ? sink->n_in_a_row + 1 : 0;
  sink->n_sure += sink->n_in_a_row >= 3 ? 1 : 0;
  if (sink->kind == MEDIA_VIDEO && size == MEDIA_PICTURE_SIZE)
    {
      media_draw_strip (frame, sink->strip);
      sink->has_strip = TRUE;
    }
  g_clear_pointer (&sink->frame, g_bytes_unref);
  sink->frame = g_bytes_new (frame, size);
  g_mutex_unlock (&sink->lock);
}

static GstFlowReturn
on_frame (GstAppSink *out, gpointer data)
{
  g_autoptr (GstSample) sample = gst_app_sink_pull_sample (out);
  GstBuffer *buffer = sample ? gst_sample_get_buffer (sample) : NULL;
  GstMapInfo map;

  if (buffer && gst_buffer_map (buffer, &map, GST_MAP_READ))
    {
      note (data, map.data, map.size);
      gst_buffer_unmap (buffer, &map);
    }
  return GST_FLOW_OK;
}

MediaSink *
media_sink_new (guint track, MediaKind kind, gboolean telephone)
{
  GstAppSinkCallbacks callbacks = { .new_sample = on_frame };
  MediaSink *sink = g_new0 (MediaSink, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) out = NULL;

  sink->track = track;
  sink->kind = kind;
  sink->telephone = telephone;
  g_mutex_init (&sink->lock);
  sink->pipeline = gst_parse_launch (find_launch (kind, telephone), &error);
  if (!sink->pipeline || error)
    g_error ("%s", error ? error->message : "no pipeline");
  sink->in = GST_APP_SRC (gst_bin_get_by_name (GST_BIN (sink->pipeline), "in"));
  out = gst_bin_get_by_name (GST_BIN (sink->pipeline), "out");
  gst_app_sink_set_callbacks (GST_APP_SINK (out), &callbacks, sink, NULL);
  gst_element_set_state (sink->pipeline, GST_STATE_PLAYING);
  return sink;
}

void
media_sink_free (MediaSink *sink)
{
  if (!sink)
    return;
  gst_element_set_state (sink->pipeline, GST_STATE_NULL);
  gst_object_unref (sink->in);
  gst_object_unref (sink->pipeline);
  g_clear_pointer (&sink->frame, g_bytes_unref);
  g_mutex_clear (&sink->lock);
  g_free (sink);
}

void
media_sink_push (MediaSink *sink, const guint8 *packet, gsize size)
{
  gst_app_src_push_buffer (sink->in, gst_buffer_new_memdup (packet, size));
}

MediaSeen
media_sink_get_seen (MediaSink *sink)
{
  MediaSeen seen;

  g_mutex_lock (&sink->lock);
  seen = sink->seen;
  g_mutex_unlock (&sink->lock);
  return seen;
}

void
media_sink_mark (MediaSink *sink)
{
  g_mutex_lock (&sink->lock);
  sink->seen = (MediaSeen){ 0 };
  g_mutex_unlock (&sink->lock);
}

gboolean
media_sink_get_strip (MediaSink *sink, guint8 out_strip[MEDIA_STRIP_SIZE])
{
  gboolean has_strip;

  g_mutex_lock (&sink->lock);
  memcpy (out_strip, sink->strip, MEDIA_STRIP_SIZE);
  has_strip = sink->has_strip;
  g_mutex_unlock (&sink->lock);
  return has_strip;
}

GBytes *
media_sink_take_frame (MediaSink *sink)
{
  GBytes *frame;

  g_mutex_lock (&sink->lock);
  frame = g_steal_pointer (&sink->frame);
  g_mutex_unlock (&sink->lock);
  return frame;
}

MediaListener *
media_listener_new (void)
{
  return g_new0 (MediaListener, 1);
}

void
media_listener_free (MediaListener *listener)
{
  for (guint track = 0; listener && track < MEDIA_MAX_TRACKS; track++)
    for (guint kind = 0; kind < 2; kind++)
      media_sink_free (listener->sinks[track][kind]);
  g_free (listener);
}

void
media_listener_hear (MediaListener *listener, const guint8 *packet, gsize size)
{
  guint track;
  MediaKind kind;
  MediaSink **sink;

  if (!media_find_track (packet, size, &track, &kind))
    return;
  sink = &listener->sinks[track][kind];
  if (!*sink)
    *sink = media_sink_new (track, kind, FALSE);
  media_sink_push (*sink, packet, size);
}

guint
media_listener_get_n_content (MediaListener *listener)
{
  guint n = 0;

  for (guint track = 0; track < MEDIA_MAX_TRACKS; track++)
    for (guint kind = 0; kind < 2; kind++)
      if (listener->sinks[track][kind])
        {
          g_mutex_lock (&listener->sinks[track][kind]->lock);
          n += listener->sinks[track][kind]->n_sure;
          g_mutex_unlock (&listener->sinks[track][kind]->lock);
        }
  return n;
}
