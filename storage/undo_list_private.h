#pragma once

#include "storage/undo_list.h"
#include "storage/unit_private.h"

/** cordon_undo_list_add: @grant goes by @unit; it can be brought back for 30 days. */
void cordon_undo_list_add (CordonStore *store, CordonUnit *unit, const CordonGrant *grant,
                           CordonUndoReason reason);

/** cordon_undo_list_expire: forgets what can no longer be undone. */
void cordon_undo_list_expire (CordonStore *store);
