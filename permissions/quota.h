/*
 * A quota: how often something may happen, as a bucket that refills. A plain value; zero-filled it is full.
 */

#pragma once

#include <glib.h>

#include "permissions/visibility.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 last_mono_us; /* of the last taking */
  gint64 spent;        /* millionths of one event that have not refilled yet */
} CordonQuota;

/**
 * cordon_quota_take: one more event at @mono_us.
 * @burst: events that may come at once; 0 takes nothing
 * @per_second: by which the bucket refills
 *
 * Returns: %FALSE when the bucket is empty, and then nothing was taken. Time that runs backwards refills nothing.
 */
CORDON_API gboolean cordon_quota_take (CordonQuota *quota, guint32 burst, guint32 per_second, gint64 mono_us);

G_END_DECLS
