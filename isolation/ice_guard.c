#include "isolation/ice_guard.h"

#include <string.h>

#include "permissions/error.h"

#define UFRAG_BITS 32
#define PASSWORD_BITS 144

struct _CordonIceGuard
{
  CordonEntropy entropy;
  gboolean held;
  char *ufrag;
  char *password;
  GHashTable *remotes; /* set of ufrags */
};

/* 6 bits a character; ice-char has exactly the alphabet of base64 (RFC 8839). */
static char *
random_text (const CordonEntropy *entropy, gsize n_bits)
{
  guint8 bits[32];
  char *text;

  g_return_val_if_fail (n_bits / 8 <= sizeof bits, NULL);
  if (!cordon_entropy_fill (entropy, bits, n_bits / 8))
    return NULL;
  text = g_base64_encode (bits, n_bits / 8);
  *strchrnul (text, '=') = '\0';
  return text;
}

static void
clear_credentials (CordonIceGuard *guard)
{
  if (guard->password)
    explicit_bzero (guard->password, strlen (guard->password));
  g_clear_pointer (&guard->password, g_free);
  g_clear_pointer (&guard->ufrag, g_free);
}

gboolean
cordon_ice_guard_restart (CordonIceGuard *guard)
{
  g_autofree char *ufrag = NULL;
  g_autofree char *password = NULL;

  g_return_val_if_fail (guard != NULL, FALSE);

  ufrag = random_text (&guard->entropy, UFRAG_BITS);
  password = random_text (&guard->entropy, PASSWORD_BITS);
  if (!ufrag || !password)
    return FALSE;
  clear_credentials (guard);
  guard->ufrag = g_steal_pointer (&ufrag);
  guard->password = g_steal_pointer (&password);
  g_hash_table_remove_all (guard->remotes);
  return TRUE;
}

CordonIceGuard *
cordon_ice_guard_new (gboolean hold, const CordonEntropy *entropy)
{
  g_autoptr (CordonIceGuard) guard = g_new0 (CordonIceGuard, 1);

  guard->held = hold;
  if (entropy)
    guard->entropy = *entropy;
  guard->remotes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return cordon_ice_guard_restart (guard) ? g_steal_pointer (&guard) : NULL;
}

void
cordon_ice_guard_free (CordonIceGuard *guard)
{
  if (!guard)
    return;
  g_hash_table_unref (guard->remotes);
  clear_credentials (guard);
  g_free (guard);
}

void
cordon_ice_guard_go (CordonIceGuard *guard)
{
  g_return_if_fail (guard != NULL);
  guard->held = FALSE;
}

gboolean
cordon_ice_guard_may_gather (const CordonIceGuard *guard)
{
  return guard != NULL;
}

gboolean
cordon_ice_guard_may_check (const CordonIceGuard *guard)
{
  g_return_val_if_fail (guard != NULL, FALSE);
  return !guard->held;
}

const char *
cordon_ice_guard_get_ufrag (const CordonIceGuard *guard)
{
  g_return_val_if_fail (guard != NULL, "");
  return guard->ufrag;
}

const char *
cordon_ice_guard_get_password (const CordonIceGuard *guard)
{
  g_return_val_if_fail (guard != NULL, "");
  return guard->password;
}

static gboolean
line_agrees (const char *line, const char *attribute, const char *ours)
{
  const gsize size = strlen (attribute);

  return g_ascii_strncasecmp (line, attribute, size) != 0 || strcmp (line + size, ours) == 0;
}

gboolean
cordon_ice_guard_check_local (const CordonIceGuard *guard, const char *sdp, gssize size, GError **error)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  g_return_val_if_fail (guard != NULL && sdp != NULL, FALSE);

  if (size > 0 && memchr (sdp, '\0', (gsize) size))
    {
      g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_SYNTAX, "not a description");
      return FALSE;
    }
  text = size < 0 ? g_strdup (sdp) : g_strndup (sdp, (gsize) size);
  lines = g_strsplit_set (text, "\r\n", -1);
  for (guint i = 0; lines[i]; i++)
    if (!line_agrees (lines[i], "a=ice-ufrag:", guard->ufrag)
        || !line_agrees (lines[i], "a=ice-pwd:", guard->password))
      {
        g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_SYNTAX,
                             "the ICE credentials are not this connection's");
        return FALSE;
      }
  return TRUE;
}

gboolean
cordon_ice_guard_may_answer (CordonIceGuard *guard, const char *remote_ufrag)
{
  g_return_val_if_fail (guard != NULL && remote_ufrag != NULL, FALSE);

  if (guard->held)
    return FALSE;
  if (g_hash_table_contains (guard->remotes, remote_ufrag))
    return TRUE;
  if (g_hash_table_size (guard->remotes) >= CORDON_ICE_MAX_REMOTE_UFRAGS)
    return FALSE;
  g_hash_table_add (guard->remotes, g_strdup (remote_ufrag));
  return TRUE;
}

gboolean
cordon_flow_may_run (const CordonFlow *flow)
{
  g_return_val_if_fail (flow != NULL, FALSE);
  return flow->dtls || flow->masked || !(flow->tcp || flow->turn_tcp);
}
