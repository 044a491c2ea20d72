#include "tests/interop/call/media.h"

#include <gst/gst.h>
#include <srtp2/srtp.h>
#include <string.h>

#include "tests/interop/call/media_sink.h"
#include "tests/interop/call/media_source.h"

#define KEY_SIZE 16
#define SALT_SIZE 14
#define HEADER_SIZE 12
#define PACKET_MAX 2048

typedef struct
{
  MediaSource *sources[2];
  CordonGate *gate;
  MediaSink *sinks[2];
} Track;

struct _Media
{
  MediaSetup setup;
  GAsyncQueue *encoded; /* MediaPacket */
  gboolean keyed;
  srtp_t outbound;
  srtp_t inbound;
  Track tracks[MEDIA_MAX_TRACKS];
  guint n_sent;
  guint32 picture_ssrc; /* of a browser */
  gint64 asked_mono_us; /* for a whole picture */
};

Media *
media_new (const MediaSetup *setup)
{
  Media *media = g_new0 (Media, 1);

  media->setup = *setup;
  media->encoded = g_async_queue_new_full (g_free);
  srtp_init ();
  return media;
}

void
media_free (Media *media)
{
  if (!media)
    return;
  for (guint i = 0; i < MEDIA_MAX_TRACKS; i++)
    {
      for (guint kind = 0; kind < 2; kind++)
        {
          media_source_free (media->tracks[i].sources[kind]);
          media_sink_free (media->tracks[i].sinks[kind]);
        }
      cordon_gate_unref (media->tracks[i].gate);
    }
  if (media->outbound)
    srtp_dealloc (media->outbound);
  if (media->inbound)
    srtp_dealloc (media->inbound);
  g_async_queue_unref (media->encoded);
  g_free (media);
}

static void
set_policy (srtp_policy_t *policy, srtp_ssrc_type_t direction, guint8 *key)
{
  memset (policy, 0, sizeof *policy);
  srtp_crypto_policy_set_rtp_default (&policy->rtp);
  srtp_crypto_policy_set_rtcp_default (&policy->rtcp);
  policy->ssrc.type = direction;
  policy->key = key;
  policy->window_size = 1024;
  policy->allow_repeat_tx = 0;
}

static void
open_stream (srtp_t *stream, srtp_ssrc_type_t direction, guint8 *key)
{
  srtp_policy_t policy;

  if (*stream)
    srtp_dealloc (*stream);
  set_policy (&policy, direction, key);
  if (srtp_create (stream, &policy) != srtp_err_status_ok)
    g_error ("libsrtp takes no keys");
}

static void
tell_sources (Media *media, Track *track)
{
  for (guint kind = 0; kind < 2; kind++)
    if (track->sources[kind])
      media_source_set_gate (track->sources[kind], media->keyed, track->gate);
}

gboolean
media_key (Media *media, SSL *ssl)
{
  guint8 material[2 * (KEY_SIZE + SALT_SIZE)], client[KEY_SIZE + SALT_SIZE], server[KEY_SIZE + SALT_SIZE];
  const gboolean is_server = SSL_is_server (ssl) == 1;

  if (SSL_export_keying_material (ssl, material, sizeof material, "EXTRACTOR-dtls_srtp", 19, NULL, 0, 0) != 1)
    return FALSE;
  memcpy (client, material, KEY_SIZE);
  memcpy (server, material + KEY_SIZE, KEY_SIZE);
  memcpy (client + KEY_SIZE, material + 2 * KEY_SIZE, SALT_SIZE);
  memcpy (server + KEY_SIZE, material + 2 * KEY_SIZE + SALT_SIZE, SALT_SIZE);
  open_stream (&media->outbound, ssrc_any_outbound, is_server ? server : client);
  open_stream (&media->inbound, ssrc_any_inbound, is_server ? client : server);
  media->keyed = TRUE;
  for (guint i = 0; i < MEDIA_MAX_TRACKS; i++)
    tell_sources (media, &media->tracks[i]);
  return TRUE;
}

void
media_add_track (Media *media, guint track, CordonGate *gate)
{
  Track *own = &media->tracks[track];

  cordon_gate_unref (own->gate);
  own->gate = gate ? cordon_gate_ref (gate) : NULL;
  if (!own->sources[MEDIA_AUDIO])
    own->sources[MEDIA_AUDIO] = media_source_new (track, MEDIA_AUDIO, media->setup.telephone, media->encoded);
  if (!own->sources[MEDIA_VIDEO])
    own->sources[MEDIA_VIDEO] = media_source_new (track, MEDIA_VIDEO, media->setup.telephone, media->encoded);
  tell_sources (media, own);
}

/* The gate once more, for what was encoded before it changed (C-55). */
static gboolean
may_leave (const Media *media, const MediaPacket *packet)
{
  const CordonGate *gate = media->tracks[packet->track].gate;
  const CordonGateVerdict verdict = gate ? cordon_gate_get_verdict (gate) : CORDON_GATE_CONTENT;

  return media->keyed && verdict != CORDON_GATE_NOTHING
         && (verdict == CORDON_GATE_CONTENT || !packet->is_content);
}

static void
send_packet (Media *media, const MediaPacket *packet)
{
  guint8 protected[PACKET_MAX];
  int size = (int) packet->size;

  if (packet->size + SRTP_MAX_TRAILER_LEN > sizeof protected || !may_leave (media, packet))
    return;
  memcpy (protected, packet->data, packet->size);
  if (!media->setup.clear && srtp_protect (media->outbound, protected, &size) != srtp_err_status_ok)
    return;
  media->n_sent++;
  media->setup.send (protected, (gsize) size, media->setup.data);
}

static void
show_page (Media *media, guint track, guint kind)
{
  g_autoptr (GBytes) frame = NULL;

  if (!media->tracks[track].sinks[kind] || !media->setup.page)
    return;
  frame = media_sink_take_frame (media->tracks[track].sinks[kind]);
  if (frame)
    media->setup.page (track, (MediaKind) kind, g_bytes_get_data (frame, NULL), g_bytes_get_size (frame),
                       media->setup.data);
}

static void
put32 (guint8 *at, guint32 value)
{
  for (int i = 0; i < 4; i++)
    at[i] = (guint8) (value >> (24 - 8 * i));
}

/* A browser sends a whole picture once, and then when it is asked (RFC 4585 6.3.1). */
static void
ask_for_picture (Media *media)
{
  const gint64 now = g_get_monotonic_time ();
  guint8 packet[12 + SRTP_MAX_TRAILER_LEN + 4] = { 0x81, 206, 0, 2 };
  int size = 12;

  if (!media->keyed || !media->picture_ssrc || now < media->asked_mono_us + G_USEC_PER_SEC / 4)
    return;
  put32 (packet + 4, MEDIA_TELEPHONE_SSRC);
  put32 (packet + 8, media->picture_ssrc);
  media->asked_mono_us = now;
  if (srtp_protect_rtcp (media->outbound, packet, &size) == srtp_err_status_ok)
    media->setup.send (packet, (gsize) size, media->setup.data);
}

void
media_pump (Media *media)
{
  MediaPacket *packet;

  ask_for_picture (media);
  while ((packet = g_async_queue_try_pop (media->encoded)))
    {
      send_packet (media, packet);
      g_free (packet);
    }
  for (guint track = 0; track < MEDIA_MAX_TRACKS; track++)
    for (guint kind = 0; kind < 2; kind++)
      show_page (media, track, kind);
}

static guint32
read_ssrc (const guint8 *packet)
{
  return (guint32) packet[8] << 24 | (guint32) packet[9] << 16 | (guint32) packet[10] << 8 | packet[11];
}

gboolean
media_find_track (const guint8 *packet, gsize size, guint *out_track, MediaKind *out_kind)
{
  guint32 ssrc;

  if (size <= HEADER_SIZE || packet[0] >> 6 != 2)
    return FALSE;
  ssrc = read_ssrc (packet);
  if (ssrc < MEDIA_FIRST_SSRC || ssrc >= MEDIA_FIRST_SSRC + 2 * MEDIA_MAX_TRACKS)
    return FALSE;
  *out_track = (ssrc - MEDIA_FIRST_SSRC) / 2;
  *out_kind = (ssrc - MEDIA_FIRST_SSRC) % 2 ? MEDIA_AUDIO : MEDIA_VIDEO;
  return TRUE;
}

/* A browser chooses its own numbers; its lines are the payload types of our description. */
static gboolean
find_line (Media *media, const guint8 *packet, MediaKind *out_kind)
{
  const guint type = packet[1] & 0x7f;

  if (type != MEDIA_TELEPHONE_SOUND && type != MEDIA_TELEPHONE_PICTURE)
    return FALSE;
  *out_kind = type == MEDIA_TELEPHONE_SOUND ? MEDIA_AUDIO : MEDIA_VIDEO;
  if (*out_kind == MEDIA_VIDEO)
    media->picture_ssrc = read_ssrc (packet);
  return TRUE;
}

gboolean
media_read (Media *media, const guint8 *packet, gsize size)
{
  guint8 copy[PACKET_MAX];
  int length = (int) size;
  guint track = 0;
  MediaKind kind = MEDIA_AUDIO;
  MediaSink **sink;

  if (!media->keyed || size <= HEADER_SIZE || size > sizeof copy)
    return FALSE;
  memcpy (copy, packet, size);
  if (!media->setup.clear && srtp_unprotect (media->inbound, copy, &length) != srtp_err_status_ok)
    return FALSE;
  if (media->setup.telephone ? !find_line (media, copy, &kind)
                             : !media_find_track (copy, (gsize) length, &track, &kind))
    return FALSE;
  sink = &media->tracks[track].sinks[kind];
  if (!*sink)
    *sink = media_sink_new (track, kind, media->setup.telephone);
  media_sink_push (*sink, copy, (gsize) length);
  return TRUE;
}

MediaSeen
media_get_seen (Media *media, guint track, MediaKind kind)
{
  MediaSink *sink = media->tracks[track].sinks[kind];

  return sink ? media_sink_get_seen (sink) : (MediaSeen){ 0 };
}

gboolean
media_get_strip (Media *media, guint track, guint8 out_strip[MEDIA_STRIP_SIZE])
{
  MediaSink *sink = media->tracks[track].sinks[MEDIA_VIDEO];

  return sink && media_sink_get_strip (sink, out_strip);
}

void
media_mark (Media *media)
{
  for (guint track = 0; track < MEDIA_MAX_TRACKS; track++)
    for (guint kind = 0; kind < 2; kind++)
      if (media->tracks[track].sinks[kind])
        media_sink_mark (media->tracks[track].sinks[kind]);
}

guint
media_get_n_sent (const Media *media)
{
  return media->n_sent;
}
