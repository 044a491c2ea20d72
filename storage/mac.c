/* The low-level hash functions let a keyed state be kept and copied; through EVP a row would cost twice as much. */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "storage/mac_private.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <string.h>

#define BLOCK_SIZE 64

/* States that have taken in the padded key. */
struct _CordonMac
{
  SHA256_CTX inner;
  SHA256_CTX outer;
};

CordonMac *
cordon_mac_new (const guint8 key[CORDON_MAC_KEY_SIZE])
{
  CordonMac *mac = g_new0 (CordonMac, 1);
  guint8 inner[BLOCK_SIZE];
  guint8 outer[BLOCK_SIZE];

  memset (inner, 0x36, sizeof inner);
  memset (outer, 0x5c, sizeof outer);
  for (gsize i = 0; i < CORDON_MAC_KEY_SIZE; i++)
    {
      inner[i] ^= key[i];
      outer[i] ^= key[i];
    }
  SHA256_Init (&mac->inner);
  SHA256_Update (&mac->inner, inner, sizeof inner);
  SHA256_Init (&mac->outer);
  SHA256_Update (&mac->outer, outer, sizeof outer);
  OPENSSL_cleanse (inner, sizeof inner);
  OPENSSL_cleanse (outer, sizeof outer);
  return mac;
}

CordonMac *
cordon_mac_new_copy (const CordonMac *mac)
{
  return g_memdup2 (mac, sizeof *mac);
}

void
cordon_mac_free (CordonMac *mac)
{
  if (!mac)
    return;

  OPENSSL_cleanse (mac, sizeof *mac);
  g_free (mac);
}

static void
write_state (const SHA256_CTX *state, guint8 out[CORDON_MAC_SIZE])
{
  for (gsize i = 0; i < CORDON_MAC_SIZE / 4; i++)
    {
      guint32 word = GUINT32_TO_BE (state->h[i]);

      memcpy (out + 4 * i, &word, sizeof word);
    }
}

/* The end of every outer hash: 32 bytes behind one block of key, and the padding that belongs to them. */
static void
finish (const CordonMac *mac, SHA256_CTX *inner, guint8 out[CORDON_MAC_SIZE])
{
  SHA256_CTX outer = mac->outer;
  guint8 block[BLOCK_SIZE] = { [CORDON_MAC_SIZE] = 0x80,
                               [BLOCK_SIZE - 2] = (BLOCK_SIZE + CORDON_MAC_SIZE) >> 5 };

  SHA256_Final (block, inner);
  SHA256_Transform (&outer, block);
  write_state (&outer, out);
}

void
cordon_mac_compute (const CordonMac *mac, gconstpointer data, gsize size, guint8 out[CORDON_MAC_SIZE])
{
  SHA256_CTX inner = mac->inner;

  SHA256_Update (&inner, data, size);
  finish (mac, &inner, out);
}

CordonMac *
cordon_mac_derive (const CordonMac *mac, const char *label, gconstpointer context, gsize context_size)
{
  SHA256_CTX inner = mac->inner;
  guint8 key[CORDON_MAC_SIZE];
  CordonMac *derived;

  SHA256_Update (&inner, label, strlen (label) + 1);
  SHA256_Update (&inner, context, context_size);
  finish (mac, &inner, key);
  derived = cordon_mac_new (key);
  OPENSSL_cleanse (key, sizeof key);
  return derived;
}

/* Seven bits a byte, low ones first. */
gsize
cordon_mac_write_number (guint8 *out, guint64 number)
{
  gsize size = 0;

  for (; number >= 0x80; number >>= 7)
    out[size++] = (guint8) (number | 0x80);
  out[size++] = (guint8) number;
  return size;
}

void
cordon_mac_row (const CordonMac *mac, const CordonRow *row, guint8 out[CORDON_MAC_SIZE])
{
  const CordonTableInfo *info = cordon_table_get_info (row->table);
  SHA256_CTX inner = mac->inner;
  guint8 buffer[512];
  gsize size = 0;

  size += cordon_mac_write_number (buffer + size, row->table);
  size += cordon_mac_write_number (buffer + size, (guint64) row->id);
  for (guint i = 0; i < info->n_columns; i++)
    {
      const CordonValue *value = &row->values[i];
      gboolean is_integer = cordon_column_is_integer (info->columns[i].kind);

      /* The kinds are the table's, so a number stands either for itself or for the size of what follows. */
      size += cordon_mac_write_number (buffer + size, is_integer ? (guint64) value->integer : value->size);
      if (!is_integer && value->size <= sizeof buffer - size - 16)
        {
          memcpy (buffer + size, value->bytes, value->size);
          size += value->size;
        }
      else if (!is_integer)
        {
          SHA256_Update (&inner, buffer, size);
          SHA256_Update (&inner, value->bytes, value->size);
          size = 0;
        }
      if (size > sizeof buffer - 32)
        {
          SHA256_Update (&inner, buffer, size);
          size = 0;
        }
    }
  SHA256_Update (&inner, buffer, size);
  finish (mac, &inner, out);
}

void
cordon_mac_packed (const CordonMac *mac, CordonTableId table, gint64 id, gconstpointer values, gsize size,
                   guint8 out[CORDON_MAC_SIZE])
{
  SHA256_CTX inner = mac->inner;
  guint8 head[2 * CORDON_MAC_MAX_NUMBER];
  gsize head_size = cordon_mac_write_number (head, table);

  head_size += cordon_mac_write_number (head + head_size, (guint64) id);
  SHA256_Update (&inner, head, head_size);
  SHA256_Update (&inner, values, size);
  finish (mac, &inner, out);
}

gboolean
cordon_mac_equal (gconstpointer a, gconstpointer b, gsize size)
{
  return CRYPTO_memcmp (a, b, size) == 0;
}

gboolean
cordon_mac_random (gpointer out, gsize size)
{
  return size <= G_MAXINT && RAND_bytes (out, (int) size) == 1;
}

void
cordon_mac_wipe (gpointer data, gsize size)
{
  OPENSSL_cleanse (data, size);
}
