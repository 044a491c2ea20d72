/*
 * A path of one end: ICE by libnice, which addresses it may use and show, and the peer's consent to be sent to.
 * Once both ends have ICE behind them the path reads its socket itself, so that consent checks are Cordon's own
 * on the wire.
 */

#pragma once

#include <nice/agent.h>

#include "isolation/address_policy.h"
#include "isolation/freshness.h"

typedef struct _Path Path;

typedef struct
{
  void (*gathered) (Path *path, gpointer data);
  void (*ready) (Path *path, gpointer data);
  void (*packet) (Path *path, const guint8 *packet, gsize size, gpointer data); /* no STUN */
  void (*consent_lost) (Path *path, gpointer data);
} PathObserver;

typedef struct
{
  gboolean controlling;
  gboolean checks_consent; /* an end without Cordon does not */
  const PathObserver *observer;
  gpointer data;
} PathSetup;

Path *path_new (const PathSetup *setup);
void path_free (Path *path);

/*
 * @policy: NULL: everything. @n_homes: interfaces that the machine has, of which the first is the default route.
 * @names: of the page.
 */
void path_gather (Path *path, const CordonAddressPolicy *policy, guint n_homes, CordonMdnsNames *names);

/* What signalling may see. (transfer full) */
char *path_write_ice (Path *path);
gboolean path_read_ice (Path *path, const char *ice);

/* FALSE: the peer does not consent, nothing left. */
gboolean path_send (Path *path, const guint8 *packet, gsize size, gint64 mono_us);

/* Time went by: takes over, sends checks, notices what has lapsed. */
void path_tick (Path *path, gint64 mono_us);

/* What this end answers to checks of the other: 0: success, -1: nothing, else an error. */
void path_set_answer (Path *path, int error);

gboolean path_is_ready (const Path *path);
CordonFreshnessState path_get_freshness (Path *path, gint64 mono_us);
/* Between the last answer that counted and the last packet that was no STUN. */
gint64 path_get_last_gap (const Path *path);
NiceAgent *path_get_agent (Path *path);
guint path_get_stream (const Path *path);
