/*
 * Settings: what the user does in the chrome's lists rather than in a prompt, and what automation does in his name. The
 * same validation for all (B-54), effective before the call returns where it takes something away.
 */

#pragma once

#include "permissions/profile.h"

G_BEGIN_DECLS

/** CordonProfileDone: exactly once, after the change is durable or has failed (@error set, and nothing changed). */
typedef void (*CordonProfileDone) (CordonProfile *profile, const GError *error, gpointer data);

/**
 * cordon_profile_set_grant: writes a decision with source SETTINGS or AUTOMATION, any other source is refused.
 *
 * A block takes effect at once: it revokes what it contradicts and stops captures. A yes is usable after its commit.
 *
 * Returns: %FALSE with CORDON_ERROR_GRANT when the rules forbid it (B-39, A-04, A-08); then @done never runs.
 */
CORDON_API gboolean cordon_profile_set_grant (CordonProfile *profile, const CordonGrant *grant,
                                              CordonProfileDone done, gpointer data, GError **error);

/**
 * cordon_profile_set_state: the Permissions API's automation call, and "ask again": PROMPT removes every decision of
 * exactly (@origin, @feature); GRANTED and DENIED write one for the origin.
 */
CORDON_API gboolean cordon_profile_set_state (CordonProfile *profile, const CordonOrigin *origin,
                                              CordonFeature feature, CordonState state,
                                              CordonGrantSource source, GError **error);

/** cordon_profile_block_callee: never towards @callee from anywhere; stops what runs towards him. */
CORDON_API gboolean cordon_profile_block_callee (CordonProfile *profile, const CordonCallee *callee,
                                                 GError **error);
/** cordon_profile_unblock_callee: takes that back. What was stopped stays stopped. */
CORDON_API void cordon_profile_unblock_callee (CordonProfile *profile, const CordonCallee *callee);
/**
 * cordon_profile_is_callee_blocked: whether @callee is on the block-list; this says nothing about the camera
 * itself.
 */
CORDON_API gboolean cordon_profile_is_callee_blocked (CordonProfile *profile, const CordonCallee *callee);

/** CordonClear: what to clear. Zero clears nothing. */
typedef struct
{
  gboolean decisions;                /* the user's grants, blocks, embargoes */
  gboolean identifiers;              /* device-id salts and their kin (G-05, G-13) */
  gint64 since_wall_us;              /* only what was made or used since; 0: whenever */
  const CordonOrigin *origin;        /* only this one; NULL: all */
  CordonFeatureSet features;         /* only decisions about these; 0: all */
  const CordonOrigin *const *except; /* never these */
  gsize n_except;
} CordonClear;

/** cordon_profile_clear: effective before it returns, captures that lose their grant included. */
CORDON_API void cordon_profile_clear (CordonProfile *profile, const CordonClear *clear);

/**
 * cordon_profile_site_data_cleared: the site's cookies or storage went: identifiers rotate, decisions stay (Q-11,
 * B-52).
 */
CORDON_API void cordon_profile_site_data_cleared (CordonProfile *profile, const CordonOrigin *origin);

/** cordon_profile_undo: gives back a grant that ended unused (60 days) or was taken back, within 30 days. */
CORDON_API gboolean cordon_profile_undo (CordonProfile *profile, guint64 undo_id, GError **error);

/** cordon_profile_set_quiet_prompts: features that ask with a chip instead of a dialog. */
CORDON_API void cordon_profile_set_quiet_prompts (CordonProfile *profile, CordonFeatureSet features);

/**
 * cordon_profile_set_indicators_visible: FALSE while minimising or covering hides the indicators of @tab_id
 * (F-02); 0: all.
 */
CORDON_API void
cordon_profile_set_indicators_visible (CordonProfile *profile, guint64 tab_id, gboolean visible);

/** CordonAddressBook: the user's verified contacts. Zero-filled: nobody is in it (B-09). */
typedef struct
{
  gboolean (*contains) (gpointer data, const CordonCallee *callee);
  gpointer data;
} CordonAddressBook;

/**
 * cordon_profile_set_address_book: wires the book; %NULL takes it away. Grants of CORDON_SCOPE_ADDRESS_BOOK stay in the
 * store and answer no until there is a book again.
 */
CORDON_API void cordon_profile_set_address_book (CordonProfile *profile, const CordonAddressBook *book);

/** cordon_profile_address_book_changed: somebody came or left: what runs towards him by the book ends. */
CORDON_API void cordon_profile_address_book_changed (CordonProfile *profile);

/**
 * cordon_profile_allow_address_book: lets @origin send isolated media of @features, and of no others, to anybody in
 * the book (B-09): stored grants of CORDON_SCOPE_ADDRESS_BOOK, until revoked. 0 takes them back.
 */
CORDON_API gboolean cordon_profile_allow_address_book (CordonProfile *profile, const CordonOrigin *origin,
                                                       CordonFeatureSet features, GError **error);

G_END_DECLS
