/*
 * What may keep a whole peer connection from happening, before any permission is asked for: the Content Security Policy
 * directive `webrtc`, active mixed content, and destinations that a browser does not talk to. Pure.
 */

#pragma once

#include <glib.h>

#include "permissions/visibility.h"

G_BEGIN_DECLS

/**
 * cordon_csp_blocks_webrtc: whether any of the enforced policies has a `webrtc` directive that is not exactly
 * `'allow'`.
 * @policies: (nullable): the Content-Security-Policy headers, joined by commas. Report-only ones are not passed:
 * ask for
 *   them apart, report where it says TRUE, and go on.
 */
CORDON_API gboolean cordon_csp_blocks_webrtc (const char *policies);

/** CordonConnectionFacts: zero-filled prohibits nothing; what the document is like is in its own facts. */
typedef struct
{
  gboolean csp_blocks;
  gboolean active_mixed_content;
} CordonConnectionFacts;

/** CordonConnectionState: what script sees of a connection as it begins. Zero is safe. */
typedef enum
{
  CORDON_CONNECTION_FAILED = 0,
  CORDON_CONNECTION_CHECKING,
} CordonConnectionState;

/**
 * cordon_connection_begin: asked when a connection leaves `new`: at the first gathering and at each ICE restart,
 * so that a prohibited connection goes from new to failed every time.
 *
 * Returns: FAILED: gather nothing, check nothing, take no remote candidate; CHECKING: go on.
 */
CORDON_API CordonConnectionState cordon_connection_begin (const CordonConnectionFacts *facts);

/**
 * cordon_port_may_be_used: whether a packet may go to @port of anyone: FALSE for the ports that Fetch blocks.
 *
 * The transport asks in its last step, when a packet would leave, and drops it without a word: timers,
 * retransmissions and events go on as with an address where nobody lives, and there is no reason that script
 * could learn.
 */
CORDON_API gboolean cordon_port_may_be_used (guint16 port);

G_END_DECLS
