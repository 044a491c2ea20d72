#include "isolation/assertion_source.h"

#include "permissions/error.h"

typedef struct
{
  CordonAssertionFunc func;
  gpointer data;
} Waiter;

struct _CordonAssertionSource
{
  char *origin;
  const CordonAssertionProxy *proxy;
  gpointer proxy_data;
  char *domain; /* NULL: no provider */
  char *protocol;
  char *username_hint;
  char *peer_identity;
  GArray *fingerprints;
  char *value; /* the assertion that was made */
  guint64 id;  /* of the running request; only the latest counts */
  gint64 deadline_mono_us;
  GArray *waiters;
  gboolean closed;
};

CordonAssertionSource *
cordon_assertion_source_new (const char *origin, const CordonAssertionProxy *proxy, gpointer proxy_data)
{
  CordonAssertionSource *source;

  g_return_val_if_fail (origin != NULL && proxy != NULL && proxy->generate != NULL, NULL);

  source = g_new0 (CordonAssertionSource, 1);
  source->origin = g_strdup (origin);
  source->proxy = proxy;
  source->proxy_data = proxy_data;
  source->fingerprints = g_array_new (FALSE, TRUE, sizeof (CordonFingerprint));
  source->waiters = g_array_new (FALSE, TRUE, sizeof (Waiter));
  return source;
}

/* Tells everybody who waits, after the source is consistent again. */
static void
settle (CordonAssertionSource *source, const CordonAssertionResult *result)
{
  g_autoptr (GArray) waiters = g_steal_pointer (&source->waiters);

  source->waiters = g_array_new (FALSE, TRUE, sizeof (Waiter));
  source->deadline_mono_us = 0;
  for (guint i = 0; i < waiters->len; i++)
    {
      const Waiter *waiter = &g_array_index (waiters, Waiter, i);

      waiter->func (result, waiter->data);
    }
}

static void
drop (CordonAssertionSource *source)
{
  static const CordonAssertionResult dropped = { .exception = "OperationError" };

  g_clear_pointer (&source->value, g_free);
  if (source->deadline_mono_us == 0)
    return;
  if (source->proxy->cancel)
    source->proxy->cancel (source->id, source->proxy_data);
  settle (source, &dropped);
}

void
cordon_assertion_source_close (CordonAssertionSource *source)
{
  g_return_if_fail (source != NULL);

  source->closed = TRUE;
  drop (source);
}

void
cordon_assertion_source_free (CordonAssertionSource *source)
{
  if (!source)
    return;
  cordon_assertion_source_close (source);
  g_array_unref (source->waiters);
  g_array_unref (source->fingerprints);
  g_free (source->origin);
  g_free (source->domain);
  g_free (source->protocol);
  g_free (source->username_hint);
  g_free (source->peer_identity);
  g_free (source);
}

static gboolean
refuse_closed (GError **error)
{
  g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_STATE, "the connection is closed");
  return FALSE;
}

static gboolean
replace (char **member, const char *value)
{
  char *copy;

  if (g_strcmp0 (*member, value) == 0)
    return FALSE;
  copy = g_strdup (value);
  g_free (*member);
  *member = copy;
  return TRUE;
}

gboolean
cordon_assertion_source_set_provider (CordonAssertionSource *source, const char *domain,
                                      const CordonIdpOptions *options, GError **error)
{
  static const CordonIdpOptions none = { 0 };
  gboolean changed = FALSE;

  g_return_val_if_fail (source != NULL && domain != NULL, FALSE);

  if (source->closed)
    return refuse_closed (error);
  if (!options)
    options = &none;
  if (options->protocol && !cordon_idp_check_protocol (options->protocol, error))
    return FALSE;
  changed |= replace (&source->domain, domain);
  changed |= replace (&source->protocol, options->protocol);
  changed |= replace (&source->username_hint, options->username_hint);
  changed |= replace (&source->peer_identity, options->peer_identity);
  if (changed)
    drop (source);
  return TRUE;
}

void
cordon_assertion_source_set_fingerprints (CordonAssertionSource *source,
                                          const CordonFingerprint *fingerprints, gsize n)
{
  g_return_if_fail (source != NULL && (fingerprints != NULL || n == 0));
  g_return_if_fail (n <= CORDON_FINGERPRINTS_MAX);

  if (cordon_fingerprints_equal_as_sets ((const CordonFingerprint *) (gpointer) source->fingerprints->data,
                                         source->fingerprints->len, fingerprints, n))
    return;
  g_array_set_size (source->fingerprints, 0);
  if (n > 0)
    g_array_append_vals (source->fingerprints, fingerprints, (guint) n);
  drop (source);
}

gboolean
cordon_assertion_source_has_provider (const CordonAssertionSource *source)
{
  g_return_val_if_fail (source != NULL, FALSE);
  return source->domain != NULL;
}

static void
ask (CordonAssertionSource *source, gint64 mono_us)
{
  static const CordonIdpFailure unloadable = { .error = CORDON_IDP_ERROR_LOAD };
  static const CordonAssertionResult failed = { .exception = "RTCError", .failure = &unloadable };
  const CordonIdpOptions options = { source->protocol, source->username_hint, source->peer_identity };
  g_autofree char *url = cordon_idp_build_url (source->domain, source->protocol, NULL);
  g_autofree char *contents = cordon_assertion_write_contents (
    (const CordonFingerprint *) (gpointer) source->fingerprints->data, source->fingerprints->len);

  if (!url)
    {
      settle (source, &failed);
      return;
    }
  source->id++;
  source->deadline_mono_us = mono_us + CORDON_IDP_BUDGET_US;
  source->proxy->generate (source->id, url, contents, source->origin, &options, source->proxy_data);
}

gboolean
cordon_assertion_source_get (CordonAssertionSource *source, gint64 mono_us, CordonAssertionFunc func,
                             gpointer data, GError **error)
{
  const Waiter waiter = { func, data };

  g_return_val_if_fail (source != NULL && func != NULL, FALSE);

  if (source->closed)
    return refuse_closed (error);
  if (!source->domain)
    {
      g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_STATE, "no identity provider is set");
      return FALSE;
    }
  if (source->value)
    {
      g_autofree char *value = g_strdup (source->value);
      const CordonAssertionResult made = { .value = value };

      func (&made, data);
      return TRUE;
    }
  g_array_append_val (source->waiters, waiter);
  if (source->deadline_mono_us == 0)
    ask (source, mono_us);
  return TRUE;
}

void
cordon_assertion_source_answer (CordonAssertionSource *source, guint64 id, const char *domain,
                                const char *protocol, const char *assertion, gint64 mono_us)
{
  static const CordonAssertionResult bad = { .exception = "OperationError" };
  CordonAssertionResult result = { 0 };
  g_autofree char *value = NULL;

  g_return_if_fail (source != NULL);

  cordon_assertion_source_tick (source, mono_us);
  if (source->deadline_mono_us == 0 || id != source->id)
    return;
  if (!domain || !*domain || !assertion)
    {
      settle (source, &bad);
      return;
    }
  /* Copies: the value is what chrome and page keep, the strings are the caller's. */
  {
    g_autofree char *domain_copy = g_strdup (domain);
    g_autofree char *protocol_copy = g_strdup (protocol ? protocol : CORDON_IDP_DEFAULT_PROTOCOL);
    g_autofree char *assertion_copy = g_strdup (assertion);
    const CordonAssertion made = { domain_copy, protocol_copy, assertion_copy };

    value = cordon_assertion_to_value (&made);
  }
  g_free (source->value);
  source->value = g_strdup (value);
  result.value = value;
  settle (source, &result);
}

void
cordon_assertion_source_fail (CordonAssertionSource *source, guint64 id, const CordonIdpFailure *failure,
                              gint64 mono_us)
{
  CordonAssertionResult result = { .exception = "RTCError" };

  g_return_if_fail (source != NULL && failure != NULL);

  cordon_assertion_source_tick (source, mono_us);
  if (source->deadline_mono_us == 0 || id != source->id)
    return;
  result.failure = failure;
  settle (source, &result);
}

gint64
cordon_assertion_source_tick (CordonAssertionSource *source, gint64 mono_us)
{
  static const CordonIdpFailure timeout = { .error = CORDON_IDP_ERROR_TIMEOUT };
  static const CordonAssertionResult late = { .exception = "RTCError", .failure = &timeout };

  g_return_val_if_fail (source != NULL, G_MAXINT64);

  if (source->deadline_mono_us != 0 && mono_us >= source->deadline_mono_us)
    {
      if (source->proxy->cancel)
        source->proxy->cancel (source->id, source->proxy_data);
      settle (source, &late);
    }
  return source->deadline_mono_us != 0 ? source->deadline_mono_us : G_MAXINT64;
}
