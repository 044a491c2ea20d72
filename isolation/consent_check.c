#include "isolation/consent_check.h"

#include <string.h>

#include "isolation/stun_private.h"

typedef struct
{
  guint32 serial; /* 0: free */
  guint8 id[STUN_ID_SIZE];
} Transaction;

struct _CordonConsentCheck
{
  CordonFreshness *freshness;
  char *username;
  char *password;
  CordonEntropy entropy;
  guint next;
  Transaction transactions[CORDON_FRESHNESS_MAX_OUTSTANDING];
};

static void
wipe (void *data, gsize size)
{
  explicit_bzero (data, size);
}

CordonConsentCheck *
cordon_consent_check_new (CordonFreshness *freshness, const char *username, const char *password,
                          const CordonEntropy *entropy)
{
  CordonConsentCheck *check;

  g_return_val_if_fail (freshness != NULL && username != NULL && password != NULL, NULL);

  check = g_new0 (CordonConsentCheck, 1);
  check->freshness = freshness;
  check->username = g_strdup (username);
  check->password = g_strdup (password);
  if (entropy)
    check->entropy = *entropy;
  return check;
}

void
cordon_consent_check_free (CordonConsentCheck *check)
{
  if (!check)
    return;
  wipe (check->transactions, sizeof check->transactions);
  wipe (check->password, strlen (check->password));
  g_free (check->password);
  g_free (check->username);
  g_free (check);
}

gsize
cordon_consent_check_write (CordonConsentCheck *check, guint8 out_packet[CORDON_CONSENT_CHECK_MAX_SIZE],
                            gint64 mono_us)
{
  guint8 id[STUN_ID_SIZE];
  Transaction *transaction;
  gsize size;

  g_return_val_if_fail (check != NULL && out_packet != NULL, 0);

  if (!cordon_freshness_may_send (check->freshness, CORDON_PACKET_APPLICATION, mono_us)
      || !cordon_entropy_fill (&check->entropy, id, sizeof id))
    return 0;
  size = cordon_stun_write (STUN_BINDING_REQUEST, id, check->username, 0, check->password, out_packet,
                            CORDON_CONSENT_CHECK_MAX_SIZE);
  if (size > 0)
    {
      /* The oldest place: its check is the one that freshness has given up. */
      transaction = &check->transactions[check->next++ % CORDON_FRESHNESS_MAX_OUTSTANDING];
      transaction->serial = cordon_freshness_check_sent (check->freshness, mono_us);
      memcpy (transaction->id, id, sizeof id);
    }
  wipe (id, sizeof id);
  return size;
}

static Transaction *
find (CordonConsentCheck *check, const guint8 id[STUN_ID_SIZE])
{
  for (guint i = 0; i < CORDON_FRESHNESS_MAX_OUTSTANDING; i++)
    if (check->transactions[i].serial != 0 && memcmp (check->transactions[i].id, id, STUN_ID_SIZE) == 0)
      return &check->transactions[i];
  return NULL;
}

gboolean
cordon_consent_check_read (CordonConsentCheck *check, const guint8 *packet, gsize size, gboolean from_peer,
                           gint64 mono_us)
{
  CordonStunMessage message;
  CordonCheckAnswer answer = { .from_peer = from_peer };
  Transaction *transaction;
  guint32 serial;

  g_return_val_if_fail (check != NULL && (packet != NULL || size == 0), FALSE);

  if (!cordon_stun_read (packet, size, &message)
      || (message.type != STUN_BINDING_SUCCESS && message.type != STUN_BINDING_ERROR))
    return FALSE;
  transaction = find (check, message.id);
  answer.authenticated = cordon_stun_verify (packet, size, &message, check->password);
  /* A forger who guesses neither id nor key must not use the transaction up. */
  if (!transaction || !answer.authenticated || !from_peer)
    return FALSE;
  /* An error without a readable code renews nothing, and is not a revocation. */
  if (message.type == STUN_BINDING_ERROR)
    answer.error_code = message.error_code ? message.error_code : 500;
  serial = transaction->serial;
  wipe (transaction, sizeof *transaction);
  return cordon_freshness_answered (check->freshness, serial, &answer, mono_us);
}
