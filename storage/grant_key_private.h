/*
 * All grants of one permission key.
 */

#pragma once

#include "storage/grant_entry_private.h"
#include "storage/slot_map_private.h"

G_BEGIN_DECLS

typedef struct _CordonGrantKeyIndex CordonGrantKeyIndex;

typedef struct
{
  CordonGrantEntry *entries;  /* &one, or an allocation */
  CordonGrantKeyIndex *index; /* NULL where there are few */
  guint32 hash;
  guint32 n_entries;
  guint32 n_allocated;
  guint16 origin_size; /* without the NUL */
  guint8 scopes;       /* bit n: has an entry of scope n */
  CordonGrantEntry one;
  char origin[];
} CordonGrantKey;

guint32 cordon_grant_key_hash_id (guint64 id);

void cordon_grant_key_free (CordonGrantKey *key);
void cordon_grant_key_add (CordonGrantKey *key, const CordonGrant *grant);
void cordon_grant_key_remove (CordonGrantKey *key, CordonGrantEntry *entry);

/* Returned entries are valid until the key changes; NULL: none. */
CordonGrantEntry *cordon_grant_key_find_id (const CordonGrantKey *key, guint64 id);
const CordonGrantEntry *cordon_grant_key_find (const CordonGrantKey *key, const CordonGrantQuery *query,
                                               CordonScope scope, gint64 wall_us);
const CordonGrantEntry *
cordon_grant_key_find_place (const CordonGrantKey *key, const CordonGrant *grant, gboolean pan_tilt_zoom);

G_END_DECLS
