/* What the files that play a store of permissions share. */

#pragma once

#include "tests/vectors/consent.h"

typedef struct
{
  GHashTable *partitions; /* attributes → World */
  GHashTable *added;      /* sites that a step named itself */
  GHashTable *defaults;   /* "site kind" → the administrator's word, static */
  GHashTable *marks;      /* label → time, microseconds */
  GHashTable *swept;      /* kinds that end unused; NULL: the case is not about that */
  GString *heard;         /* what observers heard since the step before: a word each */
  char *path;             /* of the partition without attributes */
  gint64 threshold_us;    /* of the case, for which 60 days stand */
  GPtrArray *rows;        /* another store's rows, as the SQL that writes them */
  gboolean by_container;
  gboolean by_session;
  gboolean inherits;
} PermissionManager;

World *permission_manager_read_world (PermissionManager *manager, JsonObject *step);

/* Compares the member expect_event of a step with what was heard since the one before, and listens anew. */
void permission_manager_check_event (VectorCase *vector, JsonObject *step, PermissionManager *manager);

void permission_manager_listen (PermissionManager *manager, World *world);

/* The administrator's word for one site and kind; "unknown" where there is none. */
void permission_add_default (PermissionManager *manager, JsonObject *step, const char *site);
const char *
permission_get_default (const PermissionManager *manager, const CordonOrigin *origin, const char *type);

/* permission_tabs.c: decisions for one tab. */
void permission_add_for_tab (VectorCase *vector, JsonObject *step, gpointer state);
void permission_test_for_tab (VectorCase *vector, JsonObject *step, gpointer state);
void permission_get_for_tab (VectorCase *vector, JsonObject *step, gpointer state);
void permission_remove_for_tab (VectorCase *vector, JsonObject *step, gpointer state);

/* permission_rows.c: a file of another store's making. */
void permission_inject_row (VectorCase *vector, JsonObject *step, gpointer state);
void permission_load (VectorCase *vector, JsonObject *step, gpointer state);
