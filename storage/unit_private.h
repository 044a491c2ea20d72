/*
 * A unit of work: what becomes durable together or not at all, and who waits for it. Made on the store's main
 * thread, owned by the writer thread while it is written, and back on the main thread when it is finished.
 */

#pragma once

#include "storage/mac_private.h"
#include "storage/store.h"

G_BEGIN_DECLS

typedef enum
{
  CORDON_CHANGE_NONE = 0,
  CORDON_CHANGE_PUT,     /* the row's id is new */
  CORDON_CHANGE_UPDATE,  /* replaces the row with this id, if it is still there */
  CORDON_CHANGE_DELETE,  /* the row's id and table only; none there is no failure */
  CORDON_CHANGE_JOURNAL, /* appends to the journal */
  CORDON_CHANGE_REDACT, /* the journal forgets what it tells of an origin, or of all where the text is empty */
} CordonChangeKind;

typedef struct
{
  CordonChangeKind kind;
  CordonRow *row;
  guint8 mac[CORDON_MAC_SIZE]; /* of a grant that is put: made by who submits it, not in the writer's time */
} CordonChange;

typedef struct
{
  GArray *changes;    /* CordonChange; empty: nothing for the disk */
  CordonGrant *grant; /* nullable: enters the table on success */
  GArray *removed;    /* nullable: guint64 ids that leave the table on success */
  GArray *revoked;    /* nullable: guint64 ids that are gone from the table already, in the revocation log */
  CordonRow *forgotten;   /* nullable: a record that leaves memory on success */
  gboolean user_decided;  /* counts for the rollback counter */
  gint64 latest_wall_us;  /* the latest time seen when it was made */
  gboolean clock_was_set; /* that time counts although it is earlier */
  gboolean scrub;         /* checkpoint and truncate the log behind it */
  gboolean waits;         /* the table changes with the commit only */
  gboolean moved_in; /* the log was moved into the file behind it: it holds nothing that the file does not */
  gboolean counter_failed; /* the keystore did not take the counter */
  gboolean in_effect;      /* memory said so before the disk was asked: a failed write does not undo it */
  gboolean is_pending;     /* in the store's list of what is on its way */
  gboolean settled;        /* memory says so already */
  gboolean cancelled;      /* @grant was revoked before it was durable */
  guint64 revoked_id;      /* 0, or a revocation to try again when the write fails */
  CordonStoreDone done;    /* nullable */
  gpointer data;
  GError *error;
} CordonUnit;

CordonUnit *cordon_unit_new (CordonStoreDone done, gpointer data);
void cordon_unit_free (CordonUnit *unit);

/** cordon_unit_add: @row: (transfer full). */
void cordon_unit_add (CordonUnit *unit, CordonChangeKind kind, CordonRow *row);
void cordon_unit_delete (CordonUnit *unit, CordonTableId table, gint64 id);
void cordon_unit_will_remove (CordonUnit *unit, guint64 id);
void cordon_unit_will_revoke (CordonUnit *unit, guint64 id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonUnit, cordon_unit_free)

G_END_DECLS
