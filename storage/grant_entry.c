#include "storage/grant_entry_private.h"

#include <string.h>

#include "permissions/limits.h"
#include "storage/slot_map_private.h"

static guint32
hash_parts (guint feature, guint scope, guint64 object)
{
  return cordon_slot_mix (object * 131 + feature * 16 + scope);
}

gboolean
cordon_grant_entry_hash_query (const CordonGrantQuery *query, CordonScope scope, guint32 *out_hash)
{
  guint64 object = 0;

  switch (scope)
    {
    case CORDON_SCOPE_NONE: return FALSE;
    case CORDON_SCOPE_SURFACE: object = query->surface_id; break;
    case CORDON_SCOPE_CALL: object = query->call_id; break;
    case CORDON_SCOPE_CALLEE:
      object = query->callee ? cordon_callee_hash (query->callee) + G_GUINT64_CONSTANT (1) : 0;
      break;
    case CORDON_SCOPE_ADDRESS_BOOK:
    case CORDON_SCOPE_ORIGIN: *out_hash = hash_parts (query->feature, scope, 0); return TRUE;
    }

  *out_hash = hash_parts (query->feature, scope, object);
  return object != 0;
}

guint32
cordon_grant_entry_hash_grant (const CordonGrant *grant)
{
  CordonGrantQuery query = { .feature = grant->feature,
                             .callee = grant->callee,
                             .call_id = grant->call_id,
                             .surface_id = grant->surface_id };
  guint32 hash = 0;

  cordon_grant_entry_hash_query (&query, grant->scope, &hash);
  return hash;
}

static CordonGrantObject *
object_new (const CordonGrant *grant)
{
  const char *callee = grant->callee ? cordon_callee_to_string (grant->callee) : NULL;
  gsize callee_size = callee ? strlen (callee) + 1 : 0;
  gsize device_size = grant->device ? strlen (grant->device) + 1 : 0;
  CordonGrantObject *object;

  if (!callee && !grant->device && grant->call_id == 0 && grant->surface_id == 0)
    return NULL;

  object = g_malloc (sizeof *object + callee_size + device_size);
  *object = (CordonGrantObject){ .id = grant->scope == CORDON_SCOPE_SURFACE ? grant->surface_id
                                                                            : grant->call_id,
                                 .callee_size = (guint16) callee_size,
                                 .device_size = (guint16) device_size };
  if (callee)
    memcpy (object->text, callee, callee_size);
  if (grant->device)
    memcpy (object->text + callee_size, grant->device, device_size);
  return object;
}

void
cordon_grant_entry_init (CordonGrantEntry *entry, const CordonGrant *grant)
{
  *entry = (CordonGrantEntry){
    .id = grant->id,
    .created_wall_us = grant->created_wall_us,
    .last_used_wall_us = grant->last_used_wall_us,
    .expires_wall_us = grant->expires_wall_us,
    .object = object_new (grant),
    .hash = cordon_grant_entry_hash_grant (grant),
    .feature = grant->feature & 0xff,
    .scope = grant->scope & 0xf,
    .lifetime = grant->lifetime & 0xf,
    .source = grant->source & 0xf,
    .answer = grant->answer == CORDON_GRANT_ALLOW,
    .pan_tilt_zoom = grant->pan_tilt_zoom != FALSE,
  };
}

void
cordon_grant_entry_clear (CordonGrantEntry *entry)
{
  g_clear_pointer (&entry->object, g_free);
}

static const char *
peek_callee (const CordonGrantEntry *entry)
{
  return entry->object && entry->object->callee_size ? entry->object->text : NULL;
}

const char *
cordon_grant_entry_peek_device (const CordonGrantEntry *entry)
{
  return entry->object && entry->object->device_size ? entry->object->text + entry->object->callee_size
                                                     : NULL;
}

static gboolean
callee_is (const CordonGrantEntry *entry, const CordonCallee *callee)
{
  return callee && strcmp (peek_callee (entry), cordon_callee_to_string (callee)) == 0;
}

/* A grant for one device says nothing of another; a query without one is about all, or about any. */
static gboolean
device_applies (const CordonGrantEntry *entry, const CordonGrantQuery *query)
{
  const char *device = cordon_grant_entry_peek_device (entry);

  if (!device)
    return TRUE;
  if (!query->device)
    return query->any_device && entry->answer == CORDON_GRANT_ALLOW;
  return strcmp (device, query->device) == 0;
}

static gboolean
form_applies (const CordonGrantEntry *entry, const CordonGrantQuery *query)
{
  if (!entry->pan_tilt_zoom == !query->pan_tilt_zoom)
    return TRUE;
  return entry->pan_tilt_zoom ? entry->answer == CORDON_GRANT_ALLOW : entry->answer == CORDON_GRANT_BLOCK;
}

gboolean
cordon_grant_entry_applies (const CordonGrantEntry *entry, const CordonGrantQuery *query)
{
  const CordonGrantObject *object = entry->object;

  if (entry->feature != (query->feature & 0xff) || !form_applies (entry, query))
    return FALSE;
  if (!object)
    return TRUE;
  if (object->id != 0
      && object->id != (entry->scope == CORDON_SCOPE_SURFACE ? query->surface_id : query->call_id))
    return FALSE;
  if (object->callee_size && !callee_is (entry, query->callee))
    return FALSE;
  return device_applies (entry, query);
}

gboolean
cordon_grant_entry_is_at (const CordonGrantEntry *entry, const CordonGrant *grant, gboolean pan_tilt_zoom)
{
  guint64 id = entry->object ? entry->object->id : 0;
  const char *callee = grant->callee ? cordon_callee_to_string (grant->callee) : NULL;

  return entry->feature == (grant->feature & 0xff) && entry->scope == (grant->scope & 0xf)
         && entry->pan_tilt_zoom == (pan_tilt_zoom != FALSE)
         && id == (grant->scope == CORDON_SCOPE_SURFACE ? grant->surface_id : grant->call_id)
         && g_strcmp0 (peek_callee (entry), callee) == 0
         && g_strcmp0 (cordon_grant_entry_peek_device (entry), grant->device) == 0;
}

gint64
cordon_grant_entry_deadline (const CordonGrantEntry *entry)
{
  gint64 deadline = entry->expires_wall_us ? entry->expires_wall_us : G_MAXINT64;

  if (entry->lifetime == CORDON_LIFETIME_UNTIL_UNUSED)
    deadline = MIN (deadline, MAX (entry->created_wall_us, entry->last_used_wall_us) + CORDON_UNUSED_US);
  return deadline;
}

void
cordon_grant_entry_fill (const CordonGrantEntry *entry, CordonGrant *grant)
{
  const char *callee = peek_callee (entry);

  grant->id = entry->id;
  grant->feature = (CordonFeature) entry->feature;
  grant->answer = (CordonGrantAnswer) entry->answer;
  grant->scope = (CordonScope) entry->scope;
  grant->lifetime = (CordonLifetime) entry->lifetime;
  grant->source = (CordonGrantSource) entry->source;
  grant->callee = callee ? cordon_callee_parse (callee, -1, NULL) : NULL;
  grant->device = g_strdup (cordon_grant_entry_peek_device (entry));
  if (entry->object && entry->scope == CORDON_SCOPE_SURFACE)
    grant->surface_id = entry->object->id;
  else if (entry->object)
    grant->call_id = entry->object->id;
  grant->pan_tilt_zoom = entry->pan_tilt_zoom;
  grant->created_wall_us = entry->created_wall_us;
  grant->last_used_wall_us = entry->last_used_wall_us;
  grant->expires_wall_us = entry->expires_wall_us;
}
