/*
 * A grant: what a user (or an administrator) decided, for which key, in which scope, for how long.
 */

#pragma once

#include "permissions/callee.h"
#include "permissions/feature.h"
#include "permissions/origin.h"

G_BEGIN_DECLS

/** CordonGrantAnswer: the user's no or yes. */
typedef enum
{
  CORDON_GRANT_BLOCK = 0,
  CORDON_GRANT_ALLOW = 1,
} CordonGrantAnswer;

/** CordonScope: what a grant is tied to. Values are stored on disk. */
typedef enum
{
  CORDON_SCOPE_NONE = 0,
  CORDON_SCOPE_SURFACE = 1,      /* one screen, window or tab, one capture (B-38) */
  CORDON_SCOPE_CALL = 2,         /* this call only (B-03) */
  CORDON_SCOPE_CALLEE = 3,       /* only towards this callee, so only as isolated media (B-05) */
  CORDON_SCOPE_ORIGIN = 4,       /* any use by this permission key */
  CORDON_SCOPE_ADDRESS_BOOK = 5, /* only towards whom the user's address book knows, isolated (B-09) */
} CordonScope;

/** CordonLifetime: when a grant ends. Values are stored on disk. */
typedef enum
{
  CORDON_LIFETIME_NONE = 0,
  CORDON_LIFETIME_CALL = 1,         /* with its call; memory only */
  CORDON_LIFETIME_VISIT = 2,        /* one-time; memory only */
  CORDON_LIFETIME_SESSION = 3,      /* this browser session; memory only */
  CORDON_LIFETIME_UNTIL_TIME = 4,   /* until expires_wall_us */
  CORDON_LIFETIME_UNTIL_UNUSED = 5, /* until unused for 60 days */
  CORDON_LIFETIME_UNTIL_REVOKED = 6,
} CordonLifetime;

/** CordonGrantSource: who made it. Values are stored on disk. */
typedef enum
{
  CORDON_GRANT_SOURCE_NONE = 0,
  CORDON_GRANT_SOURCE_USER = 1,
  CORDON_GRANT_SOURCE_SETTINGS = 2, /* the user, in the chrome's list rather than in a prompt */
  CORDON_GRANT_SOURCE_IMPORT = 3,
  CORDON_GRANT_SOURCE_MANAGED = 4,    /* an administrator; never stored */
  CORDON_GRANT_SOURCE_AUTOMATION = 5, /* WebDriver: the same validation (B-54) */
} CordonGrantSource;

/**
 * CordonGrant: a value; copy and clear with the functions below. Members that do not apply are zero.
 *
 * @origin is the permission key: the top-level origin, never opaque, never forgeable by a network attacker
 * (A-04).
 */
typedef struct
{
  guint64 id; /* row; 0: not stored */
  CordonOrigin *origin;
  CordonFeature feature;
  CordonGrantAnswer answer;
  CordonScope scope;
  CordonLifetime lifetime;
  CordonGrantSource source;
  CordonCallee *callee; /* for CORDON_SCOPE_CALLEE */
  char *
    device; /* hardware id inside the browser, never the page's deviceId; NULL: all of the kind (B-19, B-20) */
  guint64 call_id;        /* for CORDON_SCOPE_CALL */
  guint64 surface_id;     /* for CORDON_SCOPE_SURFACE */
  gboolean pan_tilt_zoom; /* camera: the stronger form (B-12) */
  gint64 created_wall_us;
  gint64 last_used_wall_us; /* 0: never used */
  gint64 expires_wall_us;   /* 0: no time set */
} CordonGrant;

/** cordon_grant_copy_into: makes @target (zero-filled or cleared) a deep copy of @grant. */
CORDON_API void cordon_grant_copy_into (const CordonGrant *grant, CordonGrant *target);
CORDON_API CordonGrant *cordon_grant_copy (const CordonGrant *grant);

/** cordon_grant_clear: releases what @grant holds and fills it with zero. */
CORDON_API void cordon_grant_clear (CordonGrant *grant);
CORDON_API void cordon_grant_free (CordonGrant *grant);

/**
 * cordon_grant_validate: whether the rules let this grant exist at all, stored or in memory.
 *
 * Refuses opaque and forgeable keys, a granted display or viewport capture outside CORDON_SCOPE_SURFACE
 * (B-39), a callee block other than on the block-list scope, a scope without its object, a lifetime that
 * the scope does not have. Also what automation and import write goes through here (B-54).
 *
 * Returns: %TRUE, or %FALSE with CORDON_ERROR_GRANT saying which rule.
 */
CORDON_API gboolean cordon_grant_validate (const CordonGrant *grant, GError **error);

/** cordon_grant_may_persist: whether @grant is one that is written to disk (lifetime and feature allow it). */
CORDON_API gboolean cordon_grant_may_persist (const CordonGrant *grant);

/**
 * cordon_grant_answer_to_string: the names that the store, the debug page and the tools use, both ways. A name
 * that is not known reads as the zero of its enum.
 */
CORDON_API const char *cordon_grant_answer_to_string (CordonGrantAnswer answer);
CORDON_API const char *cordon_scope_to_string (CordonScope scope);
CORDON_API CordonScope cordon_scope_from_string (const char *name);
CORDON_API const char *cordon_lifetime_to_string (CordonLifetime lifetime);
CORDON_API CordonLifetime cordon_lifetime_from_string (const char *name);
CORDON_API const char *cordon_grant_source_to_string (CordonGrantSource source);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonGrant, cordon_grant_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CordonGrant, cordon_grant_clear)

G_END_DECLS
