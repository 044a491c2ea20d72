/* GLib is not compiled with ThreadSanitizer, and its locks are futexes of its own, so that the sanitizer would see no
 * order between threads that use them. The functions here stand before GLib's: they tell the sanitizer what the real
 * ones order, and call them. Linked into the tests of a ThreadSanitizer build only.
 */

#define GLIB_DISABLE_DEPRECATION_WARNINGS

#include <dlfcn.h>
#include <glib.h>

void __tsan_acquire (void *address);
void __tsan_release (void *address);

#define REAL(function) ((__typeof__ (&function)) dlsym (RTLD_NEXT, #function))

/* Functions that order what came before them: the caller hands over. */
#define RELEASES(function, Type) \
  void function (Type *object) \
  { \
    __tsan_release (object); \
    REAL (function) (object); \
  }

/* Functions that order what comes after them: the caller takes over. */
#define ACQUIRES(function, Type) \
  void function (Type *object) \
  { \
    REAL (function) (object); \
    __tsan_acquire (object); \
  }

#define TRIES(function, Type) \
  gboolean function (Type *object) \
  { \
    const gboolean taken = REAL (function) (object); \
    if (taken) \
      __tsan_acquire (object); \
    return taken; \
  }

ACQUIRES (g_mutex_lock, GMutex)
TRIES (g_mutex_trylock, GMutex)
RELEASES (g_mutex_unlock, GMutex)
ACQUIRES (g_rec_mutex_lock, GRecMutex)
TRIES (g_rec_mutex_trylock, GRecMutex)
RELEASES (g_rec_mutex_unlock, GRecMutex)
ACQUIRES (g_rw_lock_writer_lock, GRWLock)
TRIES (g_rw_lock_writer_trylock, GRWLock)
RELEASES (g_rw_lock_writer_unlock, GRWLock)
ACQUIRES (g_rw_lock_reader_lock, GRWLock)
TRIES (g_rw_lock_reader_trylock, GRWLock)
RELEASES (g_rw_lock_reader_unlock, GRWLock)

void
g_cond_wait (GCond *cond, GMutex *mutex)
{
  __tsan_release (mutex);
  REAL (g_cond_wait) (cond, mutex);
  __tsan_acquire (mutex);
}

gboolean
g_cond_wait_until (GCond *cond, GMutex *mutex, gint64 end_time)
{
  gboolean signalled;

  __tsan_release (mutex);
  signalled = REAL (g_cond_wait_until) (cond, mutex, end_time);
  __tsan_acquire (mutex);
  return signalled;
}

/* The caller of g_once_init_enter () reads the location by an atomic load that the sanitizer sees; this is its store.
 */
void (g_once_init_leave) (volatile void *location, gsize result)
{
  __tsan_release ((void *) location);
  REAL (g_once_init_leave) (location, result);
  __atomic_store_n ((gsize *) location, result, __ATOMIC_RELEASE);
}

gboolean (g_once_init_enter) (volatile void *location)
{
  const gboolean first = REAL (g_once_init_enter) (location);

  __tsan_acquire ((void *) location);
  return first;
}

void
g_async_queue_push (GAsyncQueue *queue, gpointer data)
{
  __tsan_release (queue);
  REAL (g_async_queue_push) (queue, data);
}

gpointer
g_async_queue_pop (GAsyncQueue *queue)
{
  gpointer item = REAL (g_async_queue_pop) (queue);

  __tsan_acquire (queue);
  return item;
}

gpointer
g_async_queue_try_pop (GAsyncQueue *queue)
{
  gpointer item = REAL (g_async_queue_try_pop) (queue);

  __tsan_acquire (queue);
  return item;
}

gpointer
g_async_queue_timeout_pop (GAsyncQueue *queue, guint64 timeout)
{
  gpointer item = REAL (g_async_queue_timeout_pop) (queue, timeout);

  __tsan_acquire (queue);
  return item;
}

/* A call that one thread hands to another's main context. */
typedef struct
{
  GSourceFunc function;
  gpointer data;
  GDestroyNotify notify;
} Call;

static gboolean
run_call (gpointer data)
{
  Call *call = data;

  __tsan_acquire (call);
  return call->function (call->data);
}

static void
free_call (gpointer data)
{
  Call *call = data;

  __tsan_acquire (call);
  if (call->notify)
    call->notify (call->data);
  g_free (call);
}

static Call *
new_call (GSourceFunc function, gpointer data, GDestroyNotify notify)
{
  Call *call = g_new (Call, 1);

  *call = (Call){ function, data, notify };
  __tsan_release (call);
  return call;
}

void
g_source_set_callback (GSource *source, GSourceFunc function, gpointer data, GDestroyNotify notify)
{
  if (function && (source->source_funcs == &g_idle_funcs || source->source_funcs == &g_timeout_funcs))
    REAL (g_source_set_callback) (source, run_call, new_call (function, data, notify), free_call);
  else
    REAL (g_source_set_callback) (source, function, data, notify);
}

void
g_main_context_invoke_full (GMainContext *context, gint priority, GSourceFunc function, gpointer data,
                            GDestroyNotify notify)
{
  REAL (g_main_context_invoke_full)
  (context, priority, run_call, new_call (function, data, notify), free_call);
}

void
g_main_context_invoke (GMainContext *context, GSourceFunc function, gpointer data)
{
  g_main_context_invoke_full (context, G_PRIORITY_DEFAULT, function, data, NULL);
}

guint
g_idle_add_full (gint priority, GSourceFunc function, gpointer data, GDestroyNotify notify)
{
  return REAL (g_idle_add_full) (priority, run_call, new_call (function, data, notify), free_call);
}

guint
g_idle_add (GSourceFunc function, gpointer data)
{
  return g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, function, data, NULL);
}
