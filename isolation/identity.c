#include "isolation/identity.h"

#include <string.h>

#include "isolation/assertion.h"
#include "permissions/error.h"
#include "permissions/idna.h"

typedef struct
{
  char *idp;
  char *domain; /* NULL: all */
} TrustedPair;

struct _CordonIdentityTrust
{
  GPtrArray *pairs;
};

static void
pair_free (gpointer data)
{
  TrustedPair *pair = data;

  g_free (pair->idp);
  g_free (pair->domain);
  g_free (pair);
}

CordonIdentityTrust *
cordon_identity_trust_new (void)
{
  CordonIdentityTrust *trust = g_new0 (CordonIdentityTrust, 1);

  trust->pairs = g_ptr_array_new_with_free_func (pair_free);
  return trust;
}

void
cordon_identity_trust_free (CordonIdentityTrust *trust)
{
  if (!trust)
    return;
  g_ptr_array_unref (trust->pairs);
  g_free (trust);
}

gboolean
cordon_identity_trust_add (CordonIdentityTrust *trust, const char *idp, const char *domain, GError **error)
{
  g_autofree char *idp_domain = NULL;
  g_autofree char *other = NULL;
  TrustedPair *pair;

  g_return_val_if_fail (trust != NULL && idp != NULL && domain != NULL, FALSE);

  idp_domain = cordon_idp_get_domain (idp, error);
  if (!idp_domain)
    return FALSE;
  if (strcmp (domain, "*") != 0 && !(other = cordon_idp_get_domain (domain, error)))
    return FALSE;
  pair = g_new0 (TrustedPair, 1);
  pair->idp = g_steal_pointer (&idp_domain);
  pair->domain = g_steal_pointer (&other);
  g_ptr_array_add (trust->pairs, pair);
  return TRUE;
}

static gboolean
is_trusted (const CordonIdentityTrust *trust, const char *idp, const char *domain)
{
  for (guint i = 0; trust && i < trust->pairs->len; i++)
    {
      const TrustedPair *pair = trust->pairs->pdata[i];

      if (g_str_equal (pair->idp, idp) && (!pair->domain || g_str_equal (pair->domain, domain)))
        return TRUE;
    }
  return FALSE;
}

static CordonCallee *
refuse (GError **error, const char *what)
{
  g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_IDENTITY, what);
  return NULL;
}

/* The callee's own text has the domain in A-labels and exactly one '@'. */
static gboolean
may_vouch (const char *idp, const CordonCallee *callee, const CordonIdentityTrust *trust)
{
  g_autofree char *idp_domain = cordon_idp_get_domain (idp, NULL);
  const char *at = strrchr (cordon_callee_get_display (callee), '@');

  return idp_domain && at && (g_str_equal (idp_domain, at + 1) || is_trusted (trust, idp_domain, at + 1));
}

CordonCallee *
cordon_identity_judge (const char *identity, const char *contents, const char *idp,
                       const CordonIdentityTrust *trust, const CordonFingerprint *fingerprints,
                       gsize n_fingerprints, GArray **out_attested, GError **error)
{
  g_autoptr (CordonCallee) callee = NULL;
  g_autoptr (GArray) attested = NULL;

  g_return_val_if_fail (identity != NULL && contents != NULL && idp != NULL, NULL);
  g_return_val_if_fail (fingerprints != NULL || n_fingerprints == 0, NULL);

  callee = cordon_idna_parse_identity (identity, -1, NULL);
  if (!callee)
    return refuse (error, "the provider returned no identity of the form user@domain");
  if (!may_vouch (idp, callee, trust))
    return refuse (error, "the provider may not speak for the identity's domain");
  attested = cordon_assertion_parse_contents (contents, -1, NULL);
  if (!attested)
    return refuse (error, "the provider returned contents that list no fingerprints");
  if (!cordon_fingerprints_cover ((const CordonFingerprint *) (gpointer) attested->data, attested->len,
                                  fingerprints, n_fingerprints))
    return refuse (error, "the identity does not cover every fingerprint of the description");
  if (out_attested)
    *out_attested = g_steal_pointer (&attested);
  return g_steal_pointer (&callee);
}

char *
cordon_identity_encode (const char *user, const char *domain, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (CordonCallee) callee = NULL;

  g_return_val_if_fail (user != NULL && domain != NULL, NULL);

  for (const char *at = user; *at; at++)
    if (*at == '@')
      g_string_append (text, "%40");
    else if (*at == '%')
      g_string_append (text, "%25");
    else
      g_string_append_c (text, *at);
  g_string_append_c (text, '@');
  g_string_append (text, domain);
  callee = cordon_idna_parse_identity (text->str, -1, error);
  return callee ? g_strdup (text->str) : NULL;
}
