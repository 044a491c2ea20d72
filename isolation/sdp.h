/*
 * The few attributes of a session description that identity and isolation need, read strictly: `a=identity`,
 * `a=fingerprint`, `a=tls-id`, and what must never stand there. Not a parser of SDP: every other line is passed over.
 */

#pragma once

#include "isolation/fingerprint.h"

G_BEGIN_DECLS

/** CORDON_SDP_MAX_SIZE: bytes of the longest description that is looked at. */
#define CORDON_SDP_MAX_SIZE (1024 * 1024)

/** CordonSdp: what was found; immutable. */
typedef struct _CordonSdp CordonSdp;

/**
 * cordon_sdp_read:
 * @text: the description, lines ended by CR LF or LF
 * @size: bytes, or -1
 *
 * Refused whole, with CORDON_ERROR_SYNTAX: a malformed fingerprint or tls-id, more than CORDON_FINGERPRINTS_MAX
 * fingerprints, keys in the description (`a=crypto`), media without DTLS (D-36, D-45), a CR or NUL within a line,
 * which another reader could take for an end. A fingerprint under a hash that does not exist here is passed over,
 * unless there is no other (D-39). DTLS is known by the profile or, for the profiles of plain RTP, by a fingerprint of
 * the section or the session (RFC 8829 5.1.2).
 *
 * Returns: (transfer full) (nullable).
 */
CORDON_API CordonSdp *cordon_sdp_read (const char *text, gssize size, GError **error);
CORDON_API void cordon_sdp_free (CordonSdp *sdp);

/** cordon_sdp_get_fingerprints: of the session and of all media. Returns: (transfer none) (array length=out_n). */
CORDON_API const CordonFingerprint *cordon_sdp_get_fingerprints (const CordonSdp *sdp, gsize *out_n);

/**
 * cordon_sdp_get_identity: the value of the first `a=identity` of the session; of media it is none (D-02).
 * Returns: (transfer none) (nullable).
 */
CORDON_API const char *cordon_sdp_get_identity (const CordonSdp *sdp);

/** cordon_sdp_get_tls_id: the first: the one there is where all is bundled. Returns: (transfer none) (nullable). */
CORDON_API const char *cordon_sdp_get_tls_id (const CordonSdp *sdp);

/** cordon_sdp_get_n_sections: how many media sections there are, used or not. */
CORDON_API guint cordon_sdp_get_n_sections (const CordonSdp *sdp);

/**
 * cordon_sdp_get_section_tls_id: of the association that carries media section @section, counted from 0. Sections that
 * are not bundled have an association each, and a tls-id each (RFC 8842); of those that are, ask for the section
 * that the bundle is tagged by. One in front of all sections stands for those without.
 *
 * Returns: (transfer none) (nullable).
 */
CORDON_API const char *cordon_sdp_get_section_tls_id (const CordonSdp *sdp, guint section);

/** cordon_sdp_has_fingerprint: D-39: a description without one is refused. */
CORDON_API gboolean cordon_sdp_has_fingerprint (const CordonSdp *sdp);

/** cordon_sdp_parse_fingerprint: one line, `a=fingerprint:…`. Returns: %FALSE with CORDON_ERROR_SYNTAX. */
CORDON_API gboolean cordon_sdp_parse_fingerprint (const char *line, gssize size, CordonFingerprint *out,
                                                  GError **error);

/** CordonSdpExtension: one of the extensions behind an identity's value. */
typedef struct
{
  char *name;
  char *value; /* NULL: none */
} CordonSdpExtension;

/**
 * cordon_sdp_parse_identity: one line, `a=identity:VALUE` with extensions (RFC 8827 5). The value's length is not
 * limited.
 * @out_extensions: (out) (optional) (transfer full) (element-type CordonSdpExtension)
 *
 * Returns: (transfer full) (nullable): the value, some base64; %NULL with CORDON_ERROR_SYNTAX.
 */
CORDON_API char *
cordon_sdp_parse_identity (const char *line, gssize size, GPtrArray **out_extensions, GError **error);

/**
 * cordon_sdp_parse_tls_id: one line, `a=tls-id:…`, 20 to 255 of letters, digits, `+`, `/`, `-` and `_`. Returns:
 * (transfer full) (nullable).
 */
CORDON_API char *cordon_sdp_parse_tls_id (const char *line, gssize size, GError **error);

/** cordon_sdp_new_tls_id: 120 random bits. Returns: (transfer full) (nullable): %NULL without a generator. */
CORDON_API char *cordon_sdp_new_tls_id (GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonSdp, cordon_sdp_free)

G_END_DECLS
