#include "isolation/fingerprint.h"

#include <string.h>

#include "permissions/error.h"

static const struct
{
  const char *name;
  gsize size;
} hashes[] = {
  [CORDON_HASH_NONE] = { "", 0 },
  [CORDON_HASH_SHA_1] = { "sha-1", 20 },
  [CORDON_HASH_SHA_224] = { "sha-224", 28 },
  [CORDON_HASH_SHA_256] = { "sha-256", 32 },
  [CORDON_HASH_SHA_384] = { "sha-384", 48 },
  [CORDON_HASH_SHA_512] = { "sha-512", 64 },
};

G_STATIC_ASSERT (G_N_ELEMENTS (hashes) == CORDON_N_HASHES);

gsize
cordon_hash_get_size (CordonHash hash)
{
  g_return_val_if_fail ((guint) hash < CORDON_N_HASHES, 0);
  return hashes[hash].size;
}

gboolean
cordon_hash_is_strong (CordonHash hash)
{
  return hash >= CORDON_HASH_SHA_256 && (guint) hash < CORDON_N_HASHES;
}

const char *
cordon_hash_to_string (CordonHash hash)
{
  g_return_val_if_fail ((guint) hash < CORDON_N_HASHES, "");
  return hashes[hash].name;
}

CordonHash
cordon_hash_from_string (const char *name, gssize size)
{
  g_return_val_if_fail (name != NULL, CORDON_HASH_NONE);

  const gsize length = size < 0 ? strlen (name) : (gsize) size;

  for (guint i = CORDON_HASH_SHA_1; i < CORDON_N_HASHES; i++)
    if (strlen (hashes[i].name) == length && g_ascii_strncasecmp (hashes[i].name, name, length) == 0)
      return (CordonHash) i;
  return CORDON_HASH_NONE;
}

/* @n_bytes pairs of hexadecimal digits; @digest may be NULL. */
static gboolean
read_pairs (const char *text, gsize n_bytes, guint8 *digest)
{
  for (gsize i = 0; i < n_bytes; i++)
    {
      const int high = g_ascii_xdigit_value (text[3 * i]);
      const int low = g_ascii_xdigit_value (text[3 * i + 1]);

      if (high < 0 || low < 0 || (i + 1 < n_bytes && text[3 * i + 2] != ':'))
        return FALSE;
      if (digest)
        digest[i] = (guint8) (high << 4 | low);
    }
  return TRUE;
}

static gboolean
read_digest (CordonHash hash, const char *text, gsize size, guint8 *digest)
{
  const gsize n_bytes = hashes[hash].size;

  return size == 3 * n_bytes - 1 && read_pairs (text, n_bytes, digest);
}

/* A token of SDP (RFC 8866 9). */
static gboolean
is_token (const char *text, gsize size)
{
  for (gsize i = 0; i < size; i++)
    if (!g_ascii_isalnum (text[i]) && (text[i] == '\0' || !strchr ("!#$%&'*+-.^_`{|}~", text[i])))
      return FALSE;
  return size > 0;
}

static gboolean
parse (const char *name, gsize name_size, const char *digest, gsize digest_size, CordonFingerprint *out,
       GError **error)
{
  CordonFingerprint value = { 0 };

  value.hash = cordon_hash_from_string (name, (gssize) name_size);
  if (value.hash == CORDON_HASH_NONE)
    {
      g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_SYNTAX,
                           "the fingerprint's hash is not supported");
      return FALSE;
    }
  if (!read_digest (value.hash, digest, digest_size, value.digest))
    {
      g_set_error (error, CORDON_ERROR, CORDON_ERROR_SYNTAX,
                   "a %s fingerprint is %" G_GSIZE_FORMAT " pairs of hexadecimal digits with colons between",
                   hashes[value.hash].name, hashes[value.hash].size);
      return FALSE;
    }
  *out = value;
  return TRUE;
}

gboolean
cordon_fingerprint_parse (const char *text, gssize size, CordonFingerprint *out, GError **error)
{
  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (out != NULL, FALSE);

  const gsize length = size < 0 ? strlen (text) : (gsize) size;
  const char *space = length > 0 ? memchr (text, ' ', length) : NULL;

  if (!space)
    {
      g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_SYNTAX,
                           "a fingerprint is a hash name, a space and a digest");
      return FALSE;
    }
  return parse (text, (gsize) (space - text), space + 1, length - (gsize) (space + 1 - text), out, error);
}

gboolean
cordon_fingerprint_is_of_other_hash (const char *text, gssize size)
{
  g_return_val_if_fail (text != NULL, FALSE);

  const gsize length = size < 0 ? strlen (text) : (gsize) size;
  const char *space = length > 0 ? memchr (text, ' ', length) : NULL;
  const gsize name_size = space ? (gsize) (space - text) : 0;
  const gsize digest_size = space ? length - name_size - 1 : 0;

  return is_token (text, name_size) && cordon_hash_from_string (text, (gssize) name_size) == CORDON_HASH_NONE
         && digest_size % 3 == 2 && read_pairs (space + 1, (digest_size + 1) / 3, NULL);
}

gboolean
cordon_fingerprint_parse_parts (const char *algorithm, const char *digest, CordonFingerprint *out,
                                GError **error)
{
  g_return_val_if_fail (algorithm != NULL, FALSE);
  g_return_val_if_fail (digest != NULL, FALSE);
  g_return_val_if_fail (out != NULL, FALSE);

  return parse (algorithm, strlen (algorithm), digest, strlen (digest), out, error);
}

char *
cordon_fingerprint_digest_to_string (const CordonFingerprint *fingerprint)
{
  static const char digits[] = "0123456789ABCDEF";

  g_return_val_if_fail (fingerprint != NULL, NULL);

  const gsize n_bytes = cordon_hash_get_size (fingerprint->hash);
  char *text = g_malloc0 (3 * n_bytes + 1);

  for (gsize i = 0; i < n_bytes; i++)
    {
      text[3 * i] = digits[fingerprint->digest[i] >> 4];
      text[3 * i + 1] = digits[fingerprint->digest[i] & 15];
      text[3 * i + 2] = i + 1 < n_bytes ? ':' : '\0';
    }
  return text;
}

char *
cordon_fingerprint_to_string (const CordonFingerprint *fingerprint)
{
  g_return_val_if_fail (fingerprint != NULL, NULL);

  g_autofree char *digest = cordon_fingerprint_digest_to_string (fingerprint);

  return g_strdup_printf ("%s %s", cordon_hash_to_string (fingerprint->hash), digest);
}

gboolean
cordon_fingerprint_equal (const CordonFingerprint *a, const CordonFingerprint *b)
{
  g_return_val_if_fail (a != NULL, FALSE);
  g_return_val_if_fail (b != NULL, FALSE);

  return a->hash != CORDON_HASH_NONE && a->hash == b->hash
         && memcmp (a->digest, b->digest, cordon_hash_get_size (a->hash)) == 0;
}

gboolean
cordon_fingerprints_contain (const CordonFingerprint *list, gsize n_list,
                             const CordonFingerprint *fingerprint)
{
  g_return_val_if_fail (list != NULL || n_list == 0, FALSE);
  g_return_val_if_fail (fingerprint != NULL, FALSE);

  for (gsize i = 0; i < n_list; i++)
    if (cordon_fingerprint_equal (&list[i], fingerprint))
      return TRUE;
  return FALSE;
}

static gboolean
all_contained (const CordonFingerprint *list, gsize n_list, const CordonFingerprint *needed, gsize n_needed)
{
  for (gsize i = 0; i < n_needed; i++)
    if (!cordon_fingerprints_contain (list, n_list, &needed[i]))
      return FALSE;
  return TRUE;
}

gboolean
cordon_fingerprints_cover (const CordonFingerprint *list, gsize n_list, const CordonFingerprint *needed,
                           gsize n_needed)
{
  g_return_val_if_fail (list != NULL || n_list == 0, FALSE);
  g_return_val_if_fail (needed != NULL || n_needed == 0, FALSE);

  return n_needed > 0 && all_contained (list, n_list, needed, n_needed);
}

gboolean
cordon_fingerprints_equal_as_sets (const CordonFingerprint *a, gsize n_a, const CordonFingerprint *b,
                                   gsize n_b)
{
  g_return_val_if_fail (a != NULL || n_a == 0, FALSE);
  g_return_val_if_fail (b != NULL || n_b == 0, FALSE);

  return all_contained (a, n_a, b, n_b) && all_contained (b, n_b, a, n_a);
}

static gboolean
has_hash (const CordonFingerprint *list, gsize n_list, CordonHash hash)
{
  for (gsize i = 0; i < n_list; i++)
    if (list[i].hash == hash)
      return TRUE;
  return FALSE;
}

gboolean
cordon_fingerprints_match_certificate (const CordonFingerprint *expected, gsize n_expected,
                                       const CordonFingerprint *certificate, gsize n_certificate)
{
  g_return_val_if_fail (expected != NULL || n_expected == 0, FALSE);
  g_return_val_if_fail (certificate != NULL || n_certificate == 0, FALSE);

  guint hash = CORDON_N_HASHES - 1;

  while (hash > CORDON_HASH_NONE
         && !(has_hash (expected, n_expected, (CordonHash) hash)
              && has_hash (certificate, n_certificate, (CordonHash) hash)))
    hash--;
  if (hash == CORDON_HASH_NONE)
    return FALSE;
  for (gsize i = 0; i < n_certificate; i++)
    if (certificate[i].hash == (CordonHash) hash
        && cordon_fingerprints_contain (expected, n_expected, &certificate[i]))
      return TRUE;
  return FALSE;
}
