/*
 * The schema, as a list of steps from nothing to now. A step is never changed once it was released; a new one is
 * added behind.
 */

#pragma once

#include "storage/database_private.h"

G_BEGIN_DECLS

/** CORDON_APPLICATION_ID: "Crdn", in the file's header. */
#define CORDON_APPLICATION_ID 0x4372646e

/** cordon_schema_version: Returns: the version that this code writes. */
int cordon_schema_version (void);

/** cordon_schema_migrate: from the file's version to now, in one transaction, or not at all. */
gboolean cordon_schema_migrate (CordonDatabase *database, GError **error);

/** cordon_schema_apply: the same up to @version, inside the caller's transaction. */
gboolean cordon_schema_apply (CordonDatabase *database, int version, GError **error);

/**
 * cordon_schema_is_intact: whether the store's tables are what they were made as, with nothing hanging on them.
 * Rows are verified whatever the schema; but a changed one can refuse what is to be written.
 */
gboolean cordon_schema_is_intact (CordonDatabase *database);

G_END_DECLS
