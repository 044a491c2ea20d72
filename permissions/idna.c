#include "permissions/idna.h"

#include <string.h>
#include <unicode/uidna.h>

#include "permissions/error.h"

#define DOMAIN_MAX_SIZE 2048

/* Lengths and hyphens are DNS's business; an origin serialiser does not look at them either. */
#define TOLERATED \
  (UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG | UIDNA_ERROR_DOMAIN_NAME_TOO_LONG \
   | UIDNA_ERROR_LEADING_HYPHEN | UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UIDNA, uidna_close)

/* The URL standard leaves ASCII domains without A-labels to themselves. */
static gboolean
is_plain_ascii (const char *domain, gsize size)
{
  for (gsize i = 0; i < size; i++)
    if ((guchar) domain[i] >= 0x80)
      return FALSE;

  for (gsize i = 0; i + 4 <= size; i++)
    if ((i == 0 || domain[i - 1] == '.') && g_ascii_strncasecmp (domain + i, "xn--", 4) == 0)
      return FALSE;

  return TRUE;
}

char *
cordon_idna_domain_to_ascii (const char *domain, gssize size, GError **error)
{
  gsize length;
  UErrorCode status = U_ZERO_ERROR;
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  g_autoptr (UIDNA) idna = NULL;
  g_autofree char *result = NULL;
  int32_t capacity;

  g_return_val_if_fail (domain != NULL, NULL);

  length = size < 0 ? strlen (domain) : (gsize) size;
  if (length == 0 || length > DOMAIN_MAX_SIZE || !g_utf8_validate (domain, (gssize) length, NULL))
    {
      g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_SYNTAX, "A domain is UTF-8 of a sensible size");
      return NULL;
    }
  if (is_plain_ascii (domain, length))
    return g_ascii_strdown (domain, (gssize) length);

  idna = uidna_openUTS46 (UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII, &status);
  capacity = (int32_t) length * 8 + 64;
  result = g_malloc0 ((gsize) capacity);
  if (U_SUCCESS (status))
    uidna_nameToASCII_UTF8 (idna, domain, (int32_t) length, result, capacity - 1, &info, &status);
  if (U_FAILURE (status) || (info.errors & ~(uint32_t) TOLERATED) || result[0] == '\0')
    {
      g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_SYNTAX, "Not a domain name by IDNA");
      return NULL;
    }

  return g_steal_pointer (&result);
}

gboolean
cordon_idna_domains_are_equivalent (const char *a, const char *b)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  g_return_val_if_fail (a != NULL, FALSE);
  g_return_val_if_fail (b != NULL, FALSE);

  first = cordon_idna_domain_to_ascii (a, -1, NULL);
  second = cordon_idna_domain_to_ascii (b, -1, NULL);

  return first && second && strcmp (first, second) == 0;
}

CordonCallee *
cordon_idna_parse_identity (const char *identity, gssize size, GError **error)
{
  g_autofree char *domain = NULL;
  g_autofree char *canonical = NULL;
  const char *at;
  gsize length;

  g_return_val_if_fail (identity != NULL, NULL);

  length = size < 0 ? strlen (identity) : (gsize) size;
  at = memchr (identity, '@', length);
  if (length > CORDON_CALLEE_MAX_SIZE || memchr (identity, '\0', length) || !at)
    {
      g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_CALLEE, "An identity is user@domain");
      return NULL;
    }

  domain = cordon_idna_domain_to_ascii (at + 1, (gssize) (length - (gsize) (at + 1 - identity)), NULL);
  if (!domain)
    {
      g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_CALLEE, "The domain of the identity is none");
      return NULL;
    }
  canonical = g_strdup_printf ("%.*s@%s", (int) (at - identity), identity, domain);

  return cordon_callee_new_identity (canonical, -1, error);
}
