#include "permissions/observer_private.h"

#include "permissions/profile_private.h"

typedef struct
{
  guint id;
  CordonObserverFunc func;
  gpointer data;
} Observer;

typedef struct
{
  CordonEvent event;
  CordonGrant *grant;   /* what event.grant points to */
  CordonOrigin *origin; /* what event.origin points to */
} Queued;

struct _CordonObservers
{
  GArray *list;        /* Observer; removed ones have no func until nobody is being told */
  GQueue queue;        /* Queued */
  GPtrArray *statuses; /* CordonPermissionStatus, not owned */
  guint last_id;
  gboolean telling;
};

struct _CordonPermissionStatus
{
  CordonProfile *profile; /* NULL once detached */
  CordonDocument *document;
  CordonFeature feature;
  CordonCallee *callee;
  gboolean pan_tilt_zoom;
  CordonState state;
  CordonStatusFunc func;
  gpointer data;
  grefcount ref_count; /* one of the owner, one of each teller */
  gboolean is_freed;
};

CordonObservers *
cordon_observers_new (void)
{
  CordonObservers *observers = g_new0 (CordonObservers, 1);

  observers->list = g_array_new (FALSE, FALSE, sizeof (Observer));
  observers->statuses = g_ptr_array_new ();
  g_queue_init (&observers->queue);

  return observers;
}

static void
queued_free (gpointer data)
{
  Queued *queued = data;

  cordon_grant_free (queued->grant);
  cordon_origin_unref (queued->origin);
  g_free (queued);
}

void
cordon_observers_free (CordonObservers *observers)
{
  if (observers == NULL)
    return;

  g_queue_clear_full (&observers->queue, queued_free);
  g_ptr_array_unref (observers->statuses);
  g_array_unref (observers->list);
  g_free (observers);
}

guint
cordon_profile_add_observer (CordonProfile *profile, CordonObserverFunc func, gpointer data)
{
  Observer observer = { .func = func, .data = data };

  g_return_val_if_fail (profile != NULL && func != NULL, 0);

  observer.id = ++profile->observers->last_id;
  g_array_append_val (profile->observers->list, observer);

  return observer.id;
}

static void
sweep (CordonObservers *observers)
{
  for (guint i = observers->list->len; i > 0; i--)
    if (g_array_index (observers->list, Observer, i - 1).func == NULL)
      g_array_remove_index (observers->list, i - 1);
}

void
cordon_profile_remove_observer (CordonProfile *profile, guint observer_id)
{
  g_return_if_fail (profile != NULL);

  for (guint i = 0; i < profile->observers->list->len; i++)
    if (g_array_index (profile->observers->list, Observer, i).id == observer_id)
      g_array_index (profile->observers->list, Observer, i).func = NULL;
  if (!profile->observers->telling)
    sweep (profile->observers);
}

/* The list may grow while it is walked: an index is kept, never a pointer into it. Who joins hears of later events
 * only.
 */
static void
tell (CordonProfile *profile, const CordonEvent *event)
{
  CordonObservers *observers = profile->observers;
  guint n = observers->list->len;

  for (guint i = 0; i < n; i++)
    {
      Observer observer = g_array_index (observers->list, Observer, i);

      if (observer.func != NULL)
        observer.func (profile, event, observer.data);
    }
}

void
cordon_profile_emit (CordonProfile *profile, const CordonEvent *event)
{
  CordonObservers *observers = profile->observers;
  Queued *queued = g_new0 (Queued, 1);

  queued->event = *event;
  queued->grant = event->grant != NULL ? cordon_grant_copy (event->grant) : NULL;
  queued->event.grant = queued->grant;
  queued->origin = event->origin != NULL ? cordon_origin_ref (event->origin) : NULL;
  queued->event.origin = queued->origin;
  g_queue_push_tail (&observers->queue, queued);
  if (observers->telling)
    return;

  cordon_profile_ref (profile);
  observers->telling = TRUE;
  while ((queued = g_queue_pop_head (&observers->queue)) != NULL)
    {
      tell (profile, &queued->event);
      queued_free (queued);
    }
  observers->telling = FALSE;
  sweep (observers);
  cordon_profile_unref (profile);
}

/* Permission status. */

static CordonState
read_state (const CordonPermissionStatus *status)
{
  CordonDescriptor descriptor = {
    .feature = status->feature,
    .callee = status->callee,
    .pan_tilt_zoom = status->pan_tilt_zoom,
  };

  return cordon_profile_query (status->profile, status->document, &descriptor);
}

CordonPermissionStatus *
cordon_permission_status_new (CordonProfile *profile, CordonDocument *document,
                              const CordonDescriptor *descriptor, CordonStatusFunc func, gpointer data,
                              GError **error)
{
  CordonPermissionStatus *status;

  g_return_val_if_fail (profile != NULL && document != NULL && descriptor != NULL, NULL);

  if (cordon_document_is_gone (document) || document->fully_active != CORDON_FACT_YES)
    {
      g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_STATE, "the document is not fully active");
      return NULL;
    }
  if (descriptor->feature <= CORDON_FEATURE_NONE || (guint) descriptor->feature >= CORDON_N_FEATURES)
    {
      g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_SYNTAX, "there is no permission of that name");
      return NULL;
    }

  status = g_new0 (CordonPermissionStatus, 1);
  g_ref_count_init (&status->ref_count);
  status->profile = profile;
  status->document = cordon_document_ref (document);
  status->feature = descriptor->feature;
  status->callee = descriptor->callee != NULL ? cordon_callee_ref (descriptor->callee) : NULL;
  status->pan_tilt_zoom = descriptor->pan_tilt_zoom;
  status->func = func;
  status->data = data;
  status->state = read_state (status);
  g_ptr_array_add (profile->observers->statuses, status);

  return status;
}

static void
status_unref (gpointer data)
{
  CordonPermissionStatus *status = data;

  if (!g_ref_count_dec (&status->ref_count))
    return;
  cordon_callee_unref (status->callee);
  cordon_document_unref (status->document);
  g_free (status);
}

static gpointer
status_ref (gconstpointer source, gpointer data)
{
  CordonPermissionStatus *status = (CordonPermissionStatus *) (guintptr) source;

  g_ref_count_inc (&status->ref_count);

  return status;
}

void
cordon_permission_status_free (CordonPermissionStatus *status)
{
  if (status == NULL)
    return;

  status->is_freed = TRUE;
  if (status->profile != NULL)
    g_ptr_array_remove_fast (status->profile->observers->statuses, status);
  status->profile = NULL;
  status_unref (status);
}

CordonState
cordon_permission_status_get_state (const CordonPermissionStatus *status)
{
  g_return_val_if_fail (status != NULL, CORDON_STATE_DENIED);

  if (status->profile == NULL)
    return CORDON_STATE_DENIED;

  return read_state (status);
}

static gboolean
concerns (const CordonPermissionStatus *status, const CordonOrigin *origin, CordonFeature feature)
{
  return (origin == NULL || cordon_origin_equal (status->document->facts.top_level_origin, origin))
         && (feature == CORDON_FEATURE_NONE || status->feature == feature);
}

/* A document that is not fully active hears nothing (B-35); what it missed is not told later. */
static void
refresh (CordonPermissionStatus *status)
{
  CordonState state;

  if (status->is_freed || status->profile == NULL || status->document->fully_active != CORDON_FACT_YES)
    return;
  state = read_state (status);
  if (state == status->state)
    return;
  status->state = state;
  if (status->func != NULL)
    status->func (status, state, status->data);
}

void
cordon_profile_refresh_statuses (CordonProfile *profile, const CordonOrigin *origin, CordonFeature feature)
{
  g_autoptr (GPtrArray) statuses = g_ptr_array_copy (profile->observers->statuses, status_ref, NULL);

  g_ptr_array_set_free_func (statuses, status_unref);
  for (guint i = 0; i < statuses->len; i++)
    if (concerns (statuses->pdata[i], origin, feature))
      refresh (statuses->pdata[i]);
}

void
cordon_profile_detach_statuses (CordonProfile *profile, const CordonDocument *document)
{
  GPtrArray *statuses = profile->observers->statuses;

  for (guint i = statuses->len; i > 0; i--)
    {
      CordonPermissionStatus *status = statuses->pdata[i - 1];

      if (document != NULL && status->document != document)
        continue;
      status->profile = NULL;
      g_ptr_array_remove_index_fast (statuses, i - 1);
    }
}
