/*
 * The permission list: all that stands between sites and devices, as lines that a chrome can draw and the user can
 * change: what he decided, what the administrator did, what waits because a site asked too often, whom he never wants
 * to be seen by, and what ended and can be given back (B-36, F-32). A model without a screen.
 *
 * A snapshot: make a new one to see what has changed since. Main thread of the profile.
 */

#pragma once

#include "permissions/profile.h"

G_BEGIN_DECLS

/** CordonPermissionKind: why a line is there. Zero is no line. */
typedef enum
{
  CORDON_PERMISSION_NONE = 0,
  CORDON_PERMISSION_MANAGED, /* the administrator's: shown as such, not changed here */
  CORDON_PERMISSION_DECIDED, /* a decision: changing it takes it back at once */
  CORDON_PERMISSION_PAUSED,  /* the site is not asked for, for a while: changing it lets the site ask again */
  CORDON_PERMISSION_ENDED,   /* taken back or fallen out of use: changing it gives it back */
  CORDON_PERMISSION_CALLEE, /* never towards somebody, from anywhere: changing it takes him off the list */
} CordonPermissionKind;

#define CORDON_N_PERMISSION_KINDS 6

/** cordon_permission_kind_to_string: Returns: (transfer none): a stable name. */
CORDON_API const char *cordon_permission_kind_to_string (CordonPermissionKind kind);

/** CordonPermission: one line; borrowed, valid as long as the list. Members that do not apply are zero. */
typedef struct
{
  CordonPermissionKind kind;
  CordonGrant grant;        /* origin, feature, answer, scope, lifetime, source, callee, dates */
  CordonReason reason;      /* of PAUSED: dismissed, ignored, or blocked for an hour */
  guint64 undo_id;          /* of ENDED, where the store remembers it; 0: only this list does */
  gboolean fell_out_of_use; /* of ENDED: nobody took it back */
  gboolean may_change;      /* whether cordon_permission_list_change() does anything */
  gboolean of_this_site;
} CordonPermission;

typedef struct _CordonPermissionList CordonPermissionList;

/**
 * cordon_permission_list_new: what there is now.
 * @document: (nullable): a document of the site that the user looks at: its lines come first, and only for it are
 * rules of
 *   the administrator and pauses known
 *
 * Lines of one site stand together, in the order of the kinds. Returns: (transfer full).
 */
CORDON_API CordonPermissionList *
cordon_permission_list_new (CordonProfile *profile, const CordonDocument *document);
/** cordon_permission_list_free: @list may be %NULL. */
CORDON_API void cordon_permission_list_free (CordonPermissionList *list);

/** cordon_permission_list_get_size: how many lines there are. */
CORDON_API guint cordon_permission_list_get_size (const CordonPermissionList *list);
/** cordon_permission_list_get: Returns: (transfer none) (nullable): the line; %NULL beyond the end. */
CORDON_API const CordonPermission *cordon_permission_list_get (const CordonPermissionList *list, guint index);

/**
 * cordon_permission_list_change: what the line's button does; a second change undoes the first where that is possible.
 * The line stays in its place and tells what holds now. Taking back is effective before this returns (B-31).
 *
 * Returns: %FALSE with CORDON_ERROR_STATE for a line that is not changed here, or with the error of the store; then
 *   nothing changed.
 */
CORDON_API gboolean cordon_permission_list_change (CordonPermissionList *list, guint index, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonPermissionList, cordon_permission_list_free)

G_END_DECLS
