#include "isolation/sas.h"

#include "isolation/sas_words_private.h"

static const char alphabet[] = "ybndrfg8ejkmcpqxot1uwisza345h769";

G_STATIC_ASSERT (sizeof alphabet - 1 == 32);

static guint
bit_at (const guint8 *data, gsize at, gsize n_bits)
{
  return at < n_bits ? data[at / 8] >> (7 - at % 8) & 1u : 0;
}

char *
cordon_sas_encode_letters (const guint8 *data, gsize n_bits)
{
  g_return_val_if_fail (data != NULL || n_bits == 0, NULL);

  GString *text = g_string_sized_new (n_bits / 5 + 2);

  for (gsize at = 0; at < n_bits; at += 5)
    {
      guint value = 0;

      for (gsize i = 0; i < 5; i++)
        value = value << 1 | bit_at (data, at + i, n_bits);
      g_string_append_c (text, alphabet[value]);
    }
  return g_string_free (text, FALSE);
}

char *
cordon_sas_to_letters (const guint8 sas[4])
{
  g_return_val_if_fail (sas != NULL, NULL);
  return cordon_sas_encode_letters (sas, 20);
}

const char *
cordon_sas_get_word (guint8 octet, gboolean odd)
{
  return cordon_sas_words[octet][odd ? 1 : 0];
}

char *
cordon_sas_to_words (const guint8 sas[4])
{
  g_return_val_if_fail (sas != NULL, NULL);
  return g_strconcat (cordon_sas_get_word (sas[0], FALSE), " ", cordon_sas_get_word (sas[1], TRUE), NULL);
}
