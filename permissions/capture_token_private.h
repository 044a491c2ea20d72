/*
 * Capture tokens: the only way from a yes to a device. One-use for each of its features, 128 random bits, compared in
 * constant time, bound to the document, the feature and the device or surface, short-lived, void on revocation, end of
 * the call and unload. Presenting a token with facts that it was not made for voids all of it.
 */

#pragma once

#include "permissions/capture.h"
#include "permissions/clock.h"

G_BEGIN_DECLS

typedef struct _CordonTokenBox CordonTokenBox;

#define CORDON_TOKEN_SIZE 16 /* bytes */
#define CORDON_TOKEN_LIFETIME_US (30 * CORDON_SECOND_US)

/** CordonTokenPart: what a token is good for, one feature. */
typedef struct
{
  guint64 capture_id; /* of the capture that redeeming makes; 0: not good for this feature */
  guint64 grant_id;   /* what it stands on; 0: the administrator's word */
  char *device;       /* hardware id; NULL: any of the kind */
  CordonObligations obligations;
  gboolean pan_tilt_zoom;
} CordonTokenPart;

/** CordonToken: cleared with cordon_token_clear(). */
typedef struct
{
  guint8 secret[CORDON_TOKEN_SIZE];
  guint64 document_id;
  guint64 request_id;
  gint64 expires_mono_us;
  guint64 surface_id;
  CordonSurfaceKind surface_kind;
  gboolean share_audio; /* the surface with its sound (B-44) */
  CordonTokenPart parts[CORDON_N_FEATURES];
} CordonToken;

void cordon_token_clear (CordonToken *token);

CordonTokenBox *cordon_token_box_new (void);
void cordon_token_box_free (CordonTokenBox *box);

/**
 * cordon_token_box_issue: keeps a deep copy of @token under a fresh secret.
 *
 * Returns: (transfer full) (nullable): 32 hexadecimal digits; %NULL where the system has no randomness to give.
 */
char *cordon_token_box_issue (CordonTokenBox *box, const CordonToken *token);

/**
 * cordon_token_box_take: the part of the token @text that @facts name, if they are what it was made for; the part
 * cannot be taken again.
 * @out_token: (out): the token's own members and the one part; clear it
 *
 * Returns: %FALSE with CORDON_ERROR_TOKEN; where the token exists and @facts are others, all of it is void from then
 * on.
 */
gboolean cordon_token_box_take (CordonTokenBox *box, const char *text, const CordonCaptureFacts *facts,
                                gint64 mono_us, CordonToken *out_token, GError **error);

/** CordonTokenMatch: which tokens (or parts) to void; members that are zero do not restrict. */
typedef struct
{
  guint64 document_id;
  guint64 grant_id;
  guint64 call_id;
  CordonFeature feature;
  gint64 expired_mono_us; /* expired by then */
} CordonTokenMatch;

/** cordon_token_box_void: Returns: how many parts are void now. */
guint cordon_token_box_void (CordonTokenBox *box, const CordonTokenMatch *match);

/** cordon_token_box_rebind: what stands on grant @from stands on @to. */
void cordon_token_box_rebind (CordonTokenBox *box, guint64 from, guint64 to);

/** cordon_token_box_count: how many parts match and can still be redeemed. */
guint cordon_token_box_count (const CordonTokenBox *box, const CordonTokenMatch *match);

/** cordon_token_box_get_next_end: when the next token expires; G_MAXINT64: none. */
gint64 cordon_token_box_get_next_end (const CordonTokenBox *box);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CordonToken, cordon_token_clear)

G_END_DECLS
