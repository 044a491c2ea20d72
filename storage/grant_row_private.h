/*
 * Grants as rows, for the tables that begin with a grant's columns.
 */

#pragma once

#include "permissions/grant.h"
#include "storage/row_private.h"

/* The columns of a grant, and those behind it on the undo list. */
enum
{
  CORDON_GRANT_ORIGIN,
  CORDON_GRANT_FEATURE,
  CORDON_GRANT_ANSWER,
  CORDON_GRANT_SCOPE_COLUMN,
  CORDON_GRANT_LIFETIME,
  CORDON_GRANT_SOURCE,
  CORDON_GRANT_CALLEE,
  CORDON_GRANT_DEVICE,
  CORDON_GRANT_PAN_TILT_ZOOM,
  CORDON_GRANT_CREATED,
  CORDON_GRANT_LAST_USED,
  CORDON_GRANT_EXPIRES,
  CORDON_UNDO_REMOVED,
  CORDON_UNDO_REASON,
};

/** cordon_grant_to_row: a row that borrows @grant's texts. */
CordonRow cordon_grant_to_row (const CordonGrant *grant, CordonTableId table);

/**
 * cordon_grant_from_row: reads strictly what cordon_grant_to_row() wrote.
 * @origin: (nullable): an origin that may be the row's: saves parsing it
 *
 * Returns: %FALSE when the rules have no such grant; @out_grant is then cleared.
 */
gboolean cordon_grant_from_row (const CordonRow *row, const CordonOrigin *origin, CordonGrant *out_grant);
