/* What an attacker in the middle does: to packets, as a network; to descriptions, as a site. */

#pragma once

#include "tests/interop/call/stage.h"

gboolean attack_watch (Stage *stage, guint8 *packet, gsize size, gboolean from_a);
gboolean attack_strip_label (Stage *stage, guint8 *packet, gsize size, gboolean from_a);
gboolean attack_rename_label (Stage *stage, guint8 *packet, gsize size, gboolean from_a);
gsize attack_early_close_notify (Stage *stage, guint8 *out, gsize max, gboolean to_a);
gsize attack_close_notify (Stage *stage, guint8 *out, gsize max, gboolean to_a);
gsize attack_fatal_alert (Stage *stage, guint8 *out, gsize max, gboolean to_a);

char *attack_add_fingerprint (Stage *stage, const char *description);
char *attack_replay_assertion (Stage *stage, const char *description);
char *attack_remove_identity (Stage *stage, const char *description);
char *attack_other_session (Stage *stage, const char *description);

/* A description of an earlier call, for the replay. */
void attack_remember (const char *description);

gboolean attack_read_nothing (const StageResult *result);
gboolean attack_read_much (const StageResult *result);
