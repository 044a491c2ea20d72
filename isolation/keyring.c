#include "isolation/keyring.h"

#include "isolation/cname.h"
#include "permissions/error.h"

typedef struct
{
  GPtrArray *certificates; /* CordonCertificate, oldest first */
  CordonCertificate *kept; /* for calls that reuse one */
  char *cname;
} Site;

struct _CordonKeyring
{
  gboolean is_private;
  CordonPeerBook book;
  GHashTable *sites; /* origin -> Site */
};

static void
site_free (gpointer data)
{
  Site *site = data;

  g_ptr_array_unref (site->certificates);
  g_clear_pointer (&site->kept, cordon_certificate_unref);
  g_free (site->cname);
  g_free (site);
}

CordonKeyring *
cordon_keyring_new (gboolean is_private)
{
  CordonKeyring *keyring = g_new0 (CordonKeyring, 1);

  keyring->is_private = is_private;
  keyring->sites = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, site_free);
  return keyring;
}

void
cordon_keyring_free (CordonKeyring *keyring)
{
  if (!keyring)
    return;
  g_hash_table_unref (keyring->sites);
  g_free (keyring);
}

void
cordon_keyring_set_peer_book (CordonKeyring *keyring, const CordonPeerBook *book)
{
  g_return_if_fail (keyring != NULL);
  keyring->book = book ? *book : (CordonPeerBook){ 0 };
}

static Site *
ensure_site (CordonKeyring *keyring, const char *origin)
{
  Site *site = g_hash_table_lookup (keyring->sites, origin);

  if (site)
    return site;
  site = g_new0 (Site, 1);
  site->certificates = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_certificate_unref);
  g_hash_table_insert (keyring->sites, g_strdup (origin), site);
  return site;
}

static void
keep_certificate (Site *site, CordonCertificate *certificate)
{
  if (site->certificates->len == CORDON_KEYRING_MAX_CERTIFICATES)
    g_ptr_array_remove_index (site->certificates, 0);
  g_ptr_array_add (site->certificates, cordon_certificate_ref (certificate));
}

CordonCertificate *
cordon_keyring_for_call (CordonKeyring *keyring, const char *origin, gboolean keep, gint64 wall_us,
                         GError **error)
{
  Site *site;

  g_return_val_if_fail (keyring != NULL && origin != NULL, NULL);

  if (!keep)
    return cordon_certificate_mint (origin, 0, wall_us, error);
  site = ensure_site (keyring, origin);
  if (site->kept && !cordon_certificate_may_use (site->kept, origin, wall_us, NULL))
    g_clear_pointer (&site->kept, cordon_certificate_unref);
  if (!site->kept)
    site->kept = cordon_certificate_mint (origin, 0, wall_us, error);
  return site->kept ? cordon_certificate_ref (site->kept) : NULL;
}

CordonCertificate *
cordon_keyring_generate (CordonKeyring *keyring, const char *origin, gint64 lifetime_us, gint64 wall_us,
                         GError **error)
{
  CordonCertificate *certificate;

  g_return_val_if_fail (keyring != NULL && origin != NULL, NULL);

  certificate = cordon_certificate_mint (origin, lifetime_us, wall_us, error);
  if (certificate)
    keep_certificate (ensure_site (keyring, origin), certificate);
  return certificate;
}

/* Handles of all sites are looked through, so that another origin's is told apart from one that never was only here. */
static CordonCertificate *
find_handle (const CordonKeyring *keyring, const char *handle)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, keyring->sites);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Site *site = value;

      for (guint i = 0; i < site->certificates->len; i++)
        if (g_str_equal (cordon_certificate_get_handle (site->certificates->pdata[i]), handle))
          return site->certificates->pdata[i];
    }
  return NULL;
}

CordonCertificate *
cordon_keyring_find (CordonKeyring *keyring, const char *origin, const char *handle, gint64 wall_us,
                     GError **error)
{
  CordonCertificate *certificate;

  g_return_val_if_fail (keyring != NULL && origin != NULL && handle != NULL, NULL);

  certificate = find_handle (keyring, handle);
  if (!certificate)
    {
      g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_STATE, "there is no such certificate");
      return NULL;
    }
  if (!cordon_certificate_may_use (certificate, origin, wall_us, error))
    return NULL;
  return cordon_certificate_ref (certificate);
}

char *
cordon_keyring_get_cname (CordonKeyring *keyring, const char *origin, gboolean keep, GError **error)
{
  Site *site;

  g_return_val_if_fail (keyring != NULL && origin != NULL, NULL);

  if (!keep)
    return cordon_cname_new (error);
  site = ensure_site (keyring, origin);
  if (!site->cname)
    site->cname = cordon_cname_new (error);
  return g_strdup (site->cname);
}

CordonContinuity
cordon_keyring_saw_peer (CordonKeyring *keyring, const char *origin, const char *name,
                         const CordonFingerprint *fingerprint)
{
  g_autofree char *text = NULL;
  g_autoptr (CordonOrigin) site = NULL;
  g_autoptr (CordonCallee) peer = NULL;
  g_autoptr (CordonCallee) keys = NULL;

  g_return_val_if_fail (keyring != NULL && origin != NULL && name != NULL && fingerprint != NULL,
                        CORDON_CONTINUITY_UNKNOWN);

  if (keyring->is_private || !keyring->book.note || !cordon_hash_is_strong (fingerprint->hash))
    return CORDON_CONTINUITY_UNKNOWN;
  text = cordon_fingerprint_to_string (fingerprint);
  site = cordon_origin_new (origin, -1, NULL);
  peer = cordon_callee_new_identity (name, -1, NULL);
  keys = cordon_callee_new_fingerprints ((const char *const *) &text, 1, NULL);
  if (!site || !peer || !keys)
    return CORDON_CONTINUITY_UNKNOWN;
  return keyring->book.note (site, peer, keys, keyring->book.data);
}

void
cordon_keyring_clear_origin (CordonKeyring *keyring, const char *origin)
{
  g_autoptr (CordonOrigin) site = NULL;

  g_return_if_fail (keyring != NULL && origin != NULL);
  g_hash_table_remove (keyring->sites, origin);
  site = cordon_origin_new (origin, -1, NULL);
  if (site && keyring->book.forget)
    keyring->book.forget (site, keyring->book.data);
}

void
cordon_keyring_reset (CordonKeyring *keyring)
{
  g_return_if_fail (keyring != NULL);
  g_hash_table_remove_all (keyring->sites);
  if (keyring->book.forget)
    keyring->book.forget (NULL, keyring->book.data);
}
