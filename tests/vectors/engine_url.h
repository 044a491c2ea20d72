/*
 * Plays the engine's URL parser: from a URL to the parts of its origin. Test code: the library parses no URLs.
 */

#pragma once

#include "permissions/origin.h"

typedef enum
{
  ENGINE_URL_INVALID = 0,
  ENGINE_URL_OPAQUE,
  ENGINE_URL_TUPLE,
} EngineUrlKind;

typedef struct
{
  EngineUrlKind kind;
  char *scheme;      /* lower-case; NULL where the text has none */
  char *host;        /* canonical; "" for a file URL without one */
  guint16 port;      /* 0: none */
  gboolean has_port; /* written, and not the default */
  gboolean nested;   /* the parts are those of a URL inside a URL */
  char *rest;        /* what stands behind the scheme's colon */
} EngineUrl;

/*
 * Reads @size bytes of @text. A blob: or filesystem: URL has the parts of the URL inside it, as far as that has a
 * tuple.
 */
void engine_url_parse (const char *text, gsize size, EngineUrl *out);
void engine_url_clear (EngineUrl *url);

/* Returns: (transfer full): what the engine hands to Cordon: a tuple, or a fresh opaque origin. */
CordonOrigin *engine_url_make_origin (const EngineUrl *url);
CordonOrigin *engine_origin_of (const char *text);

/*
 * Whether the document at @text inherits its creator's origin: about:blank and about:srcdoc, with query and
 * fragment.
 */
gboolean engine_url_inherits (const char *text);

/* A host as the URL standard parses it; NULL where it fails. */
char *engine_host_parse (const char *host, gsize size);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EngineUrl, engine_url_clear)
