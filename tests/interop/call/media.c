#include "tests/interop/call/media.h"

#include <srtp2/srtp.h>
#include <string.h>

#define KEY_SIZE 16
#define SALT_SIZE 14
#define HEADER_SIZE 12
#define PAYLOAD_SIZE 192
#define FIRST_SSRC 0x434f5230u
#define LUMA_BLACK 16
#define CHROMA_GREY 128
#define TELEPHONE_SIZE 160
#define TELEPHONE_ZERO 0xff

/* The pattern: recognisable in any place, and never a run of one value. */
static const char motif[] = "CONTENT-";

struct _Media
{
  gboolean telephone;
  srtp_t outbound;
  srtp_t inbound;
  guint16 sequence[MEDIA_MAX_TRACKS][2];
  MediaSeen seen[MEDIA_MAX_TRACKS][2];
};

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

Media *
media_new (SSL *ssl, gboolean telephone)
{
  guint8 material[2 * (KEY_SIZE + SALT_SIZE)], client[KEY_SIZE + SALT_SIZE], server[KEY_SIZE + SALT_SIZE];
  const gboolean is_server = SSL_is_server (ssl) == 1;
  srtp_policy_t policy;
  Media *media;

  if (SSL_export_keying_material (ssl, material, sizeof material, "EXTRACTOR-dtls_srtp", 19, NULL, 0, 0) != 1)
    return NULL;
  memcpy (client, material, KEY_SIZE);
  memcpy (server, material + KEY_SIZE, KEY_SIZE);
  memcpy (client + KEY_SIZE, material + 2 * KEY_SIZE, SALT_SIZE);
  memcpy (server + KEY_SIZE, material + 2 * KEY_SIZE + SALT_SIZE, SALT_SIZE);
  media = g_new0 (Media, 1);
  media->telephone = telephone;
  srtp_init ();
  set_policy (&policy, ssrc_any_outbound, is_server ? server : client);
  g_assert (srtp_create (&media->outbound, &policy) == srtp_err_status_ok);
  set_policy (&policy, ssrc_any_inbound, is_server ? client : server);
  g_assert (srtp_create (&media->inbound, &policy) == srtp_err_status_ok);
  return media;
}

void
media_free (Media *media)
{
  if (!media)
    return;
  srtp_dealloc (media->outbound);
  srtp_dealloc (media->inbound);
  g_free (media);
}

static void
fill_payload (guint8 *payload, MediaKind kind, gboolean content)
{
  if (content)
    for (guint i = 0; i < PAYLOAD_SIZE; i++)
      payload[i] = (guint8) motif[i % (sizeof motif - 1)];
  else if (kind == MEDIA_AUDIO)
    memset (payload, 0, PAYLOAD_SIZE);
  else
    {
      /* 4:2:0: two thirds luma, one third chroma. */
      memset (payload, LUMA_BLACK, PAYLOAD_SIZE / 3 * 2);
      memset (payload + PAYLOAD_SIZE / 3 * 2, CHROMA_GREY, PAYLOAD_SIZE / 3);
    }
}

/* A tone of 500 Hz: eight samples up, eight down. */
static void
fill_telephone (guint8 *payload, gboolean content)
{
  for (guint i = 0; i < TELEPHONE_SIZE; i++)
    payload[i] = !content ? TELEPHONE_ZERO : i % 16 < 8 ? 0x90 : 0x10;
}

static gsize
write_telephone (Media *media, guint track, CordonGateVerdict verdict, guint8 *out)
{
  const guint16 sequence = media->sequence[track][MEDIA_AUDIO]++;
  const guint32 stamp = sequence * (guint32) TELEPHONE_SIZE;
  int size = HEADER_SIZE + TELEPHONE_SIZE;

  memset (out, 0, HEADER_SIZE);
  out[0] = 0x80;
  out[2] = (guint8) (sequence >> 8);
  out[3] = (guint8) sequence;
  for (int i = 0; i < 4; i++)
    {
      out[4 + i] = (guint8) (stamp >> (24 - 8 * i));
      out[8 + i] = (guint8) (MEDIA_TELEPHONE_SSRC >> (24 - 8 * i));
    }
  fill_telephone (out + HEADER_SIZE, verdict == CORDON_GATE_CONTENT);
  return srtp_protect (media->outbound, out, &size) == srtp_err_status_ok ? (gsize) size : 0;
}

gsize
media_write (Media *media, guint track, MediaKind kind, CordonGateVerdict verdict, guint8 *out)
{
  const guint16 sequence = media->sequence[track][kind];
  const guint32 ssrc = FIRST_SSRC + 2 * track + kind;
  int size = HEADER_SIZE + PAYLOAD_SIZE;

  if (verdict == CORDON_GATE_NOTHING || (verdict == CORDON_GATE_PAUSED && kind == MEDIA_AUDIO))
    return 0;
  if (media->telephone)
    return kind == MEDIA_AUDIO ? write_telephone (media, track, verdict, out) : 0;
  media->sequence[track][kind]++;
  memset (out, 0, HEADER_SIZE);
  out[0] = 0x80;
  out[1] = (guint8) (96 + kind);
  out[2] = (guint8) (sequence >> 8);
  out[3] = (guint8) sequence;
  for (int i = 0; i < 4; i++)
    out[8 + i] = (guint8) (ssrc >> (24 - 8 * i));
  fill_payload (out + HEADER_SIZE, kind, verdict == CORDON_GATE_CONTENT);
  return srtp_protect (media->outbound, out, &size) == srtp_err_status_ok ? (gsize) size : 0;
}

static gboolean
is_blank (const guint8 *payload, MediaKind kind)
{
  guint8 blank[PAYLOAD_SIZE];

  fill_payload (blank, kind, FALSE);
  return memcmp (payload, blank, PAYLOAD_SIZE) == 0;
}

static void
note (MediaSeen *seen, gboolean blank)
{
  seen->n_packets++;
  seen->n_since++;
  seen->n_blank += blank ? 1 : 0;
  seen->n_content += blank ? 0 : 1;
  seen->n_content_since += blank ? 0 : 1;
}

/* Both zeros of the companding law, and the steps next to them, are silence to an ear. */
static gboolean
is_telephone_silence (const guint8 *payload, gsize size)
{
  for (gsize i = 0; i < size; i++)
    if ((payload[i] & 0x7f) < 0x7c)
      return FALSE;
  return TRUE;
}

/* Payload type 0; a browser may add header extensions. */
static gboolean
read_telephone (Media *media, const guint8 *packet, int size)
{
  int header = HEADER_SIZE + 4 * (packet[0] & 15);

  if (packet[0] & 16 && size >= header + 4)
    header += 4 + 4 * (packet[header + 2] << 8 | packet[header + 3]);
  if ((packet[1] & 0x7f) == 0 && size > header)
    note (&media->seen[0][MEDIA_AUDIO], is_telephone_silence (packet + header, (gsize) (size - header)));
  return TRUE;
}

gboolean
media_read (Media *media, const guint8 *packet, gsize size)
{
  guint8 copy[2048];
  int length = (int) size;
  guint32 ssrc;
  MediaSeen *seen;
  MediaKind kind;

  if (!media || size > sizeof copy)
    return FALSE;
  memcpy (copy, packet, size);
  if (srtp_unprotect (media->inbound, copy, &length) != srtp_err_status_ok)
    return FALSE;
  if (media->telephone)
    return read_telephone (media, copy, length);
  if (length != HEADER_SIZE + PAYLOAD_SIZE)
    return FALSE;
  ssrc = (guint32) copy[8] << 24 | (guint32) copy[9] << 16 | (guint32) copy[10] << 8 | copy[11];
  if (ssrc < FIRST_SSRC || ssrc >= FIRST_SSRC + 2 * MEDIA_MAX_TRACKS)
    return FALSE;
  kind = (ssrc - FIRST_SSRC) % 2 ? MEDIA_AUDIO : MEDIA_VIDEO;
  seen = &media->seen[(ssrc - FIRST_SSRC) / 2][kind];
  note (seen, is_blank (copy + HEADER_SIZE, kind));
  return TRUE;
}

gboolean
media_is_readable (const guint8 *packet, gsize size)
{
  return memmem (packet, size, motif, sizeof motif - 1) != NULL;
}

const MediaSeen *
media_get_seen (const Media *media, guint track, MediaKind kind)
{
  static const MediaSeen none;

  return media ? &media->seen[track][kind] : &none;
}

void
media_mark (Media *media)
{
  for (guint track = 0; media && track < MEDIA_MAX_TRACKS; track++)
    for (guint kind = 0; kind < 2; kind++)
      media->seen[track][kind].n_since = media->seen[track][kind].n_content_since = 0;
}

const char *
media_describe (const MediaSeen *seen, MediaKind kind)
{
  if (seen->n_since == 0)
    return "nothing";
  if (seen->n_content_since > 0)
    return "content";
  return kind == MEDIA_AUDIO ? "silence" : "black";
}
