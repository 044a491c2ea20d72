#include <string.h>

#include "tests/vectors/engine_url.h"
#include "tests/vectors/runners.h"

static void
check_origin (VectorCase *vector, const EngineUrl *url, const CordonOrigin *origin)
{
  gboolean opaque = cordon_origin_is_opaque (origin);

  vector_check_boolean (vector, "url_valid", url->kind != ENGINE_URL_INVALID);
  vector_check_boolean (vector, "opaque", opaque);
  vector_check_string (vector, "serialization", cordon_origin_to_string (origin));
  if (opaque)
    return;

  vector_check_string (vector, "scheme", cordon_origin_get_scheme (origin));
  vector_check_string (vector, "host", cordon_origin_get_host (origin));
  vector_check_int (vector, "port", cordon_origin_get_port (origin));
}

/* The triple of the URL itself, without looking inside blob: and filesystem:. */
static void
check_tuple (VectorCase *vector, const EngineUrl *url, const char *input)
{
  gsize size = strcspn (input, ":");
  g_autoptr (CordonOrigin) tuple = NULL;

  if (url->kind != ENGINE_URL_INVALID)
    tuple = cordon_origin_new_tuple (input, (gssize) size, url->host ? url->host : "", -1,
                                     url->has_port ? url->port : 0, NULL);
  vector_check_boolean (vector, "tuple_valid", tuple != NULL);
  vector_check_string (vector, "tuple_serialization", tuple ? cordon_origin_to_string (tuple) : NULL);
}

static void
run_chromium_origin (VectorCase *vector)
{
  gsize size;
  g_autofree char *input = vector_member_bytes (vector_get_object (vector), "input", &size);
  g_auto (EngineUrl) url = { 0 };
  g_autoptr (CordonOrigin) origin = NULL;
  g_autoptr (CordonOrigin) again = NULL;

  if (vector_has_tag (vector, "custom-scheme"))
    {
      vector_skip (vector, "registering schemes is the engine's; Cordon knows those of the web");
      return;
    }

  engine_url_parse (input, size, &url);
  if (vector_has_tag (vector, "scheme-host-port"))
    {
      check_tuple (vector, &url, input);
      return;
    }
  origin = engine_url_make_origin (&url);
  again = engine_url_make_origin (&url);
  if (!origin)
    {
      vector_fail (vector, "the engine's origin was refused");
      return;
    }
  check_origin (vector, &url, origin);
  vector_check_boolean (vector, "same_origin_with_second_parse", cordon_origin_equal (origin, again));
}

/* "unique opaque", "opaque derived from URL", or a URL. */
static CordonOrigin *
parse_origin_words (const char *text)
{
  static const char derived[] = "opaque derived from ";
  g_autoptr (CordonOrigin) precursor = NULL;

  if (strcmp (text, "unique opaque") == 0)
    return cordon_origin_new_opaque ();
  if (!g_str_has_prefix (text, derived))
    return engine_origin_of (text);

  precursor = engine_origin_of (text + strlen (derived));
  return cordon_origin_new_opaque_from (precursor);
}

static gboolean
can_be_derived (const CordonOrigin *origin, const char *url)
{
  g_autoptr (CordonOrigin) own = NULL;
  gboolean opaque = cordon_origin_is_opaque (origin);

  if (engine_url_inherits (url))
    return TRUE;
  if (g_str_has_prefix (url, "data:"))
    return opaque;

  own = engine_origin_of (url);
  return cordon_origin_equal (opaque ? cordon_origin_get_precursor (origin) : origin, own);
}

static void
run_same_origin (VectorCase *vector)
{
  JsonObject *object = vector_get_object (vector);
  const char *op = vector_member_string (object, "op");
  const char *url = vector_member_string (object, "url");
  g_autoptr (CordonOrigin) first = NULL;
  g_autoptr (CordonOrigin) second = NULL;

  if (vector_has_tag (vector, "custom-scheme"))
    vector_skip (vector, "registering schemes is the engine's; Cordon knows those of the web");
  else if (g_strcmp0 (op, "same_origin") == 0)
    {
      first = engine_origin_of (vector_member_string (object, "a"));
      second = engine_origin_of (vector_member_string (object, "b"));
      vector_check_boolean (vector, "same_origin", cordon_origin_equal (first, second));
    }
  else if (g_strcmp0 (op, "can_be_derived_from") == 0)
    {
      first = parse_origin_words (vector_member_string (object, "origin"));
      vector_check_boolean (vector, "can_be_derived", can_be_derived (first, url));
    }
  else if (g_strcmp0 (op, "resolve_against_initiator") == 0)
    {
      first = parse_origin_words (vector_member_string (object, "initiator"));
      second = engine_url_inherits (url) ? cordon_origin_ref (first) : engine_origin_of (url);
      vector_check_boolean (vector, "same_origin_with_initiator", cordon_origin_equal (first, second));
    }
  else
    vector_skip (vector, "an op that this runner does not know");
}

static void
run_tuple_construction (VectorCase *vector)
{
  JsonObject *object = vector_get_object (vector);
  gsize scheme_size;
  gsize host_size;
  g_autofree char *scheme = vector_member_bytes (object, "scheme", &scheme_size);
  g_autofree char *host = vector_member_bytes (object, "host", &host_size);
  gint64 port = vector_member_int (object, "port");
  g_autoptr (CordonOrigin) origin = cordon_origin_new_tuple (scheme, (gssize) scheme_size, host,
                                                             (gssize) host_size, (guint16) port, NULL);

  vector_check_boolean (vector, "valid", origin != NULL);
}

static void
run_urltestdata (VectorCase *vector)
{
  JsonObject *object = vector_get_object (vector);
  JsonObject *expect = vector_member_object (object, "expect");
  const char *expected = expect ? vector_member_string (expect, "origin") : NULL;
  gsize size;
  g_autofree char *input = vector_member_bytes (object, "input", &size);
  g_autoptr (CordonOrigin) origin = NULL;
  g_autoptr (CordonOrigin) from_input = NULL;

  if (!expected)
    {
      vector_skip (vector, "the case expects no origin");
      return;
    }

  origin = cordon_origin_new (expected, -1, NULL);
  if (strcmp (expected, "null") == 0 && origin)
    vector_fail (vector, "null was accepted");
  else if (strcmp (expected, "null") != 0
           && g_strcmp0 (origin ? cordon_origin_to_string (origin) : NULL, expected) != 0)
    vector_fail (vector, "the origin was refused or changed");

  from_input = cordon_origin_new (input, (gssize) size, NULL);
  if (from_input && strcmp (input, expected) != 0)
    vector_fail (vector, "the URL was accepted as an origin");
}

const VectorRunner vector_runners_url[] = {
  { "url", "chromium_origin", run_chromium_origin },
  { "url", "chromium_same_origin", run_same_origin },
  { "url", "chromium_tuple_construction", run_tuple_construction },
  { "url", "rfc6454_examples", run_same_origin },
  { "url", "urltestdata", run_urltestdata },
  { NULL, NULL, NULL },
};
