#include "permissions/callee.h"

#include <string.h>

#include "permissions/error.h"
#include "permissions/host_private.h"

#define IDENTITY_PREFIX "identity:"
#define FINGERPRINTS_PREFIX "fingerprints:"

struct _CordonCallee
{
  gatomicrefcount ref_count;
  CordonCalleeKind kind;
  guint hash;
  char *text; /* canonical, with its prefix: equal texts are equal callees */
};

/* The hashes that are strong enough to bind a person to a key (B-07, D-39). */
static const struct
{
  const char *name;
  gsize digest_size;
} algorithms[] = {
  { "sha-256", 32 },
  { "sha-384", 48 },
  { "sha-512", 64 },
};

static CordonCallee *
refuse (GError **error, const char *why)
{
  g_set_error (error, CORDON_ERROR, CORDON_ERROR_CALLEE, "Not a canonical callee: %s", why);
  return NULL;
}

/* (transfer full) @text */
static CordonCallee *
new_callee (CordonCalleeKind kind, char *text)
{
  CordonCallee *callee = g_new0 (CordonCallee, 1);

  g_atomic_ref_count_init (&callee->ref_count);
  callee->kind = kind;
  callee->hash = g_str_hash (text);
  callee->text = text;

  return callee;
}

/* D-09: `@` and `%` stand percent-encoded, and nothing else does; control characters cannot stand at all. */
static gboolean
is_user (const char *user, gsize size)
{
  if (size == 0 || !g_utf8_validate (user, (gssize) size, NULL))
    return FALSE;

  for (gsize i = 0; i < size; i++)
    {
      if (user[i] == '@' || (guchar) user[i] < 0x20 || user[i] == 0x7f)
        return FALSE;
      if (user[i] != '%')
        continue;
      if (size - i < 3 || (memcmp (user + i, "%40", 3) != 0 && memcmp (user + i, "%25", 3) != 0))
        return FALSE;
      i += 2;
    }

  return TRUE;
}

CordonCallee *
cordon_callee_new_identity (const char *identity, gssize size, GError **error)
{
  const char *at;
  gsize length;

  g_return_val_if_fail (identity != NULL, NULL);

  length = size < 0 ? strlen (identity) : (gsize) size;
  if (length > CORDON_CALLEE_MAX_SIZE - strlen (IDENTITY_PREFIX))
    return refuse (error, "too long");

  at = memchr (identity, '@', length);
  if (!at)
    return refuse (error, "an identity is user@domain");
  if (!is_user (identity, (gsize) (at - identity)))
    return refuse (error, "the user part is not escaped as it should be");
  if (!cordon_host_is_strict_domain (at + 1, length - (gsize) (at + 1 - identity)))
    return refuse (error, "the domain is not in lower-case A-labels");

  return new_callee (CORDON_CALLEE_IDENTITY,
                     g_strdup_printf (IDENTITY_PREFIX "%.*s", (int) length, identity));
}

static gboolean
is_digest (const char *digest, gsize digest_size)
{
  for (gsize i = 0; i < digest_size; i++, digest += 3)
    if (!g_ascii_isxdigit (digest[0]) || !g_ascii_isxdigit (digest[1])
        || digest[2] != (i + 1 < digest_size ? ':' : '\0'))
      return FALSE;

  return TRUE;
}

/* Returns: (transfer full) (nullable): `sha-256 AB:CD:…` */
static char *
canonicalize_fingerprint (const char *algorithm, gsize algorithm_size, const char *digest)
{
  g_autofree char *upper = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (algorithms); i++)
    {
      if (strlen (algorithms[i].name) != algorithm_size
          || g_ascii_strncasecmp (algorithms[i].name, algorithm, algorithm_size) != 0)
        continue;
      if (strlen (digest) != algorithms[i].digest_size * 3 - 1
          || !is_digest (digest, algorithms[i].digest_size))
        return NULL;

      upper = g_ascii_strup (digest, -1);
      return g_strdup_printf ("%s %s", algorithms[i].name, upper);
    }

  return NULL;
}

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  const char *const *first = a;
  const char *const *second = b;

  return strcmp (*first, *second);
}

/* Sorts and folds duplicates; @set ends with NULL. */
static char *
join_set (GPtrArray *set)
{
  GString *text = g_string_new (FINGERPRINTS_PREFIX);
  const char *previous = NULL;

  g_ptr_array_sort (set, compare_strings);
  for (guint i = 0; i < set->len; i++)
    {
      const char *fingerprint = set->pdata[i];

      if (previous && strcmp (previous, fingerprint) == 0)
        continue;
      g_string_append_printf (text, "%s%s", previous ? "," : "", fingerprint);
      previous = fingerprint;
    }

  return g_string_free (text, FALSE);
}

CordonCallee *
cordon_callee_new_fingerprints (const char *const *fingerprints, gsize n_fingerprints, GError **error)
{
  g_autoptr (GPtrArray) set = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (n_fingerprints == 0 || fingerprints != NULL, NULL);

  if (n_fingerprints == 0)
    return refuse (error, "no fingerprint");
  if (n_fingerprints > CORDON_CALLEE_MAX_FINGERPRINTS)
    return refuse (error, "too many fingerprints");

  for (gsize i = 0; i < n_fingerprints; i++)
    {
      const char *space = strchr (fingerprints[i], ' ');
      char *canonical = space ? canonicalize_fingerprint (fingerprints[i], (gsize) (space - fingerprints[i]),
                                                          space + 1)
                              : NULL;

      if (!canonical)
        return refuse (error, "not a fingerprint of a strong hash");
      g_ptr_array_add (set, canonical);
    }

  return new_callee (CORDON_CALLEE_FINGERPRINTS, join_set (set));
}

static CordonCallee *
parse_fingerprints (const char *text, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", CORDON_CALLEE_MAX_FINGERPRINTS + 1);

  return cordon_callee_new_fingerprints ((const char *const *) parts, g_strv_length (parts), error);
}

CordonCallee *
cordon_callee_parse (const char *text, gssize size, GError **error)
{
  g_autoptr (CordonCallee) callee = NULL;
  g_autofree char *copy = NULL;
  gsize length;

  g_return_val_if_fail (text != NULL, NULL);

  length = size < 0 ? strlen (text) : (gsize) size;
  if (length > CORDON_CALLEE_MAX_SIZE || memchr (text, '\0', length))
    return refuse (error, "too long, or not text");

  copy = g_strndup (text, length);
  if (g_str_has_prefix (copy, IDENTITY_PREFIX))
    callee = cordon_callee_new_identity (copy + strlen (IDENTITY_PREFIX), -1, error);
  else if (g_str_has_prefix (copy, FINGERPRINTS_PREFIX))
    callee = parse_fingerprints (copy + strlen (FINGERPRINTS_PREFIX), error);
  else
    return refuse (error, "no known kind");

  /* Strict: only what cordon_callee_to_string() writes, so that one callee has one text. */
  if (callee && strcmp (callee->text, copy) != 0)
    return refuse (error, "not in its canonical form");

  return g_steal_pointer (&callee);
}

CordonCallee *
cordon_callee_ref (const CordonCallee *callee)
{
  CordonCallee *mutable_callee = (CordonCallee *) (guintptr) callee;

  g_return_val_if_fail (callee != NULL, NULL);

  g_atomic_ref_count_inc (&mutable_callee->ref_count);
  return mutable_callee;
}

void
cordon_callee_unref (CordonCallee *callee)
{
  if (!callee || !g_atomic_ref_count_dec (&callee->ref_count))
    return;

  g_free (callee->text);
  g_free (callee);
}

CordonCalleeKind
cordon_callee_get_kind (const CordonCallee *callee)
{
  return callee ? callee->kind : CORDON_CALLEE_NONE;
}

gboolean
cordon_callee_equal (gconstpointer a, gconstpointer b)
{
  const CordonCallee *first = a;
  const CordonCallee *second = b;

  if (!first || !second)
    return FALSE;

  return first == second || (first->hash == second->hash && strcmp (first->text, second->text) == 0);
}

guint
cordon_callee_hash (gconstpointer callee)
{
  const CordonCallee *self = callee;

  return self ? self->hash : 0;
}

const char *
cordon_callee_to_string (const CordonCallee *callee)
{
  g_return_val_if_fail (callee != NULL, "");

  return callee->text;
}

const char *
cordon_callee_get_display (const CordonCallee *callee)
{
  g_return_val_if_fail (callee != NULL, "");

  return strchr (callee->text, ':') + 1;
}

gboolean
cordon_callee_has_fingerprint (const CordonCallee *callee, const char *algorithm, const char *digest)
{
  g_autofree char *wanted = NULL;
  g_auto (GStrv) parts = NULL;

  g_return_val_if_fail (algorithm != NULL, FALSE);
  g_return_val_if_fail (digest != NULL, FALSE);

  if (cordon_callee_get_kind (callee) != CORDON_CALLEE_FINGERPRINTS)
    return FALSE;

  wanted = canonicalize_fingerprint (algorithm, strlen (algorithm), digest);
  if (!wanted)
    return FALSE;
  parts = g_strsplit (cordon_callee_get_display (callee), ",", -1);

  return g_strv_contains ((const char *const *) parts, wanted);
}
