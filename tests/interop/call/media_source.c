#include "tests/interop/call/media_source.h"

#include <gst/app/gstappsink.h>
#include <string.h>

#define FRAMES_PER_SECOND 20

struct _MediaSource
{
  guint track;
  MediaKind kind;
  GstElement *pipeline;
  GAsyncQueue *out;

  GMutex lock;
  gboolean open;
  CordonGate *gate;

  /* Of the streaming thread alone: what goes into the encoder and comes out of it is one call deep. */
  CordonGateVerdict verdict; /* of the frame that is being encoded */
  CordonGateVerdict before;  /* of the one before */
  GstClockTime last_paused;
};

static char *
write_launch (guint track, MediaKind kind, gboolean telephone, guint32 ssrc)
{
  if (telephone && kind == MEDIA_AUDIO)
    return g_strdup_printf ("audiotestsrc is-live=true samplesperbuffer=160 freq=500 volume=0.5 ! "
                            "audio/x-raw,format=S16LE,rate=8000,channels=1 ! identity name=gate ! mulawenc ! "
                            "rtppcmupay pt=0 ssrc=%u min-ptime=20000000 max-ptime=20000000 ! "
                            "appsink name=out sync=false",
                            ssrc);
  if (kind == MEDIA_AUDIO)
    return g_strdup_printf ("audiotestsrc is-live=true samplesperbuffer=960 freq=%u volume=0.5 ! "
                            "audio/x-raw,format=S16LE,rate=48000,channels=1 ! identity name=gate ! "
                            "opusenc bitrate=32000 complexity=1 frame-size=20 ! rtpopuspay pt=97 ssrc=%u ! "
                            "appsink name=out sync=false",
                            media_get_look (track)->tone, ssrc);
  return g_strdup_printf ("videotestsrc is-live=true pattern=ball background-color=%u ! "
                          "video/x-raw,format=I420,width=%d,height=%d,framerate=%d/1 ! identity name=gate ! "
                          "vp8enc deadline=1 cpu-used=8 lag-in-frames=0 keyframe-max-dist=5 threads=1 ! "
                          "rtpvp8pay pt=96 mtu=1100 ssrc=%u ! appsink name=out sync=false",
                          0xff000000u | media_get_look (track)->rgb, MEDIA_WIDTH, MEDIA_HEIGHT,
                          FRAMES_PER_SECOND, ssrc);
}

static CordonGateVerdict
ask_gate (MediaSource *source)
{
  CordonGateVerdict verdict = CORDON_GATE_NOTHING;

  g_mutex_lock (&source->lock);
  if (source->open)
    verdict = source->gate ? cordon_gate_get_verdict (source->gate) : CORDON_GATE_CONTENT;
  g_mutex_unlock (&source->lock);
  return verdict;
}

/* Black in I420; silence is zero. */
static GstBuffer *
make_blank (const MediaSource *source, GstBuffer *model)
{
  const gsize size = gst_buffer_get_size (model);
  const gsize luma = source->kind == MEDIA_VIDEO ? MEDIA_WIDTH * MEDIA_HEIGHT : 0;
  GstBuffer *blank = gst_buffer_new_allocate (NULL, size, NULL);

  gst_buffer_memset (blank, 0, source->kind == MEDIA_VIDEO ? 16 : 0, size);
  if (luma > 0)
    gst_buffer_memset (blank, luma, 128, size - luma);
  gst_buffer_copy_into (blank, model, GST_BUFFER_COPY_FLAGS | GST_BUFFER_COPY_TIMESTAMPS, 0, (gsize) -1);
  return blank;
}

/* A paused track: no sound, one black frame a second. */
static gboolean
is_due (MediaSource *source, GstBuffer *buffer)
{
  const GstClockTime now = GST_BUFFER_PTS (buffer);

  if (source->kind == MEDIA_AUDIO
      || (GST_CLOCK_TIME_IS_VALID (source->last_paused) && now < source->last_paused + GST_SECOND))
    return FALSE;
  source->last_paused = now;
  return TRUE;
}

/* Where an engine has its gate: on raw media, before anything is made of it. */
static GstPadProbeReturn
on_raw (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  MediaSource *source = data;
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  const CordonGateVerdict verdict = ask_gate (source);

  if (verdict == CORDON_GATE_NOTHING || (verdict == CORDON_GATE_PAUSED && !is_due (source, buffer)))
    return GST_PAD_PROBE_DROP;
  if (verdict != CORDON_GATE_PAUSED)
    source->last_paused = GST_CLOCK_TIME_NONE;
  if (verdict != CORDON_GATE_CONTENT)
    {
      info->data = make_blank (source, buffer);
      gst_buffer_unref (buffer);
    }
  source->before = source->verdict;
  source->verdict = verdict;
  return GST_PAD_PROBE_OK;
}

/* The sound encoder looks ahead: the end of one frame is in the packet of the next. */
static gboolean
holds_content (const MediaSource *source)
{
  return source->verdict == CORDON_GATE_CONTENT
         || (source->kind == MEDIA_AUDIO && source->before == CORDON_GATE_CONTENT);
}

static GstFlowReturn
on_packet (GstAppSink *sink, gpointer data)
{
  MediaSource *source = data;
  g_autoptr (GstSample) sample = gst_app_sink_pull_sample (sink);
  GstBuffer *buffer = sample ? gst_sample_get_buffer (sample) : NULL;
  const gsize size = buffer ? gst_buffer_get_size (buffer) : 0;
  MediaPacket *packet;

  if (size == 0)
    return GST_FLOW_OK;
  packet = g_malloc (sizeof *packet + size);
  packet->track = source->track;
  packet->is_content = holds_content (source);
  packet->size = gst_buffer_extract (buffer, 0, packet->data, size);
  g_async_queue_push (source->out, packet);
  return GST_FLOW_OK;
}

MediaSource *
media_source_new (guint track, MediaKind kind, gboolean telephone, GAsyncQueue *out)
{
  GstAppSinkCallbacks callbacks = { .new_sample = on_packet };
  MediaSource *source = g_new0 (MediaSource, 1);
  const guint32 ssrc = telephone ? MEDIA_TELEPHONE_SSRC + (guint32) kind
                                 : MEDIA_FIRST_SSRC + 2 * track + (guint32) kind;
  g_autofree char *launch = write_launch (track, kind, telephone, ssrc);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) gate = NULL;
  g_autoptr (GstElement) sink = NULL;
  g_autoptr (GstPad) pad = NULL;

  source->track = track;
  source->kind = kind;
  source->last_paused = GST_CLOCK_TIME_NONE;
  source->out = g_async_queue_ref (out);
  g_mutex_init (&source->lock);
  source->pipeline = gst_parse_launch (launch, &error);
  if (!source->pipeline || error)
    g_error ("%s", error ? error->message : launch);
  gate = gst_bin_get_by_name (GST_BIN (source->pipeline), "gate");
  pad = gst_element_get_static_pad (gate, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_raw, source, NULL);
  sink = gst_bin_get_by_name (GST_BIN (source->pipeline), "out");
  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks, source, NULL);
  gst_element_set_state (source->pipeline, GST_STATE_PLAYING);
  return source;
}

void
media_source_free (MediaSource *source)
{
  if (!source)
    return;
  gst_element_set_state (source->pipeline, GST_STATE_NULL);
  gst_object_unref (source->pipeline);
  cordon_gate_unref (source->gate);
  g_async_queue_unref (source->out);
  g_mutex_clear (&source->lock);
  g_free (source);
}

void
media_source_set_gate (MediaSource *source, gboolean open, CordonGate *gate)
{
  CordonGate *old;

  g_mutex_lock (&source->lock);
  old = source->gate;
  source->gate = gate ? cordon_gate_ref (gate) : NULL;
  source->open = open;
  g_mutex_unlock (&source->lock);
  cordon_gate_unref (old);
}
