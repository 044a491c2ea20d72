/*
 * One grant as the table keeps it: 48 bytes, and an allocation more only where it names a callee, device, call or
 * surface.
 */

#pragma once

#include "storage/grant_table.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 id;          /* call or surface, by the scope; 0: neither */
  guint16 callee_size; /* with its NUL; 0: none */
  guint16 device_size;
  char text[]; /* callee, then device */
} CordonGrantObject;

typedef struct
{
  guint64 id;
  gint64 created_wall_us;
  gint64 last_used_wall_us;
  gint64 expires_wall_us;
  CordonGrantObject *object; /* NULL: nothing is named */
  guint32 hash;              /* of feature, scope and the scope's own object; not of device and form */
  guint32 feature : 8;
  guint32 scope : 4;
  guint32 lifetime : 4;
  guint32 source : 4;
  guint32 answer : 1;
  guint32 pan_tilt_zoom : 1;
} CordonGrantEntry;

G_STATIC_ASSERT (sizeof (CordonGrantEntry) == 48);

/**
 * cordon_grant_entry_hash_query: where an entry of @scope for @query would be. Returns: %FALSE when none can
 * match.
 */
gboolean cordon_grant_entry_hash_query (const CordonGrantQuery *query, CordonScope scope, guint32 *out_hash);

guint32 cordon_grant_entry_hash_grant (const CordonGrant *grant);

void cordon_grant_entry_init (CordonGrantEntry *entry, const CordonGrant *grant);
void cordon_grant_entry_clear (CordonGrantEntry *entry);

/** cordon_grant_entry_applies: whether the entry, of the right hash and scope, speaks of what @query asks. */
gboolean cordon_grant_entry_applies (const CordonGrantEntry *entry, const CordonGrantQuery *query);

/**
 * cordon_grant_entry_is_at: whether the entry has @grant's place, its form (pan, tilt, zoom) being
 * @pan_tilt_zoom.
 */
gboolean
cordon_grant_entry_is_at (const CordonGrantEntry *entry, const CordonGrant *grant, gboolean pan_tilt_zoom);

/** cordon_grant_entry_deadline: Returns: when its lifetime ends, or G_MAXINT64. */
gint64 cordon_grant_entry_deadline (const CordonGrantEntry *entry);

const char *cordon_grant_entry_peek_device (const CordonGrantEntry *entry);

/** cordon_grant_entry_fill: makes @grant, zero-filled, a deep copy; its origin stays for the caller to set. */
void cordon_grant_entry_fill (const CordonGrantEntry *entry, CordonGrant *grant);

G_END_DECLS
