#include <string.h>

#include "isolation/stun_private.h"

#define HEADER_SIZE 20
#define COOKIE 0x2112a442u
#define ATTRIBUTE_USERNAME 0x0006
#define ATTRIBUTE_INTEGRITY 0x0008
#define ATTRIBUTE_ERROR_CODE 0x0009
#define ATTRIBUTE_FINGERPRINT 0x8028
#define INTEGRITY_SIZE 20
#define FINGERPRINT_XOR 0x5354554eu

static void
put16 (guint8 *at, guint value)
{
  at[0] = (guint8) (value >> 8);
  at[1] = (guint8) value;
}

static void
put32 (guint8 *at, guint32 value)
{
  put16 (at, value >> 16);
  put16 (at + 2, value & 0xffff);
}

static guint
get16 (const guint8 *at)
{
  return (guint) at[0] << 8 | at[1];
}

static guint32
get32 (const guint8 *at)
{
  return (guint32) get16 (at) << 16 | get16 (at + 2);
}

static guint32
crc32 (const guint8 *data, gsize size)
{
  guint32 crc = 0xffffffffu;

  for (gsize i = 0; i < size; i++)
    {
      crc ^= data[i];
      for (int bit = 0; bit < 8; bit++)
        crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
  return ~crc;
}

/* HMAC over the message up to the attribute, with a length that includes it. Fed in pieces, so that no copy of the
 * transaction id is left behind. */
static gboolean
mac (const guint8 *packet, gsize at, const char *password, guint8 *out)
{
  GHmac *hmac = g_hmac_new (G_CHECKSUM_SHA1, (const guchar *) password, strlen (password));
  guint8 length[2];
  gsize size = INTEGRITY_SIZE;

  put16 (length, (guint) (at + 4 + INTEGRITY_SIZE - HEADER_SIZE));
  g_hmac_update (hmac, packet, 2);
  g_hmac_update (hmac, length, sizeof length);
  g_hmac_update (hmac, packet + 4, (gssize) (at - 4));
  g_hmac_get_digest (hmac, out, &size);
  g_hmac_unref (hmac);
  return size == INTEGRITY_SIZE;
}

static gsize
put_attribute (guint8 *out, gsize at, guint type, const void *value, gsize size)
{
  const gsize padded = (size + 3) / 4 * 4;

  put16 (out + at, type);
  put16 (out + at + 2, (guint) size);
  memset (out + at + 4, 0, padded);
  memcpy (out + at + 4, value, size);
  return at + 4 + padded;
}

gsize
cordon_stun_write (guint type, const guint8 id[STUN_ID_SIZE], const char *username, guint error_code,
                   const char *password, guint8 *out, gsize out_size)
{
  const gsize name_size = username ? strlen (username) : 0;
  const guint8 error_value[4] = { 0, 0, (guint8) (error_code / 100), (guint8) (error_code % 100) };
  guint8 digest[INTEGRITY_SIZE], print[4];
  gsize at = HEADER_SIZE;

  if (name_size > 513 || out_size < HEADER_SIZE + 4 + name_size + 3 + 8 + 4 + INTEGRITY_SIZE + 8)
    return 0;
  put16 (out, type);
  put32 (out + 4, COOKIE);
  memcpy (out + 8, id, STUN_ID_SIZE);
  if (username)
    at = put_attribute (out, at, ATTRIBUTE_USERNAME, username, name_size);
  if (error_code)
    at = put_attribute (out, at, ATTRIBUTE_ERROR_CODE, error_value, sizeof error_value);
  put16 (out + 2, 0);
  if (!mac (out, at, password, digest))
    return 0;
  at = put_attribute (out, at, ATTRIBUTE_INTEGRITY, digest, sizeof digest);
  put16 (out + 2, (guint) (at + 8 - HEADER_SIZE));
  put32 (print, crc32 (out, at) ^ FINGERPRINT_XOR);
  return put_attribute (out, at, ATTRIBUTE_FINGERPRINT, print, sizeof print);
}

static gboolean
read_attribute (const guint8 *packet, gsize at, guint type, gsize size, CordonStunMessage *message)
{
  if (type == ATTRIBUTE_ERROR_CODE)
    {
      if (size < 4 || (packet[at + 6] & 7) < 3 || (packet[at + 6] & 7) > 6 || packet[at + 7] > 99)
        return FALSE;
      message->error_code = (packet[at + 6] & 7u) * 100 + packet[at + 7];
    }
  if (type == ATTRIBUTE_INTEGRITY)
    {
      if (size != INTEGRITY_SIZE)
        return FALSE;
      message->integrity_at = at;
    }
  return TRUE;
}

gboolean
cordon_stun_read (const guint8 *packet, gsize size, CordonStunMessage *out)
{
  CordonStunMessage message = { 0 };
  gsize at = HEADER_SIZE;

  if (size < HEADER_SIZE || size % 4 != 0 || (packet[0] & 0xc0) != 0
      || get16 (packet + 2) != size - HEADER_SIZE || get32 (packet + 4) != COOKIE)
    return FALSE;
  message.type = get16 (packet);
  message.id = packet + 8;
  /* What stands behind the integrity is not covered by it and is not read. */
  while (at < size && !message.integrity_at)
    {
      gsize length;

      if (size - at < 4)
        return FALSE;
      length = get16 (packet + at + 2);
      if (length > size - at - 4 || !read_attribute (packet, at, get16 (packet + at), length, &message))
        return FALSE;
      at += 4 + (length + 3) / 4 * 4;
      if (at > size)
        return FALSE;
    }
  *out = message;
  return TRUE;
}

gboolean
cordon_stun_verify (const guint8 *packet, gsize size, const CordonStunMessage *message, const char *password)
{
  guint8 digest[INTEGRITY_SIZE];
  guint difference = 0;

  if (!message->integrity_at || message->integrity_at + 4 + INTEGRITY_SIZE > size
      || !mac (packet, message->integrity_at, password, digest))
    return FALSE;
  for (gsize i = 0; i < INTEGRITY_SIZE; i++)
    difference |= (guint) (digest[i] ^ packet[message->integrity_at + 4 + i]);
  return difference == 0;
}
