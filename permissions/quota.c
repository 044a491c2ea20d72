#include "permissions/quota.h"

#include "permissions/clock.h"

#define ONE_EVENT ((gint64) 1000000)

gboolean
cordon_quota_take (CordonQuota *quota, guint32 burst, guint32 per_second, gint64 mono_us)
{
  const gint64 elapsed_us = CLAMP (mono_us - quota->last_mono_us, 0, CORDON_HOUR_US);
  gint64 spent = MAX (quota->spent - elapsed_us * per_second, 0);

  quota->last_mono_us = MAX (mono_us, quota->last_mono_us);
  quota->spent = spent;
  if (spent + ONE_EVENT > burst * ONE_EVENT)
    return FALSE;
  quota->spent = spent + ONE_EVENT;
  return TRUE;
}
