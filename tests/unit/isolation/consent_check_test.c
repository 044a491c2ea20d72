#include "isolation/consent_check.h"

#include <string.h>

#include "isolation/stun_private.h"
#include "tests/support/test.h"

#define MS ((gint64) 1000)

static CordonFreshness *
granted (void)
{
  CordonFreshness *freshness = cordon_freshness_new (0, NULL);

  assert_true (cordon_freshness_pair_validated (freshness, 0));
  return freshness;
}

static gboolean
fill_constant (guint8 *out, gsize size, gpointer data)
{
  memset (out, *(const guint8 *) data, size);
  return TRUE;
}

static gboolean
fill_fails (guint8 *out, gsize size, gpointer data)
{
  return FALSE;
}

#define USER "remote:local"
#define PASSWORD "0123456789abcdef01234567"

typedef struct
{
  CordonFreshness *freshness;
  CordonConsentCheck *check;
  guint8 packet[CORDON_CONSENT_CHECK_MAX_SIZE];
  gsize size;
  CordonStunMessage request;
} Wire;

static void
wire_open (Wire *wire, const CordonEntropy *entropy)
{
  *wire = (Wire){ 0 };
  wire->freshness = granted ();
  wire->check = cordon_consent_check_new (wire->freshness, USER, PASSWORD, entropy);
}

static void
wire_close (Wire *wire)
{
  cordon_consent_check_free (wire->check);
  cordon_freshness_free (wire->freshness);
}

static void
wire_send (Wire *wire, gint64 ms)
{
  wire->size = cordon_consent_check_write (wire->check, wire->packet, ms * MS);
  assert_true (wire->size > 0);
  assert_true (cordon_stun_read (wire->packet, wire->size, &wire->request));
  assert_int_equal (wire->request.type, STUN_BINDING_REQUEST);
  assert_true (cordon_stun_verify (wire->packet, wire->size, &wire->request, PASSWORD));
}

static gboolean
wire_answer (Wire *wire, guint type, const guint8 *id, guint code, const char *password, gboolean from_peer,
             gint64 ms)
{
  guint8 packet[CORDON_CONSENT_CHECK_MAX_SIZE];
  const gsize size = cordon_stun_write (type, id, NULL, code, password, packet, sizeof packet);

  assert_true (size > 0);
  return cordon_consent_check_read (wire->check, packet, size, from_peer, ms * MS);
}

static void
real_packets_renew_consent_and_forged_ones_do_not (void **state)
{
  static const guint8 guessed[STUN_ID_SIZE] = { 1, 2, 3 };
  Wire wire;

  wire_open (&wire, NULL);
  wire_send (&wire, 5000);
  assert_false (wire_answer (&wire, STUN_BINDING_SUCCESS, guessed, 0, PASSWORD, TRUE, 5010));
  assert_false (wire_answer (&wire, STUN_BINDING_SUCCESS, wire.request.id, 0, "wrong", TRUE, 5020));
  assert_false (wire_answer (&wire, STUN_BINDING_SUCCESS, wire.request.id, 0, PASSWORD, FALSE, 5030));
  assert_false (wire_answer (&wire, STUN_BINDING_INDICATION, wire.request.id, 0, PASSWORD, TRUE, 5040));
  assert_false (wire_answer (&wire, STUN_BINDING_ERROR, wire.request.id, 403, "wrong", TRUE, 5045));
  assert_int_equal (cordon_freshness_get_deadline (wire.freshness), 30000 * MS);
  assert_true (wire_answer (&wire, STUN_BINDING_SUCCESS, wire.request.id, 0, PASSWORD, TRUE, 5050));
  assert_int_equal (cordon_freshness_get_deadline (wire.freshness), 35050 * MS);
  assert_false (wire_answer (&wire, STUN_BINDING_SUCCESS, wire.request.id, 0, PASSWORD, TRUE, 5060));
  wire_send (&wire, 10000);
  assert_false (wire_answer (&wire, STUN_BINDING_ERROR, wire.request.id, 403, PASSWORD, TRUE, 10050));
  assert_int_equal (cordon_freshness_get_state (wire.freshness, 10050 * MS), CORDON_FRESHNESS_REVOKED);
  assert_int_equal (cordon_consent_check_write (wire.check, wire.packet, 10060 * MS), 0);
  wire_close (&wire);
}

/* Whoever stands between may add what he likes behind the integrity, and correct the length: it says nothing. */
static void
what_stands_behind_the_integrity_is_not_read (void **state)
{
  static const guint8 forbidden[8] = { 0, 9, 0, 4, 0, 0, 4, 3 };
  guint8 packet[CORDON_CONSENT_CHECK_MAX_SIZE];
  Wire wire;
  gsize size;

  wire_open (&wire, NULL);
  wire_send (&wire, 5000);
  size = cordon_stun_write (STUN_BINDING_ERROR, wire.request.id, NULL, 500, PASSWORD, packet, sizeof packet);
  /* In the place of the fingerprint, which nothing protects. */
  memcpy (packet + size - sizeof forbidden, forbidden, sizeof forbidden);
  assert_false (cordon_consent_check_read (wire.check, packet, size, TRUE, 5050 * MS));
  assert_int_equal (cordon_freshness_get_state (wire.freshness, 5050 * MS), CORDON_FRESHNESS_GRANTED);
  /* An error that does not say which one neither renews nor revokes. */
  wire_send (&wire, 10000);
  assert_false (wire_answer (&wire, STUN_BINDING_ERROR, wire.request.id, 0, PASSWORD, TRUE, 10050));
  assert_int_equal (cordon_freshness_get_deadline (wire.freshness), 30000 * MS);
  /* Without the cookie it is no STUN that was asked for. */
  wire_send (&wire, 15000);
  size = cordon_stun_write (STUN_BINDING_SUCCESS, wire.request.id, NULL, 0, PASSWORD, packet, sizeof packet);
  packet[4] ^= 1;
  {
    CordonStunMessage message;

    assert_false (cordon_stun_read (packet, size, &message));
  }
  wire_close (&wire);
}

static void
every_check_has_an_id_of_its_own_from_the_generator (void **state)
{
  g_autoptr (GHashTable)
    seen = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);
  guint8 constant = 0xa5;
  const CordonEntropy hook = { fill_constant, &constant }, broken = { fill_fails, NULL };
  Wire wire;

  wire_open (&wire, NULL);
  for (int i = 0; i < 1000; i++)
    {
      wire_send (&wire, i);
      assert_true (g_hash_table_add (seen, g_bytes_new (wire.request.id, STUN_ID_SIZE)));
    }
  wire_close (&wire);
  /* All 96 bits come from the generator, and without one nothing is sent. */
  wire_open (&wire, &hook);
  wire_send (&wire, 1);
  for (int i = 0; i < STUN_ID_SIZE; i++)
    assert_int_equal (wire.request.id[i], constant);
  wire_close (&wire);
  wire_open (&wire, &broken);
  assert_int_equal (cordon_consent_check_write (wire.check, wire.packet, MS), 0);
  wire_close (&wire);
}

static void
no_text_ever_holds_a_transaction_id (void **state)
{
  Wire wire;

  wire_open (&wire, NULL);
  for (int i = 0; i < 4; i++)
    {
      g_autofree char *text = NULL;
      g_autofree char *base64 = NULL;
      char hex[2 * STUN_ID_SIZE + 1] = "";

      wire_send (&wire, 5000 + i);
      if (i % 2)
        wire_answer (&wire, STUN_BINDING_SUCCESS, wire.request.id, 0, PASSWORD, TRUE, 5010);
      for (int b = 0; b < STUN_ID_SIZE; b++)
        g_snprintf (hex + 2 * b, 3, "%02x", wire.request.id[b]);
      base64 = g_base64_encode (wire.request.id, STUN_ID_SIZE);
      text = cordon_freshness_describe (wire.freshness, 6000 * MS);
      assert_null (strstr (text, hex));
      assert_null (strstr (text, base64));
      assert_null (memmem (text, strlen (text), wire.request.id, STUN_ID_SIZE));
    }
  wire_close (&wire);
}

static void
mangled_packets_are_refused (void **state)
{
  CordonStunMessage message;
  Wire wire;

  wire_open (&wire, NULL);
  wire_send (&wire, 5000);
  for (gsize cut = 0; cut < wire.size; cut++)
    {
      g_autofree guint8 *copy = g_memdup2 (wire.packet, wire.size);

      assert_false (cordon_stun_read (wire.packet, cut, &message));
      copy[cut] ^= 0x40;
      if (cordon_stun_read (copy, wire.size, &message) && cut < message.integrity_at + 24 && cut != 2
          && cut != 3)
        assert_false (cordon_stun_verify (copy, wire.size, &message, PASSWORD));
    }
  wire_close (&wire);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (real_packets_renew_consent_and_forged_ones_do_not, "E-04 E-12 E-14"),
    CORDON_TEST (what_stands_behind_the_integrity_is_not_read, "E-12 E-14"),
    CORDON_TEST (every_check_has_an_id_of_its_own_from_the_generator, "E-03 E-11"),
    CORDON_TEST (no_text_ever_holds_a_transaction_id, "E-02"),
    CORDON_TEST (mangled_packets_are_refused, "E-12"),
  };

  return cordon_test_run (tests);
}
