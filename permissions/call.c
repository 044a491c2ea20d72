#include "permissions/call_private.h"

#include "permissions/capture_private.h"
#include "permissions/capture_token_private.h"
#include "permissions/decision_log_private.h"
#include "permissions/limits.h"
#include "permissions/request_private.h"

/* Ended calls that the debug page still shows. */
#define MAX_ENDED 32

typedef struct
{
  guint64 document_id;
  guint64 connection_id;
} Connection;

typedef struct
{
  guint64 id;
  guint64 tab_id;
  CordonOrigin *origin; /* of its documents */
  CordonOrigin *key;
  GHashTable *documents; /* ids */
  GArray *connections;   /* Connection */
  GArray *grants;        /* ids of what ends with it */
  gint64 opened_wall_us;
  gint64 activity_mono_us;
  CordonCallEnd end;
} Call;

struct _CordonCallSet
{
  GPtrArray *open;
  GQueue ended;
  guint64 last_id;
};

static const char *const end_names[] = {
  [CORDON_CALL_END_NONE] = "none",       [CORDON_CALL_END_PAGE] = "page",
  [CORDON_CALL_END_CHROME] = "chrome",   [CORDON_CALL_END_UNLOAD] = "unload",
  [CORDON_CALL_END_CONSENT] = "consent", [CORDON_CALL_END_REVOKED] = "revoked",
  [CORDON_CALL_END_IDLE] = "idle",       [CORDON_CALL_END_MIXED] = "mixed",
  [CORDON_CALL_END_PROFILE] = "profile",
};

G_STATIC_ASSERT (G_N_ELEMENTS (end_names) == CORDON_N_CALL_ENDS);

const char *
cordon_call_end_to_string (CordonCallEnd end)
{
  return (guint) end < G_N_ELEMENTS (end_names) ? end_names[end] : end_names[CORDON_CALL_END_NONE];
}

static void
call_free (gpointer data)
{
  Call *call = data;

  cordon_origin_unref (call->origin);
  cordon_origin_unref (call->key);
  g_hash_table_unref (call->documents);
  g_array_unref (call->connections);
  g_array_unref (call->grants);
  g_free (call);
}

CordonCallSet *
cordon_call_set_new (void)
{
  CordonCallSet *set = g_new0 (CordonCallSet, 1);

  set->open = g_ptr_array_new ();
  g_queue_init (&set->ended);

  return set;
}

void
cordon_call_set_free (CordonCallSet *set)
{
  if (set == NULL)
    return;

  g_ptr_array_set_free_func (set->open, call_free);
  g_ptr_array_unref (set->open);
  g_queue_clear_full (&set->ended, call_free);
  g_free (set);
}

static Call *
find_by_id (const CordonProfile *profile, guint64 call_id)
{
  for (guint i = 0; i < profile->calls->open->len; i++)
    if (((Call *) profile->calls->open->pdata[i])->id == call_id)
      return profile->calls->open->pdata[i];

  return NULL;
}

static Call *
find_by_document (const CordonProfile *profile, const CordonDocument *document)
{
  for (guint i = 0; i < profile->calls->open->len; i++)
    if (g_hash_table_contains (((Call *) profile->calls->open->pdata[i])->documents, &document->id))
      return profile->calls->open->pdata[i];

  return NULL;
}

/* Frames and workers of one tab and origin talk in one call; another origin's frame never joins. */
static Call *
find_joinable (const CordonProfile *profile, const CordonDocument *document)
{
  Call *call = find_by_document (profile, document);

  if (call != NULL)
    return call;
  for (guint i = 0; i < profile->calls->open->len; i++)
    {
      call = profile->calls->open->pdata[i];
      if (call->tab_id == document->facts.tab_id && cordon_origin_equal (call->origin, document->facts.origin)
          && cordon_origin_equal (call->key, document->facts.top_level_origin))
        return call;
    }

  return NULL;
}

static void
announce (CordonProfile *profile, const Call *call, CordonNotice notice)
{
  cordon_profile_log (profile, NULL,
                      &(CordonLogEntry){
                        .kind = CORDON_LOG_CALL,
                        .origin = call->origin,
                        .top_level_origin = call->key,
                        .call_id = call->id,
                        .detail = call->end == CORDON_CALL_END_NONE ? "opened" : end_names[call->end],
                      });
  cordon_profile_notice (profile, notice,
                         &(CordonNoticeFacts){
                           .tab_id = call->tab_id,
                           .call_id = call->id,
                           .top_level_origin = call->key,
                           .detail = call->end == CORDON_CALL_END_NONE ? NULL : end_names[call->end],
                         });
}

static Call *
call_open (CordonProfile *profile, const CordonDocument *document)
{
  CordonTime now = cordon_profile_now (profile);
  Call *call = g_new0 (Call, 1);

  call->id = ++profile->calls->last_id;
  call->tab_id = document->facts.tab_id;
  call->origin = cordon_origin_ref (document->facts.origin);
  call->key = cordon_origin_ref (document->facts.top_level_origin);
  call->documents = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  call->connections = g_array_new (FALSE, FALSE, sizeof (Connection));
  call->grants = g_array_new (FALSE, FALSE, sizeof (guint64));
  call->opened_wall_us = now.wall_us;
  call->activity_mono_us = now.mono_us;
  g_ptr_array_add (profile->calls->open, call);

  return call;
}

static void
add_document (Call *call, guint64 document_id)
{
  g_hash_table_add (call->documents, g_memdup2 (&document_id, sizeof document_id));
}

guint64
cordon_call_join (CordonProfile *profile, CordonDocument *document)
{
  Call *call = find_joinable (profile, document);
  gboolean is_new = call == NULL;
  guint64 id;

  if (is_new)
    call = call_open (profile, document);
  add_document (call, document->id);
  call->activity_mono_us = cordon_profile_now (profile).mono_us;
  id = call->id;
  if (is_new)
    announce (profile, call, CORDON_NOTICE_CALL_STARTED);

  return id;
}

guint64
cordon_call_find_joinable (const CordonProfile *profile, const CordonDocument *document)
{
  const Call *call = find_joinable (profile, document);

  return call != NULL ? call->id : 0;
}

guint64
cordon_profile_get_call (CordonProfile *profile, const CordonDocument *document)
{
  const Call *call;

  g_return_val_if_fail (profile != NULL && document != NULL, 0);

  call = find_by_document (profile, document);

  return call != NULL ? call->id : 0;
}

gboolean
cordon_call_add_grant (CordonProfile *profile, guint64 call_id, guint64 grant_id)
{
  Call *call = find_by_id (profile, call_id);

  if (call != NULL)
    g_array_append_val (call->grants, grant_id);

  return call != NULL;
}

/* Connections. */

guint64
cordon_profile_connection_opened (CordonProfile *profile, CordonDocument *document, guint64 connection_id)
{
  const Connection connection = { .document_id = document->id, .connection_id = connection_id };
  Call *call;

  g_return_val_if_fail (profile != NULL && document != NULL, 0);
  if (profile->is_closed || cordon_document_is_gone (document))
    return 0;

  call = find_by_id (profile, cordon_call_join (profile, document));
  if (call == NULL)
    return 0;
  for (guint i = 0; i < call->connections->len; i++)
    if (memcmp (&g_array_index (call->connections, Connection, i), &connection, sizeof connection) == 0)
      return call->id;
  g_array_append_val (call->connections, connection);

  return call->id;
}

static gboolean
remove_connection (CordonProfile *profile, const CordonDocument *document, guint64 connection_id,
                   guint64 *out_left)
{
  Call *call = find_by_document (profile, document);

  for (guint i = 0; call != NULL && i < call->connections->len; i++)
    {
      const Connection *connection = &g_array_index (call->connections, Connection, i);

      if (connection->document_id != document->id || connection->connection_id != connection_id)
        continue;
      g_array_remove_index_fast (call->connections, i);
      call->activity_mono_us = cordon_profile_now (profile).mono_us;
      *out_left = call->connections->len;

      return TRUE;
    }

  return FALSE;
}

void
cordon_profile_connection_closed (CordonProfile *profile, const CordonDocument *document,
                                  guint64 connection_id)
{
  guint64 left;

  g_return_if_fail (profile != NULL && document != NULL);

  if (remove_connection (profile, document, connection_id, &left))
    cordon_calls_settle (profile, CORDON_CALL_END_PAGE);
}

void
cordon_profile_connection_consent_lost (CordonProfile *profile, const CordonDocument *document,
                                        guint64 connection_id)
{
  guint64 left;

  g_return_if_fail (profile != NULL && document != NULL);

  if (remove_connection (profile, document, connection_id, &left) && left == 0)
    cordon_call_end (profile, cordon_profile_get_call (profile, document), CORDON_CALL_END_CONSENT);
}

void
cordon_profile_call_activity (CordonProfile *profile, const CordonDocument *document)
{
  Call *call;

  g_return_if_fail (profile != NULL && document != NULL);

  call = find_by_document (profile, document);
  if (call != NULL)
    call->activity_mono_us = cordon_profile_now (profile).mono_us;
}

/* Ending. */

static void
end_grants (CordonProfile *profile, GArray *grants)
{
  const CordonEnding ending = { .reason = CORDON_REASON_REVOKED, .by_itself = TRUE };

  for (guint i = 0; i < grants->len; i++)
    cordon_profile_end_grant (profile, g_array_index (grants, guint64, i), &ending);
}

static void
bury (CordonCallSet *set, Call *call)
{
  g_queue_push_tail (&set->ended, call);
  while (set->ended.length > MAX_ENDED)
    call_free (g_queue_pop_head (&set->ended));
}

gboolean
cordon_call_end (CordonProfile *profile, guint64 call_id, CordonCallEnd why)
{
  Call *call = find_by_id (profile, call_id);
  g_autoptr (GArray) grants = NULL;

  if (call == NULL)
    return FALSE;

  cordon_profile_ref (profile);
  call->end = why;
  grants = g_steal_pointer (&call->grants);
  call->grants = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_ptr_array_remove (profile->calls->open, call);
  cordon_token_box_void (profile->tokens, &(CordonTokenMatch){ .call_id = call_id });
  end_grants (profile, grants);
  cordon_captures_stop_matching (profile, &(CordonCaptureMatch){ .call_id = call_id });
  announce (profile, call, CORDON_NOTICE_CALL_ENDED);
  bury (profile->calls, call);
  cordon_profile_wake (profile);
  cordon_profile_unref (profile);

  return TRUE;
}

void
cordon_profile_end_call (CordonProfile *profile, guint64 call_id)
{
  g_return_if_fail (profile != NULL);

  cordon_call_end (profile, call_id, CORDON_CALL_END_CHROME);
}

void
cordon_calls_end_all (CordonProfile *profile, CordonCallEnd why)
{
  while (profile->calls->open->len > 0)
    cordon_call_end (profile, ((Call *) profile->calls->open->pdata[0])->id, why);
}

/* Whether anything stands on @grant_id (0: on the call at all). */
static gboolean
is_kept (CordonProfile *profile, guint64 call_id, guint64 grant_id)
{
  return cordon_captures_count (profile, &(CordonCaptureMatch){ .call_id = call_id, .grant_id = grant_id })
           > 0
         || cordon_token_box_count (profile->tokens,
                                    &(CordonTokenMatch){ .call_id = call_id, .grant_id = grant_id })
              > 0
         || cordon_requests_hold_call (profile, call_id, grant_id);
}

/* A call grant that made no track yet is kept by its request or token; after its last track it is over (B-04). */
static GArray *
take_spent_grants (CordonProfile *profile, Call *call)
{
  GArray *spent = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (guint i = call->grants->len; i > 0; i--)
    {
      const guint64 grant = g_array_index (call->grants, guint64, i - 1);

      if (is_kept (profile, call->id, grant))
        continue;
      g_array_append_val (spent, grant);
      g_array_remove_index (call->grants, i - 1);
    }

  return spent;
}

void
cordon_calls_settle (CordonProfile *profile, CordonCallEnd why)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (guint i = 0; i < profile->calls->open->len; i++)
    g_array_append_val (ids, ((const Call *) profile->calls->open->pdata[i])->id);

  for (guint i = 0; i < ids->len; i++)
    {
      Call *call = find_by_id (profile, g_array_index (ids, guint64, i));
      g_autoptr (GArray) spent = NULL;

      if (call == NULL)
        continue;
      spent = take_spent_grants (profile, call);
      end_grants (profile, spent);
      call = find_by_id (profile, g_array_index (ids, guint64, i));
      if (call != NULL && call->connections->len == 0 && !is_kept (profile, call->id, 0))
        cordon_call_end (profile, call->id, why);
    }
}

void
cordon_calls_document_gone (CordonProfile *profile, const CordonDocument *document)
{
  Call *call = find_by_document (profile, document);

  if (call == NULL)
    return;

  for (guint i = call->connections->len; i > 0; i--)
    if (g_array_index (call->connections, Connection, i - 1).document_id == document->id)
      g_array_remove_index_fast (call->connections, i - 1);
  g_hash_table_remove (call->documents, &document->id);
  if (g_hash_table_size (call->documents) == 0)
    cordon_call_end (profile, call->id, CORDON_CALL_END_UNLOAD);
}

/* Time. */

static gint64
get_due (const CordonProfile *profile, const Call *call)
{
  if (call->connections->len > 0
      || cordon_captures_count ((CordonProfile *) (guintptr) profile,
                                &(CordonCaptureMatch){ .call_id = call->id })
           > 0)
    return G_MAXINT64;

  return call->activity_mono_us + CORDON_CALL_IDLE_US;
}

void
cordon_calls_tick (CordonProfile *profile, CordonTime now)
{
  for (guint i = profile->calls->open->len; i > 0; i--)
    {
      Call *call;

      if (i > profile->calls->open->len)
        continue;
      call = profile->calls->open->pdata[i - 1];
      if (get_due (profile, call) <= now.mono_us)
        cordon_call_end (profile, call->id, CORDON_CALL_END_IDLE);
    }
}

gint64
cordon_calls_get_next_due (const CordonProfile *profile)
{
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < profile->calls->open->len; i++)
    next = MIN (next, get_due (profile, profile->calls->open->pdata[i]));

  return next;
}

/* The debug page. */

static gboolean
view (CordonProfile *profile, const Call *call, CordonCallViewFunc func, gpointer data)
{
  const CordonCallView out = {
    .id = call->id,
    .tab_id = call->tab_id,
    .top_level_origin = call->key,
    .opened_wall_us = call->opened_wall_us,
    .last_activity_mono_us = call->activity_mono_us,
    .n_documents = g_hash_table_size (call->documents),
    .n_captures = cordon_captures_count (profile, &(CordonCaptureMatch){ .call_id = call->id }),
    .n_connections = call->connections->len,
    .end = call->end,
  };

  return func (&out, data);
}

void
cordon_profile_foreach_call (CordonProfile *profile, CordonCallViewFunc func, gpointer data)
{
  g_return_if_fail (profile != NULL && func != NULL);

  for (GList *l = profile->calls->ended.head; l != NULL; l = l->next)
    if (!view (profile, l->data, func, data))
      return;
  for (guint i = 0; i < profile->calls->open->len; i++)
    if (!view (profile, profile->calls->open->pdata[i], func, data))
      return;
}
