#include "tests/interop/call/attacks.h"

#include <string.h>

static char *remembered;

gboolean
attack_watch (Stage *stage, guint8 *packet, gsize size, gboolean from_a)
{
  return TRUE;
}

static guint8 *
find (guint8 *packet, gsize size, const void *what, gsize what_size)
{
  return packet[0] == 22 ? memmem (packet, size, what, what_size) : NULL;
}

/* Makes the extension another, unknown one: to the server there is no ALPN. */
gboolean
attack_strip_label (Stage *stage, guint8 *packet, gsize size, gboolean from_a)
{
  static const guint8 both[] = "\0\20\0\x12\0\x10\6webrtc\10c-webrtc";
  static const guint8 one[] = "\0\20\0\x0b\0\x09\10c-webrtc";
  guint8 *at = find (packet, size, both, sizeof both - 1);

  if (!at)
    at = find (packet, size, one, sizeof one - 1);
  if (at)
    {
      at[0] = 0x44;
      stage_count_tampering (stage);
    }
  return TRUE;
}

/* Leaves `webrtc` as the only label that the other side knows. */
gboolean
attack_rename_label (Stage *stage, guint8 *packet, gsize size, gboolean from_a)
{
  guint8 *at = find (packet, size, "\10c-webrtc", 9);

  if (at)
    {
      at[1] = 'x';
      stage_count_tampering (stage);
    }
  return TRUE;
}

/* A record that nobody keyed: epoch as asked, an alert in clear. */
static gsize
write_alert (guint8 *out, guint8 epoch, guint8 level, guint8 description)
{
  static guint8 sequence = 200;
  const guint8 record[] = { 21, 0xfe, 0xfd, 0, epoch, 0, 0, 0, 0, 1, sequence++, 0, 2, level, description };

  memcpy (out, record, sizeof record);
  return sizeof record;
}

gsize
attack_early_close_notify (Stage *stage, guint8 *out, gsize max, gboolean to_a)
{
  static guint count;

  stage_count_tampering (stage);
  return write_alert (out, ++count % 2, 1, 0);
}

/* Behind the handshake, when media flows. */
gsize
attack_close_notify (Stage *stage, guint8 *out, gsize max, gboolean to_a)
{
  return stage_get_n_relayed (stage) < 60 ? 0 : attack_early_close_notify (stage, out, max, to_a);
}

gsize
attack_fatal_alert (Stage *stage, guint8 *out, gsize max, gboolean to_a)
{
  stage_count_tampering (stage);
  return write_alert (out, 1, 2, 40);
}

static char *
insert_line (const char *description, const char *before, const char *line)
{
  const char *at = strstr (description, before);

  return g_strdup_printf ("%.*s%s%s", (int) (at - description), description, line, at);
}

/* The attacker's certificate beside the callee's, under the callee's assertion. */
char *
attack_add_fingerprint (Stage *stage, const char *description)
{
  g_autofree char *line = g_strdup_printf (
    "a=fingerprint:%s\r\n", "sha-256 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:"
                            "55:66:77:88:99:AA:BB:CC:DD:EE:FF");

  return insert_line (description, "a=tls-id:", line);
}

/* The attacker's own description with the assertion that the callee made for another call. */
char *
attack_replay_assertion (Stage *stage, const char *description)
{
  const char *begin = remembered ? strstr (remembered, "a=identity:") : NULL;
  g_autofree char *line = begin ? g_strndup (begin, strcspn (begin, "\r") + 2) : NULL;

  return line ? insert_line (description, "m=video", line) : NULL;
}

char *
attack_remove_identity (Stage *stage, const char *description)
{
  const char *begin = strstr (description, "a=identity:");

  return begin ? g_strdup_printf ("%.*s%s", (int) (begin - description), description,
                                  begin + strcspn (begin, "\r") + 2)
               : NULL;
}

/* The callee's true fingerprint and assertion, in a session that the callee knows nothing of. */
char *
attack_other_session (Stage *stage, const char *description)
{
  const char *begin = strstr (description, "a=tls-id:");

  return g_strdup_printf ("%.*sa=tls-id:EEEEEEEEEEEEEEEEEEEE%s", (int) (begin - description), description,
                          begin + strcspn (begin, "\r"));
}

void
attack_remember (const char *description)
{
  g_free (remembered);
  remembered = g_strdup (description);
}

gboolean
attack_read_much (const StageResult *result)
{
  return result->n_readable > 0;
}

gboolean
attack_read_nothing (const StageResult *result)
{
  return result->n_readable == 0;
}
