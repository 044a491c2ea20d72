/*
 * Names that a person or a page chose, made safe to show in the trusted chrome (F-20, X-03).
 *
 * A name is never shown as it came: control and bidi characters are made visible, what is too long is cut in the
 * middle, and the domain, which a peer cannot choose freely, stands apart from the user part, which he can.
 */

#pragma once

#include "permissions/callee.h"
#include "permissions/origin.h"

G_BEGIN_DECLS

/** CORDON_DISPLAY_MAX_CHARS: characters of the longest text that is shown; the middle of a longer one is left out. */
#define CORDON_DISPLAY_MAX_CHARS 96

/**
 * CordonPeerName: how a callee is shown; clear with cordon_peer_name_clear(). All strings are safe plain text,
 * not markup.
 */
typedef struct
{
  CordonCalleeKind kind;
  char *user;          /* identity: the part before `@`, percent-encoding kept; NULL for fingerprints */
  char *domain;        /* identity: in Unicode only where that cannot mislead; NULL for fingerprints */
  char *text;          /* in one line: `user @ domain`, each isolated, or the fingerprints shortened */
  gboolean suspicious; /* show the warning: a part could be taken for another name */
} CordonPeerName;

/** cordon_peer_name_init: @name is overwritten. */
CORDON_API void cordon_peer_name_init (CordonPeerName *name, const CordonCallee *callee);
CORDON_API void cordon_peer_name_clear (CordonPeerName *name);

/**
 * cordon_display_text: @text with each control, format, bidi and invalid character written as `<U+202E>`.
 * @text: (nullable): any bytes
 *
 * Returns: (transfer full): valid UTF-8 of at most CORDON_DISPLAY_MAX_CHARS characters; "" for %NULL
 */
CORDON_API char *cordon_display_text (const char *text);

/**
 * cordon_display_all_text: the same without a limit, for the debug page.
 * @out_hidden: (out) (optional): set to %TRUE where something had to be made visible; otherwise left alone
 */
CORDON_API char *cordon_display_all_text (const char *text, gboolean *out_hidden);

/**
 * cordon_display_isolate: @text for the middle of a sentence: what is written from right to left in it cannot
 * pull at the words around it (FIRST STRONG ISOLATE). ASCII, which pulls at nothing, stays as it is.
 * @text: from one of the functions above
 *
 * Returns: (transfer full).
 */
CORDON_API char *cordon_display_isolate (const char *text);

/** cordon_display_origin: Returns: (transfer full): an origin for the chrome; an opaque one as "(opaque origin)". */
CORDON_API char *cordon_display_origin (const CordonOrigin *origin);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CordonPeerName, cordon_peer_name_clear)

G_END_DECLS
