/* Fingerprints, assertions, identities and short authentication strings. The provider is played by the runner. */

#include <string.h>

#include "isolation/assertion.h"
#include "isolation/association.h"
#include "isolation/identity.h"
#include "isolation/sas.h"
#include "tests/vectors/runners.h"

#define HEAD "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"

static char *
to_hex (const guint8 *data, gsize size)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < size; i++)
    g_string_append_printf (text, "%02x", data[i]);
  return g_string_free (text, FALSE);
}

static gsize
from_hex (const char *text, guint8 *out, gsize max)
{
  gsize n = 0;

  while (text && text[2 * n] && text[2 * n + 1] && n < max)
    {
      out[n] = (guint8) (g_ascii_xdigit_value (text[2 * n]) << 4 | g_ascii_xdigit_value (text[2 * n + 1]));
      n++;
    }
  return n;
}

static void
check_line (VectorCase *vector, const char *line)
{
  CordonFingerprint fingerprint = { 0 };
  const gboolean valid = cordon_sdp_parse_fingerprint (line, -1, &fingerprint, NULL);
  g_autofree char *digest = to_hex (fingerprint.digest, cordon_hash_get_size (fingerprint.hash));

  vector_check_boolean (vector, "valid", valid);
  if (!valid)
    return;
  vector_check_string (vector, "algorithm", cordon_hash_to_string (fingerprint.hash));
  vector_check_string (vector, "digest_hex", digest);
}

/* A peer whose description names one certificate and whose handshake shows another. */
static const char *
play_wrong_certificate (void)
{
  g_autoptr (CordonSession) session = cordon_session_new (NULL);
  CordonAssociation *association = cordon_session_add_association (session, CORDON_DTLS_CLIENT);
  const CordonFingerprint named = { .hash = CORDON_HASH_SHA_256, .digest = { 1 } };
  const CordonFingerprint shown = { .hash = CORDON_HASH_SHA_256, .digest = { 2 } };

  cordon_session_expect_fingerprints (session, &named, 1);
  cordon_association_begin (association, NULL);
  cordon_association_selected (association, NULL, 0);
  cordon_association_certificate (association, &shown, 1);
  return cordon_session_state_to_string (cordon_session_get_state (session));
}

static void
run_fingerprint_attribute (VectorCase *vector)
{
  JsonObject *object = vector_get_object (vector);
  JsonObject *expect = vector_member_object (object, "expect");
  const char *input = vector_member_string (object, "input");
  const char *algorithm = vector_member_string (object, "algorithm");

  if (input)
    check_line (vector, input);
  else if (vector_has_member (expect, "dtls_state"))
    vector_check_string (vector, "dtls_state", play_wrong_certificate ());
  else if (vector_has_member (expect, "setRemoteDescription"))
    {
      g_autoptr (CordonSdp) sdp = cordon_sdp_read (
        HEAD "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\nm=video 9 UDP/TLS/RTP/SAVPF 0\r\n"
             "a=fingerprint:sha-1 4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB\r\n",
        -1, NULL);

      vector_check_string (vector, "setRemoteDescription",
                           sdp && cordon_sdp_has_fingerprint (sdp) ? "ok" : "error");
    }
  else if (algorithm)
    {
      const CordonHash hash = cordon_hash_from_string (algorithm, -1);

      vector_check_boolean (vector, "accepted", hash != CORDON_HASH_NONE);
      vector_check_int (vector, "text_length", 3 * (gint64) cordon_hash_get_size (hash) - 1);
    }
  else
    vector_skip (vector, "describes nothing that this runner knows");
}

static void
check_extensions (VectorCase *vector, GPtrArray *extensions)
{
  JsonArray *expected = vector_member_array (vector_member_object (vector_get_object (vector), "expect"),
                                             "extensions");

  if (!expected)
    return;
  if (json_array_get_length (expected) != extensions->len)
    {
      vector_fail (vector, "%u extensions", extensions->len);
      return;
    }
  for (guint i = 0; i < extensions->len; i++)
    {
      const CordonSdpExtension *extension = extensions->pdata[i];
      JsonArray *pair = json_array_get_array_element (expected, i);
      const char *value = json_array_get_null_element (pair, 1) ? NULL
                                                                : json_array_get_string_element (pair, 1);

      if (g_strcmp0 (extension->name, json_array_get_string_element (pair, 0)) != 0
          || g_strcmp0 (extension->value, value) != 0)
        vector_fail (vector, "extension %s=%s", extension->name, extension->value);
    }
}

static void
check_identity_line (VectorCase *vector, const char *line)
{
  g_autoptr (GPtrArray) extensions = NULL;
  g_autofree char *value = cordon_sdp_parse_identity (line, -1, &extensions, NULL);
  g_auto (CordonAssertion) assertion = { 0 };
  JsonObject *idp = vector_member_object (vector_member_object (vector_get_object (vector), "expect"), "idp");
  const gboolean decoded = value && cordon_assertion_parse (value, &assertion, NULL);

  vector_check_boolean (vector, "sdp_valid", value != NULL);
  vector_check_boolean (vector, "valid", decoded);
  vector_check_boolean (vector, "decoded_valid", decoded);
  if (value)
    {
      vector_check_string (vector, "value", value);
      check_extensions (vector, extensions);
    }
  if (!decoded)
    return;
  vector_check_string (vector, "assertion", assertion.assertion);
  if (idp
      && (g_strcmp0 (vector_member_string (idp, "domain"), assertion.domain) != 0
          || (vector_member_string (idp, "protocol")
              && g_strcmp0 (vector_member_string (idp, "protocol"), assertion.protocol) != 0)))
    vector_fail (vector, "provider %s, %s", assertion.domain, assertion.protocol);
}

static void
run_identity_attribute (VectorCase *vector)
{
  JsonObject *object = vector_get_object (vector);
  const char *input = vector_member_string (object, "input");
  JsonArray *lines = vector_member_array (object, "input_sdp");
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (CordonSdp) sdp = NULL;
  g_auto (CordonAssertion) assertion = { 0 };

  if (input)
    {
      check_identity_line (vector, input);
      return;
    }
  for (guint i = 0; lines && i < json_array_get_length (lines); i++)
    g_string_append_printf (text, "%s\r\n", json_array_get_string_element (lines, i));
  sdp = cordon_sdp_read (text->str, -1, NULL);
  if (sdp && cordon_sdp_get_identity (sdp))
    cordon_assertion_parse (cordon_sdp_get_identity (sdp), &assertion, NULL);
  vector_check_string (vector, "identity_domain", assertion.domain);
  vector_check_string (vector, "identity", sdp ? cordon_sdp_get_identity (sdp) : NULL);
}

static void
run_identity_strings (VectorCase *vector)
{
  JsonObject *object = vector_get_object (vector);
  const CordonFingerprint print = { .hash = CORDON_HASH_SHA_256, .digest = { 1 } };
  g_autofree char *contents = cordon_assertion_write_contents (&print, 1);
  g_autoptr (CordonIdentityTrust) trust = cordon_identity_trust_new ();
  const char *idp = vector_member_string (object, "idp_domain");
  const char *identity = vector_member_string (object, "identity");
  g_autoptr (CordonCallee) callee = NULL;

  if (g_strcmp0 (vector_member_string (object, "op"), "encode") == 0)
    {
      g_autofree char *encoded = cordon_identity_encode (vector_member_string (object, "user"),
                                                         vector_member_string (object, "domain"), NULL);

      vector_check_string (vector, "identity", encoded);
      return;
    }
  if (vector_member_boolean (object, "third_party_trust"))
    cordon_identity_trust_add (trust, idp, "*", NULL);
  if (identity && idp)
    callee = cordon_identity_judge (identity, contents, idp, trust, &print, 1, NULL, NULL);
  vector_check_boolean (vector, "accepted", callee != NULL);
}

static void
on_validate (guint64 id, const char *url, const char *assertion, const char *origin, gpointer data)
{
  *(guint64 *) data = id;
}

static void
on_verdict (const CordonIdentityResult *result, gpointer data)
{
  *(CordonIdentityVerdict *) data = result->verdict;
}

/* Returns: (transfer full) (nullable): a description with these fingerprints and an identity of @idp. */
static CordonSdp *
describe (JsonArray *fingerprints, const char *idp)
{
  g_autoptr (GString) text = g_string_new (HEAD);
  g_autofree char *domain = g_strdup (idp);
  char protocol[] = "default", word[] = "word";
  const CordonAssertion assertion = { domain, protocol, word };
  g_autofree char *value = cordon_assertion_to_value (&assertion);

  g_string_append_printf (text, "a=identity:%s\r\n", value);
  for (guint i = 0; fingerprints && i < json_array_get_length (fingerprints); i++)
    {
      JsonObject *each = json_array_get_object_element (fingerprints, i);

      g_string_append_printf (text, "a=fingerprint:%s %s\r\n", vector_member_string (each, "algorithm"),
                              vector_member_string (each, "digest"));
    }
  return cordon_sdp_read (text->str, -1, NULL);
}

static gboolean
shake_hands (CordonSession *session, JsonObject *certificate)
{
  CordonAssociation *association = cordon_session_add_association (session, CORDON_DTLS_CLIENT);
  CordonFingerprint print;

  return association
         && cordon_fingerprint_parse_parts (vector_member_string (certificate, "algorithm"),
                                            vector_member_string (certificate, "digest"), &print, NULL)
         && cordon_association_begin (association, NULL) && cordon_association_selected (association, NULL, 0)
         && cordon_association_certificate (association, &print, 1)
         && cordon_association_connected (association);
}

static void
run_fingerprint_coverage (VectorCase *vector)
{
  static const CordonIdentityProxy proxy = { on_validate, NULL };
  JsonObject *object = vector_get_object (vector);
  JsonObject *expect = vector_member_object (object, "expect");
  JsonObject *validation = vector_member_object (object, "validation");
  JsonObject *certificate = vector_member_object (object, "dtls_certificate");
  g_autoptr (CordonSdp) sdp = describe (vector_member_array (object, "sdp_fingerprints"),
                                        vector_member_string (object, "idp_domain"));
  g_autoptr (CordonSession) session = cordon_session_new (NULL);
  guint64 id = 0;
  CordonIdentityVerdict verdict = CORDON_IDENTITY_VERDICT_FAILED;
  CordonIdentityValidator *validator = cordon_identity_validator_new (session, "https://site.example", NULL,
                                                                      &proxy, &id);

  if (sdp)
    cordon_identity_validator_describe (validator, sdp, 0, on_verdict, &verdict);
  if (id)
    cordon_identity_validator_answer (validator, id,
                                      validation ? vector_member_string (validation, "identity") : NULL,
                                      validation ? vector_member_string (validation, "contents") : NULL, 0);
  if (certificate)
    vector_check_string (vector, "connection", shake_hands (session, certificate) ? "accepted" : "refused");
  if (json_object_has_member (expect, "accepted") && json_object_get_null_member (expect, "accepted"))
    {
      if (verdict != CORDON_IDENTITY_VERDICT_NONE)
        vector_fail (vector, "verdict %d", verdict);
    }
  else
    vector_check_boolean (vector, "accepted", verdict == CORDON_IDENTITY_VERDICT_VALID);
  cordon_identity_validator_free (validator);
}

static gboolean
is_string_or_missing (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return !node || json_node_get_value_type (node) == G_TYPE_STRING;
}

static void
run_idp_uri (VectorCase *vector)
{
  JsonObject *object = vector_get_object (vector);
  const char *chain = vector_member_string (object, "redirect_chain");
  const char *domain = vector_member_string (object, "domain");
  g_autofree char *url = NULL;

  if (chain)
    {
      g_auto (GStrv) hops = g_strsplit (chain, " -> ", -1);
      gboolean loads = TRUE;

      for (guint i = 0; hops[i]; i++)
        {
          g_autofree char *target = g_strdup_printf ("%s://idp.example/x", hops[i]);

          loads = loads && cordon_idp_may_redirect (target);
        }
      vector_check_string (vector, "load", loads ? "ok" : "fail");
      return;
    }
  /* A binding refuses what is no string before it asks. */
  if (domain && is_string_or_missing (object, "domain") && is_string_or_missing (object, "protocol"))
    url = cordon_idp_build_url (domain, vector_member_string (object, "protocol"), NULL);
  vector_check_boolean (vector, "valid", url != NULL);
  if (url)
    vector_check_string (vector, "url", url);
}

static void
check_words (VectorCase *vector, const guint8 *data, gsize n)
{
  JsonArray *words = vector_member_array (vector_member_object (vector_get_object (vector), "expect"),
                                          "words");

  if (!words || json_array_get_length (words) != n)
    {
      vector_fail (vector, "%" G_GSIZE_FORMAT " words", n);
      return;
    }
  for (gsize i = 0; i < n; i++)
    if (strcmp (json_array_get_string_element (words, (guint) i), cordon_sas_get_word (data[i], i % 2)) != 0)
      vector_fail (vector, "word %" G_GSIZE_FORMAT " is %s", i, cordon_sas_get_word (data[i], i % 2));
}

static void
run_sas (VectorCase *vector)
{
  JsonObject *object = vector_get_object (vector);
  const char *op = vector_member_string (object, "op");
  guint8 data[256] = { 0 };
  g_autofree char *text = NULL;
  gsize n;

  n = from_hex (
    vector_member_string (object, vector_has_member (object, "input_hex") ? "input_hex" : "sasvalue_hex"),
    data, sizeof data);
  if (g_strcmp0 (op, "zbase32") == 0)
    text = cordon_sas_encode_letters (data, (gsize) vector_member_int (object, "bits"));
  else if (g_strcmp0 (op, "sas_b32") == 0)
    text = cordon_sas_to_letters (data);
  else if (g_strcmp0 (op, "sas_b256") == 0)
    {
      g_autofree char *words = cordon_sas_to_words (data);
      g_autofree char *expected = g_strconcat (cordon_sas_get_word (data[0], FALSE), " ",
                                               cordon_sas_get_word (data[1], TRUE), NULL);

      if (strcmp (words, expected) != 0)
        vector_fail (vector, "words %s", words);
      check_words (vector, data, 2);
    }
  else if (g_strcmp0 (op, "pgp_words") == 0)
    check_words (vector, data, n);
  else
    vector_skip (vector, "a rule in words; the cases of its operation play it");
  if (text)
    vector_check_string (vector, "text", text);
}

static void
run_pgp_word_list (VectorCase *vector)
{
  JsonObject *object = vector_get_object (vector);
  JsonObject *expect = vector_member_object (object, "expect");
  const guint8 octet = (guint8) vector_member_int (object, "byte");

  if (g_ascii_strcasecmp (vector_member_string (expect, "even"), cordon_sas_get_word (octet, FALSE)) != 0
      || g_ascii_strcasecmp (vector_member_string (expect, "odd"), cordon_sas_get_word (octet, TRUE)) != 0)
    vector_fail (vector, "%s, %s", cordon_sas_get_word (octet, FALSE), cordon_sas_get_word (octet, TRUE));
}

const VectorRunner vector_runners_identity[] = {
  { "identity", "fingerprint_attribute", run_fingerprint_attribute },
  { "identity", "fingerprint_coverage", run_fingerprint_coverage },
  { "identity", "identity_attribute", run_identity_attribute },
  { "identity", "identity_strings", run_identity_strings },
  { "identity", "idp_scenarios", vector_run_idp_scenario },
  { "identity", "idp_uri", run_idp_uri },
  { "identity", "pgp_word_list", run_pgp_word_list },
  { "identity", "sas", run_sas },
  { NULL, NULL, NULL },
};
