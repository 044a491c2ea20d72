/*
 * The two labels of RFC 8833 as they stand in a DTLS handshake, and the lists in which peers offer them (RFC 7301).
 * Both name the same protocol; the second adds the promise that what is received will be shown to the user only.
 */

#pragma once

#include <glib.h>

#include "permissions/visibility.h"

G_BEGIN_DECLS

/** CordonAlpn: zero: no label. */
typedef enum
{
  CORDON_ALPN_NONE = 0,
  CORDON_ALPN_WEBRTC,
  CORDON_ALPN_C_WEBRTC,
} CordonAlpn;

#define CORDON_N_ALPNS 3

/** CordonAlpnSet: a set of labels; bits of CORDON_ALPN_BIT(). */
typedef guint CordonAlpnSet;

#define CORDON_ALPN_BIT(alpn) (1u << (alpn))
#define CORDON_ALPN_SET_NONE 0u
#define CORDON_ALPN_SET_BOTH (CORDON_ALPN_BIT (CORDON_ALPN_WEBRTC) | CORDON_ALPN_BIT (CORDON_ALPN_C_WEBRTC))

/** CORDON_ALPN_LIST_MAX_SIZE: bytes of the longest list written here. */
#define CORDON_ALPN_LIST_MAX_SIZE 16

/**
 * cordon_alpn_to_string: Returns: (transfer none): `webrtc`, `c-webrtc`, or "" for none; exactly the octets of
 * the wire (C-60).
 */
CORDON_API const char *cordon_alpn_to_string (CordonAlpn alpn);

/** cordon_alpn_from_octets: octet for octet; everything else, also other letter case, is %CORDON_ALPN_NONE (C-60). */
CORDON_API CordonAlpn cordon_alpn_from_octets (const guint8 *octets, gsize size);

/**
 * cordon_alpn_list_write:
 * @set: the labels to offer
 * @out_list: (array fixed-size=16): receives them, each with its length in front; `webrtc` first
 *
 * Returns: the bytes written, 0 for the empty set.
 */
CORDON_API gsize cordon_alpn_list_write (CordonAlpnSet set, guint8 out_list[CORDON_ALPN_LIST_MAX_SIZE]);

/**
 * cordon_alpn_list_parse:
 * @list: names, each with its length in front, as a peer sent them, without the outer length
 * @out_set: receives the labels that stand in it; names of other protocols are passed over
 *
 * Returns: %FALSE for a list that is empty, truncated, or holds an empty name; @out_set is untouched then.
 */
CORDON_API gboolean cordon_alpn_list_parse (const guint8 *list, gsize size, CordonAlpnSet *out_set);

/** cordon_alpn_extension_parse: the same for the body of the TLS extension, outer length included. */
CORDON_API gboolean cordon_alpn_extension_parse (const guint8 *body, gsize size, CordonAlpnSet *out_set);

G_END_DECLS
