#include "permissions/device_id.h"

#include <string.h>
#include <sys/random.h>

#include "permissions/limits.h"

#define DIGEST_SIZE 32

G_STATIC_ASSERT (CORDON_DEVICE_ID_BITS % 4 == 0 && CORDON_DEVICE_ID_BITS <= 32);

static const struct
{
  const char *name;
  CordonFeature feature;
} kinds[] = {
  [CORDON_DEVICE_NONE] = { "none", CORDON_FEATURE_NONE },
  [CORDON_DEVICE_AUDIO_INPUT] = { "audioinput", CORDON_FEATURE_MICROPHONE },
  [CORDON_DEVICE_VIDEO_INPUT] = { "videoinput", CORDON_FEATURE_CAMERA },
  [CORDON_DEVICE_AUDIO_OUTPUT] = { "audiooutput", CORDON_FEATURE_SPEAKER_SELECTION },
};

G_STATIC_ASSERT (G_N_ELEMENTS (kinds) == CORDON_N_DEVICE_KINDS);

const char *
cordon_device_kind_to_string (CordonDeviceKind kind)
{
  guint index = (guint) kind;

  return kinds[index < G_N_ELEMENTS (kinds) ? index : CORDON_DEVICE_NONE].name;
}

CordonFeature
cordon_device_kind_to_feature (CordonDeviceKind kind)
{
  guint index = (guint) kind;

  return kinds[index < G_N_ELEMENTS (kinds) ? index : CORDON_DEVICE_NONE].feature;
}

static gboolean
fill_random (guint8 *bytes, gsize size)
{
  if (getrandom (bytes, size, 0) == (gssize) size)
    return TRUE;

  memset (bytes, 0, size);
  return FALSE;
}

gboolean
cordon_device_salts_new_document (CordonDeviceSalts *salts)
{
  g_return_val_if_fail (salts != NULL, FALSE);

  return fill_random (salts->document, sizeof salts->document);
}

/* Each part with its size before it, so that no two lists of parts are the same bytes. */
static void
add_part (GHmac *hmac, const char *part)
{
  guint32 size = GUINT32_TO_LE ((guint32) strlen (part));

  g_hmac_update (hmac, (const guchar *) &size, sizeof size);
  g_hmac_update (hmac, (const guchar *) part, (gssize) strlen (part));
}

static char *
finish (GHmac *hmac)
{
  char *text = g_strdup (g_hmac_get_string (hmac));

  text[CORDON_DEVICE_ID_BITS / 4] = '\0';
  g_hmac_unref (hmac);
  return text;
}

char *
cordon_device_id_new (const CordonDeviceSalts *salts, const CordonOrigin *origin,
                      const CordonOrigin *top_level_origin, CordonDeviceKind kind, const char *hardware,
                      guint attempt)
{
  guint8 key[2 * CORDON_DEVICE_SALT_SIZE];
  char number[16];
  GHmac *hmac;

  g_return_val_if_fail (salts != NULL, g_strdup (""));
  g_return_val_if_fail (hardware != NULL, g_strdup (""));

  memcpy (key, salts->origin, CORDON_DEVICE_SALT_SIZE);
  memcpy (key + CORDON_DEVICE_SALT_SIZE, salts->top_level, CORDON_DEVICE_SALT_SIZE);
  hmac = g_hmac_new (G_CHECKSUM_SHA256, key, sizeof key);
  g_snprintf (number, sizeof number, "%u", attempt);
  add_part (hmac, "device");
  add_part (hmac, cordon_origin_to_string (origin));
  add_part (hmac, cordon_origin_to_string (top_level_origin));
  add_part (hmac, cordon_device_kind_to_string (kind));
  add_part (hmac, hardware);
  add_part (hmac, number);

  return finish (hmac);
}

char *
cordon_group_id_new (const CordonDeviceSalts *salts, const char *hardware_group)
{
  GHmac *hmac;

  g_return_val_if_fail (salts != NULL, g_strdup (""));
  g_return_val_if_fail (hardware_group != NULL, g_strdup (""));

  hmac = g_hmac_new (G_CHECKSUM_SHA256, salts->document, sizeof salts->document);
  add_part (hmac, "group");
  add_part (hmac, hardware_group);

  return finish (hmac);
}

char *
cordon_media_id_new (void)
{
  guint8 bytes[16];

  if (!fill_random (bytes, sizeof bytes))
    return NULL;

  bytes[6] = (guint8) ((bytes[6] & 0x0f) | 0x40);
  bytes[8] = (guint8) ((bytes[8] & 0x3f) | 0x80);
  return g_strdup_printf ("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", bytes[0],
                          bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7], bytes[8],
                          bytes[9], bytes[10], bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]);
}

/* "Bob's AirPods", "Bob’s AirPods", "Boris' AirPods": the possessive and what stands before it. */
char *
cordon_device_label_sanitize (const char *label)
{
  static const char *const marks[] = { "'s ", "\342\200\231s ", "s' ", "s\342\200\231 " };

  g_return_val_if_fail (label != NULL, g_strdup (""));

  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      const char *mark = strstr (label, marks[i]);

      if (mark && mark[strlen (marks[i])] != '\0')
        return g_strdup (mark + strlen (marks[i]));
    }

  return g_strdup (label);
}
