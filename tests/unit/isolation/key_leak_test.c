/* Whatever the library says of a running call, no secret of it may be in the words: not raw, not in hexadecimal, not in
 * base64. And no text of the process holds one either. */

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "isolation/consent_check.h"
#include "isolation/ice_guard.h"
#include "isolation/keyring.h"
#include "isolation/sas.h"
#include "isolation/stun_private.h"
#include "tests/unit/isolation/dtls_pair.h"

#define MAX_SECRETS 12
#define MASK 0x5a

/* A sanitizer's own books are larger. */
#define MAX_MAPPING (64 * 1024 * 1024)

/* Kept under a mask, so that the search for a text does not find the needle itself. */
typedef struct
{
  const char *what;
  guint8 masked[64];
  gsize size;
} Secret;

static Secret secrets[MAX_SECRETS];
static guint n_secrets;

static void
remember (const char *what, const guint8 *data, gsize size)
{
  Secret *secret = &secrets[n_secrets++];

  assert_true (n_secrets <= MAX_SECRETS && size <= sizeof secret->masked && size >= 12);
  secret->what = what;
  secret->size = size;
  for (gsize i = 0; i < size; i++)
    secret->masked[i] = data[i] ^ MASK;
}

static char
hex_digit (const Secret *secret, gsize at, gboolean upper)
{
  const guint8 octet = secret->masked[at / 2] ^ MASK;

  return (upper ? "0123456789ABCDEF" : "0123456789abcdef")[at % 2 ? octet & 15 : octet >> 4];
}

static char
base64_digit (const Secret *secret, gsize at)
{
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  guint value = 0;

  for (gsize bit = 6 * at; bit < 6 * at + 6; bit++)
    value = value << 1 | ((guint) (secret->masked[bit / 8] ^ MASK) >> (7 - bit % 8) & 1u);
  return alphabet[value];
}

/* The first 16 characters of a form are enough to know it by. */
static gboolean
has_form (const char *text, gsize size, const Secret *secret, int form)
{
  const gsize length = 16;

  for (gsize at = 0; at + length <= size; at++)
    {
      gsize n = 0;

      while (n < length
             && text[at + n] == (form == 2 ? base64_digit (secret, n) : hex_digit (secret, n, form == 1)))
        n++;
      if (n == length)
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_raw (const char *text, gsize size, const Secret *secret)
{
  for (gsize at = 0; at + secret->size <= size; at++)
    {
      gsize n = 0;

      while (n < secret->size && (guint8) text[at + n] == (secret->masked[n] ^ MASK))
        n++;
      if (n == secret->size)
        return TRUE;
    }
  return FALSE;
}

static void
scan_text (const char *text, gsize size)
{
  for (guint i = 0; i < n_secrets; i++)
    {
      for (int form = 0; form < 3; form++)
        if (has_form (text, size, &secrets[i], form))
          fail_msg ("%s stands in a text", secrets[i].what);
      if (has_raw (text, size, &secrets[i]))
        fail_msg ("%s stands raw in a text", secrets[i].what);
    }
}

static GLogWriterOutput
keep_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (fields[i].length < 0)
      g_string_append_printf (data, "%s=%s\n", fields[i].key, (const char *) fields[i].value);
  return G_LOG_WRITER_HANDLED;
}

/* Everything that the public functions hand out as words. */
static void
dump (GString *text, DtlsPair *pair, CordonFreshness *freshness)
{
  CordonSession *session = pair->client.session;
  CordonDtlsFacts facts;
  CordonFingerprint fingerprint;
  guint8 sas[CORDON_SAS_SIZE];
  g_autofree char *letters = NULL;
  g_autofree char *words = NULL;
  g_autofree char *print = NULL;
  g_autofree char *state = cordon_freshness_describe (freshness, 1);
  g_autofree char *label = cordon_label_describe (cordon_session_get_received_label (session));

  assert_true (cordon_dtls_get_facts (pair->client.ssl, &facts));
  assert_true (cordon_dtls_get_sas (pair->client.ssl, sas));
  letters = cordon_sas_to_letters (sas);
  words = cordon_sas_to_words (sas);
  cordon_certificate_get_fingerprint (pair->client.certificate, CORDON_HASH_SHA_512, &fingerprint);
  print = cordon_fingerprint_to_string (&fingerprint);
  g_string_append_printf (text, "%s %s %s %s %s %s %s %s %s %s %s %s", facts.version, facts.cipher,
                          facts.srtp_profile, letters, words, print, state, label,
                          cordon_certificate_get_handle (pair->client.certificate),
                          cordon_certificate_get_origin (pair->client.certificate),
                          cordon_session_state_to_string (cordon_session_get_state (session)),
                          cordon_session_failure_explain (cordon_session_get_failure (session)));
}

static void
remember_keys (const DtlsEnd *end)
{
  guint8 material[64];
  BIGNUM *number = NULL;

  assert_int_equal (EVP_PKEY_get_bn_param (SSL_get_privatekey (end->ssl), "priv", &number), 1);
  BN_bn2binpad (number, material, 32);
  BN_clear_free (number);
  remember ("a private key", material, 32);
  /* As the library keeps it: the lowest octet first. */
  for (int i = 0; i < 16; i++)
    {
      const guint8 octet = material[i];

      material[i] = material[31 - i];
      material[31 - i] = octet;
    }
  remember ("a private key, as it is kept", material, 32);
  assert_int_equal (SSL_SESSION_get_master_key (SSL_get_session (end->ssl), material, 48), 48);
  remember ("a master secret", material, 48);
  assert_int_equal (
    SSL_export_keying_material (end->ssl, material, 60, "EXTRACTOR-dtls_srtp", 19, NULL, 0, 0), 1);
  remember ("an SRTP key", material, 60);
  OPENSSL_cleanse (material, sizeof material);
}

/* Script may read it, as R8827 6.3 has it; the debug page and logs may not hold it. */
static void
remember_password (const CordonIceGuard *guard)
{
  const char *password = cordon_ice_guard_get_password (guard);

  remember ("an ICE password", (const guint8 *) password, strlen (password));
}

/* Whether the first half of the octets stands in @piece; a generator of the library may keep a rest of the other. */
static gboolean
has_octets (const char *piece, gsize size, const Secret *secret)
{
  const gsize length = secret->size / 2;

  for (gsize at = 0; at + length <= size; at++)
    {
      gsize n = 0;

      while (n < length && (guint8) piece[at + n] == (secret->masked[n] ^ MASK))
        n++;
      if (n == length)
        return TRUE;
    }
  return FALSE;
}

/* Secrets are in the memory of the process while a call runs, as octets; as text they must be nowhere, and once the
 * call is over neither. */
static void
scan_memory (gboolean is_over)
{
  g_autofree char *maps = NULL;
  g_auto (GStrv) lines = NULL;
  FILE *memory = fopen ("/proc/self/mem", "r");

  assert_non_null (memory);
  /* A buffer of the stream's own would keep a copy of what it passed, for the next search to find. */
  setvbuf (memory, NULL, _IONBF, 0);
  assert_true (g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL));
  lines = g_strsplit (maps, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    {
      guint64 begin, end;
      char rights[5] = "";

      if (sscanf (lines[i], "%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x %4s", &begin, &end, rights) != 3
          || strncmp (rights, "rw", 2) != 0 || strstr (lines[i], "[v") || end - begin > MAX_MAPPING)
        continue;
      for (guint64 at = begin; at < end; at += 65536)
        {
          char piece[65536 + 64];
          gsize size;

          fseek (memory, (long) at, SEEK_SET);
          size = fread (piece, 1, MIN (sizeof piece, end - at), memory);
          for (guint s = 0; s < n_secrets; s++)
            {
              for (int form = 0; form < 3; form++)
                if (has_form (piece, size, &secrets[s], form))
                  fail_msg ("%s stands in the memory as a text", secrets[s].what);
              if (is_over && has_octets (piece, size, &secrets[s]))
                fail_msg ("%s outlives its call", secrets[s].what);
            }
          explicit_bzero (piece, sizeof piece);
        }
    }
  fclose (memory);
}

/* A check that is answered and one that is still out when the call ends. */
static void
exchange_checks (CordonConsentCheck *check, const CordonIceGuard *guard)
{
  guint8 packet[CORDON_CONSENT_CHECK_MAX_SIZE], answer[CORDON_CONSENT_CHECK_MAX_SIZE];
  gsize size;

  assert_true (cordon_consent_check_write (check, packet, 1) > 0);
  remember ("a transaction id", packet + 8, STUN_ID_SIZE);
  size = cordon_stun_write (STUN_BINDING_SUCCESS, packet + 8, NULL, 0, cordon_ice_guard_get_password (guard),
                            answer, sizeof answer);
  assert_true (cordon_consent_check_read (check, answer, size, TRUE, 2));
  assert_true (cordon_consent_check_write (check, packet, 6 * G_USEC_PER_SEC) > 0);
  remember ("a transaction id without an answer", packet + 8, STUN_ID_SIZE);
  explicit_bzero (packet, sizeof packet);
  explicit_bzero (answer, sizeof answer);
}

static void
no_secret_of_a_call_is_ever_a_text (void **state)
{
  static GString *log;
  g_autoptr (CordonFreshness) freshness = cordon_freshness_new (0, NULL);
  g_autoptr (CordonIceGuard) guard = cordon_ice_guard_new (FALSE, NULL);
  g_autoptr (CordonConsentCheck) check = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  DtlsPair pair;

  log = g_string_new (NULL);
  g_setenv ("G_MESSAGES_DEBUG", "all", TRUE);
  g_log_set_writer_func (keep_log, log, NULL);
  dtls_pair_open (&pair, TRUE, TRUE);
  cordon_session_require_confidential (pair.client.session);
  dtls_pair_begin (&pair);
  dtls_pair_run (&pair);
  assert_true (pair.client.connected && pair.server.connected);
  check = cordon_consent_check_new (freshness, "a:b", cordon_ice_guard_get_password (guard), NULL);
  cordon_freshness_pair_validated (freshness, 0);
  remember_keys (&pair.client);
  remember_keys (&pair.server);
  exchange_checks (check, guard);
  remember_password (guard);
  dump (text, &pair, freshness);
  scan_text (text->str, text->len);
  scan_text (log->str, log->len);
  scan_memory (FALSE);
  dtls_pair_close (&pair);
  g_clear_pointer (&check, cordon_consent_check_free);
  g_clear_pointer (&guard, cordon_ice_guard_free);
  scan_memory (TRUE);
  g_string_free (log, TRUE);
}

static void
the_search_finds_what_it_searches (void **state)
{
  static const guint8 data[24] = "0123456789abcdefghijklm";
  g_autofree char *base64 = g_base64_encode (data, sizeof data);
  char hex[2 * sizeof data + 1] = "";
  const Secret *secret;

  n_secrets = 0;
  remember ("a probe", data, sizeof data);
  secret = &secrets[0];
  for (gsize i = 0; i < sizeof data; i++)
    g_snprintf (hex + 2 * i, 3, "%02x", data[i]);
  assert_true (has_form (hex, strlen (hex), secret, 0));
  assert_true (has_form (base64, strlen (base64), secret, 2));
  assert_true (has_raw ((const char *) data, sizeof data, secret));
  assert_false (has_form (base64, strlen (base64), secret, 0));
  n_secrets = 0;
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (the_search_finds_what_it_searches, ""),
    CORDON_TEST (no_secret_of_a_call_is_ever_a_text, "D-33 D-44 E-02"),
  };

  return cordon_test_run (tests);
}
