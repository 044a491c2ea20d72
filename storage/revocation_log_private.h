/*
 * The revocation log: the ids of grants that were taken back and are not yet gone from the database. One small
 * append, before the caller goes on, so that a process that dies at any point afterwards does not bring a grant
 * back. Emptied when the database's own log was moved into its file: until then a damaged frame of that log
 * could bring a grant back. Each record has a MAC: an attacker cannot revoke, and noise revokes nothing.
 */

#pragma once

#include "storage/mac_private.h"

G_BEGIN_DECLS

#define CORDON_REVOCATION_LOG_NAME "cordon.revoked"

typedef struct _CordonRevocationLog CordonRevocationLog;

/**
 * cordon_revocation_log_open: @mac: (transfer none): must outlive it. Returns: (transfer full): also where
 * nothing can be written.
 */
CordonRevocationLog *cordon_revocation_log_open (const char *directory, const CordonMac *mac);
void cordon_revocation_log_close (CordonRevocationLog *log);

/** cordon_revocation_log_read: Returns: (transfer full) (element-type gint64): the ids of all records that verify. */
GArray *cordon_revocation_log_read (CordonRevocationLog *log);

/**
 * cordon_revocation_log_append: survives the death of the process when it returns. %FALSE when it could not be
 * written.
 */
gboolean cordon_revocation_log_append (CordonRevocationLog *log, gint64 id);

/** cordon_revocation_log_clear: the database has them all. */
void cordon_revocation_log_clear (CordonRevocationLog *log);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonRevocationLog, cordon_revocation_log_close)

G_END_DECLS
